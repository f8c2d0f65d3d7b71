"""The journal: what happened, once, in order, never changed. The monitor reads nothing else."""
