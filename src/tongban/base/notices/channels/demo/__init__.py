"""A channel that puts messages where the demo city's visitor can read them."""
