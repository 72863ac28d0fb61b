"""A provider on which nothing works."""
