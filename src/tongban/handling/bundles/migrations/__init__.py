"""Migrations of bundles."""
