"""A channel that takes nothing."""
