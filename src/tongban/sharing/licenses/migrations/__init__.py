"""Migrations of the licences."""
