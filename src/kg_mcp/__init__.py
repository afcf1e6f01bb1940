"""Assistants' way to the graph: a server of the Model Context Protocol that asks a service and refuses bad sums."""
