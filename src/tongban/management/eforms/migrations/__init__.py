"""Migrations of eforms."""
