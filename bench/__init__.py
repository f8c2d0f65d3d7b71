"""Measured work, always beside a floor or a peer in the same run."""
