"""Packaged rows of the demo city."""
