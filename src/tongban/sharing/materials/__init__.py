"""材料库: materials handed in and kept."""
