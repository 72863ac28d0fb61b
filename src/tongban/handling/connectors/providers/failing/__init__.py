"""A connector to a system that never answers, for rehearsing it."""
