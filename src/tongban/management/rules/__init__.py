"""规则: decision tables as revisions, for decisions that can be made at once."""
