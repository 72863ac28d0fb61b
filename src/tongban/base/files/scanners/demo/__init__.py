"""A scanner that knows one thing: the EICAR test string."""
