"""Tests of eforms."""
