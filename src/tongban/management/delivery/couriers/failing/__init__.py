"""A courier that takes nothing and knows nothing."""
