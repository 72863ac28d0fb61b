"""Places to keep contents in."""
