"""The datasets: one function per dataset that returns its rows."""
