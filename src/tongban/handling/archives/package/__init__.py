"""The archive package: what is in it, how it is written, how it is judged. Needs no database."""
