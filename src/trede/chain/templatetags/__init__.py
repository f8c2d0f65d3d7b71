"""Tags of the chain's desks."""
