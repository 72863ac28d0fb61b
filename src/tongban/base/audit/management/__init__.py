"""Commands that Django itself calls."""
