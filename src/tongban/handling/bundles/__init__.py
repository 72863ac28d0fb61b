"""一件事: several items applied for at once."""
