"""Releases of a graph: how one is written, found, compared, cut and gone back to."""
