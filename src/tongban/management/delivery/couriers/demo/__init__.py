"""The demo's courier: parcels move by themselves as hours pass."""
