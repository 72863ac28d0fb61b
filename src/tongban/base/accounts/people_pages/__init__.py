"""Pages of people: registering, linking, proving more, one's own data, and the hall's window."""
