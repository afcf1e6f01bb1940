"""The routes that people read, each of which says the same to programs."""
