"""The page of a municipality: its own reach and ladder, and what it needs to invite firms."""
