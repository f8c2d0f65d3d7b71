"""The public side: what there is, for whom, how much is left, and the check before applying."""
