"""SHACL shapes and checks on a finished graph."""
