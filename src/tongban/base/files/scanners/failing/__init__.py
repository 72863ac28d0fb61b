"""A scanner that never answers."""
