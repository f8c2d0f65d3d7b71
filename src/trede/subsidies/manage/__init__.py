"""The desk of who manages a scheme: accounts of periods, ceilings, sharing out, draws, outages, post and proof."""
