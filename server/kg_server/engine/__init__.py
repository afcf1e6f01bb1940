"""Evaluation of queries: one small interface, and what stands behind it."""
