"""Eight quarters of clearly fictional firms, lived through the same actions as real ones."""
