"""The desk of who manages a scheme: the account of a period, its ceilings, sharing out, the draw, outages."""
