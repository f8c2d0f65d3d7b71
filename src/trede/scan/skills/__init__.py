"""Digital skills per department: rounds, one link per department, answers without a name."""
