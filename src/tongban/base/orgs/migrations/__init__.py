"""Migrations of orgs."""
