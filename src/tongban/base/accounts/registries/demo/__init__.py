"""The demo's business registry and issuer of electronic business licences.

``service`` plays the registry's side and speaks in signed bytes; ``registry`` is our side of the
connection, which trusts nothing that it has not checked. No network is used.
"""
