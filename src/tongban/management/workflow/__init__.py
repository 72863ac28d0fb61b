"""流程: processes as revisions."""
