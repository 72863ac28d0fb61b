"""Migrations of the materials."""
