"""地基, the ground that every floor stands on."""
