"""The scan on paper: the same questions, to fill in with a pen and to count by hand."""
