"""The reader of the demo city."""
