"""Trede: the platform with which a region runs its digitalisation programme for SMEs."""

__version__ = "0.1.0"
