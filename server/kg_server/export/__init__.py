"""The site as plain files, which work from any static host and from disk."""
