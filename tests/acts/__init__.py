"""Every act on a case, in every situation a case can be in, by every post."""
