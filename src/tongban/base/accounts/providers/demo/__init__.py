"""A mock of a national identity provider: it knows the demo city's invented people and nobody else.

``service`` plays the nation's side and speaks in signed bytes; ``provider`` is our side of the
connection, which trusts nothing that it has not checked. No network is used.
"""
