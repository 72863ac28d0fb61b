"""Couriers, a folder each."""
