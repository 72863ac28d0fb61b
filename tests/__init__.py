"""Tests of the house and of the whole way."""
