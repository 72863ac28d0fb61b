"""A reader that is not connected."""
