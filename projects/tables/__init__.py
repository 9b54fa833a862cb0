"""Columns as data: the lists of this room, on the screen and in a file alike, one module a noun."""
