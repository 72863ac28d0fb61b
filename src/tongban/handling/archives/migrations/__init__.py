"""Migrations of archives."""
