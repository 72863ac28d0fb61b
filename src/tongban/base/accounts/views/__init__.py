"""Pages of accounts, a file for each noun."""
