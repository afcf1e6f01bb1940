"""Search in the labels of a release: the index that the builder wrote, asked, ranked and shown."""
