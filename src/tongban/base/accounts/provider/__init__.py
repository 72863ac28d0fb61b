"""The platform as OpenID provider, and how machines prove who they are.

The protocol is django-allauth's and oauthlib's; here are the rules of the house beside it: what is
kept, who is admitted, what a claim says.
"""
