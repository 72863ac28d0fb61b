"""Journeys in a real browser, through the product as `make demo` starts it."""
