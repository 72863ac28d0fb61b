"""Business registries: a folder each with a ``plugin`` in ``registry.py``."""
