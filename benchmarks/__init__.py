"""Reproducible measurements: a script, generated data, one JSON file with versions; compared, never gated."""
