"""Stored queries in any other tool: their pages and addresses, frames, oEmbed, and the document of their interface."""
