"""How fast the builder reads, checks, derives, maps, sorts, loads and dumps generated packages of growing size."""
