"""Clients of others, asking a real server."""
