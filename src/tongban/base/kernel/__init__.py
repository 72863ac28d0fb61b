"""公共词汇: codes, ids, moments, actors, errors."""
