"""Readers of identity documents, a folder each, with a ``plugin`` in ``reader.py``."""
