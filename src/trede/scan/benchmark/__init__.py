"""The benchmark: a firm beside others like it, from figures that are frozen once a quarter."""
