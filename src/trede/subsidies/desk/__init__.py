"""The desk where applications are checked, read, decided and answered. People act here; the rules are elsewhere."""
