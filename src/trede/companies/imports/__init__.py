"""Files in and out: read a table, judge and save it row by row, and write the same table again."""
