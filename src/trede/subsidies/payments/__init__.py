"""Paying: prepared by one person, released by another, sent to the bank as a file, and marked by its answer."""
