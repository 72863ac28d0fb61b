"""Tests of the embedded server, each with real servers in folders of its own."""
