"""What the graph calls things, and how people read them: terms, labels, numbers, spans."""
