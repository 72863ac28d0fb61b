"""Pages of halls, a file a place where somebody works."""
