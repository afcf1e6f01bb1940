"""What the page of each kind of thing shows, read from the graph with a few bounded questions."""
