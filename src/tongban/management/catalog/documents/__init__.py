"""Documents that belong to items: kept once, linked, searched, and their addresses checked."""
