"""Migrations of feedback."""
