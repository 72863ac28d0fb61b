"""Exchange with other systems: the change feed, and the upload tables out and in."""
