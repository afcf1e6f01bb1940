"""A Data Package and its Table Schemas: read, checked, and every violation told by its place."""
