"""Migrations of connectors."""
