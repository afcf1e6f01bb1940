"""Official tables, wide as they are published, to figures that cite their cells."""
