"""Everything that may be published: the API, datasets, the catalogue and the algorithm register."""
