"""Virus scanners, one a folder; ``demo`` works and ``failing`` fails."""
