"""One module per command of `trede`."""
