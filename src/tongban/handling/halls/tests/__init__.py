"""Tests of halls."""
