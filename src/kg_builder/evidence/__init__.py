"""The places of figures in source texts: whether they hold, and where they are in another text."""
