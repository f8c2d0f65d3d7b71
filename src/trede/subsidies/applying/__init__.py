"""Applying and following: everything a firm does with its application on its own pages."""
