"""Migrations of workflow."""
