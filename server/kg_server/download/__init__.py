"""Files to take away: whole releases, slices of them, and what changed between two."""
