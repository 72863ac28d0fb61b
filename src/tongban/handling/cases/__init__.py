"""办件: a case from application to its end."""
