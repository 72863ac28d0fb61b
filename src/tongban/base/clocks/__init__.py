"""期限: the working-day calendar and every running limit."""
