"""The desk's pages about items, changes to their guides, the directory and the words of search."""
