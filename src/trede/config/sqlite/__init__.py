"""The database engine for SQLite; Django looks for its parts in `base`."""
