"""Forms of accounts, a file for each noun."""
