"""A paper or spoken scan, typed in by an adviser in a minute."""
