"""Curated tables to an RDF knowledge graph: check, map, validate, publish."""
