"""The tables and triggers of the audit trail."""
