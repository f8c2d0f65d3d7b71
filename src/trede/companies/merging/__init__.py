"""Firms that are in the house twice: found, merged into one, and taken apart again within thirty days."""
