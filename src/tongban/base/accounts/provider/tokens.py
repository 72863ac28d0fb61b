"""Tokens that we signed ourselves, as they come back: checked before anything in them is believed."""

from typing import Any

import jwt
from allauth.core.internal import jwkkit
from allauth.idp.oidc.adapter import get_adapter

ALGORITHM = "RS256"
LEEWAY = 60
"""Seconds by which the clocks of two machines may differ."""


def verified(
    value: str, *, audience: str | None = None, expired_too: bool = False
) -> dict[str, Any] | None:
    """The claims of a token that one of our published keys signed with our one algorithm, for us or
    the named audience, within its time give or take ``LEEWAY``; None for everything else.

    The algorithm is ours, never the token's: what says ``none`` or HS256 is not looked at.
    """
    try:
        header = jwt.get_unverified_header(value)
        if header.get("alg") != ALGORITHM or not isinstance(header.get("kid"), str):
            return None
        adapter = get_adapter()
        for key in adapter.list_private_keys(is_active=True):
            jwk, private = jwkkit.load_jwk_from_pem(key.pem)
            if jwk["kid"] == header["kid"]:
                break
        else:
            return None
        claims: dict[str, Any] = jwt.decode(
            value,
            key=private.public_key(),
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=adapter.get_issuer(),
            leeway=LEEWAY,
            options={
                "require": ["exp", "iat", "iss", "sub"],
                "verify_aud": audience is not None,
                "verify_exp": not expired_too,
            },
        )
    except jwt.PyJWTError:
        return None
    return claims
