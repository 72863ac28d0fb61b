"""事项: service items as published revisions."""
