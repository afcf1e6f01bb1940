"""SPARQL text, read from its tokens without evaluating anything."""
