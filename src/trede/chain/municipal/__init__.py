"""Signals of municipalities to the region: short, in a category, without a firm unless it agreed."""
