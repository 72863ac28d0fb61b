"""Import of a list of items: read the file whole, tell its rows' identity, list what is new."""
