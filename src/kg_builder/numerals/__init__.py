"""Numerals in running text: where they stand and what they say."""
