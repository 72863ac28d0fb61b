"""A connector over HTTP, and a small department system of its own to connect to."""
