"""审计: what was done, by whom, append-only and sealed."""
