"""From rows of tables to sorted quads, and from quads to files."""
