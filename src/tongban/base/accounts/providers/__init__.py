"""The identity providers that come along, a folder each; see docs/how-to/add-an-identity-provider.md."""
