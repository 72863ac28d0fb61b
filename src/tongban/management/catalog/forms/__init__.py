"""Forms of the desk's pages about items."""
