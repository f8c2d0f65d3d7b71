"""Pages around accounts."""
