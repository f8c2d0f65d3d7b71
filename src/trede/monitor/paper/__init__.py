"""The report of a period on one side of A4, and as a page with the same figures."""
