"""The API under /api/v1: the same rules, texts and figures as the pages, for other programs."""
