"""表单: form schemas as revisions."""
