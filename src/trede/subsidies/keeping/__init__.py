"""The end of keeping: which files may go, lists of destruction, and the declarations that remain."""
