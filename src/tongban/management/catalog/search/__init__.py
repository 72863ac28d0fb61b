"""Finding items: tokens and index, the reading of a query, ranking, synonyms, misses."""
