"""After the grant: obligations, changes, settlement, reclaim, evidence of effect, and the public register."""
