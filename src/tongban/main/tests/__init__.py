"""Tests of what serves the pages."""
