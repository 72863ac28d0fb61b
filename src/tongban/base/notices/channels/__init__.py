"""Ways out, one a folder; ``demo`` works and ``failing`` fails."""
