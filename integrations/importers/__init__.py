"""Readers of other tools' exports: each turns its file into the rows of `rows.py`."""
