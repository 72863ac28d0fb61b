"""Tongban (通办): every government service of a Chinese city from one place."""

__version__ = "0.1.0"
