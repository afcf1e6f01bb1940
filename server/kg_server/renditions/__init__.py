"""Representations of the answer of a stored query: rows with types, and everything that is made of them."""
