"""How much a query costs this server and its peers, on generated graphs, with the same rows from all."""
