"""电子归档: a closed case as one package that verifies by itself, and what becomes of it."""
