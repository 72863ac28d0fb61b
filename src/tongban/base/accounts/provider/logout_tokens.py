"""Logout tokens: what a client is sent when a sign-in ends (OpenID Connect Back-Channel Logout 1.0, 2.4)."""

from secrets import token_urlsafe

import jwt
from allauth.core.internal import jwkkit
from allauth.idp.oidc.internal.private_keys import pick_signing_key

from tongban.base.accounts.provider import keys
from tongban.base.accounts.provider.adapter import issuer
from tongban.base.accounts.provider.tokens import ALGORITHM
from tongban.base.kernel.moments import now

EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFE = 120
"""Seconds: two minutes at most, says the standard."""


def logout_token(*, client: str, subject: str, sid: str) -> str:
    """A signed word that this sign-in is over. Its type and its event keep it from being taken for
    an ID token, and it has no ``nonce``.
    """
    at = int(now().timestamp())
    published = [
        key for key in keys.signing_keys() if not key.not_before or key.not_before <= now()
    ]
    key = pick_signing_key(published)
    assert key is not None
    jwk, private = jwkkit.load_jwk_from_pem(key.pem)
    return jwt.encode(
        {
            "iss": issuer(),
            "sub": subject,
            "aud": client,
            "iat": at,
            "exp": at + LIFE,
            "jti": token_urlsafe(16),
            "sid": sid,
            "events": {EVENT: {}},
        },
        private,
        algorithm=ALGORITHM,
        headers={"kid": jwk["kid"], "typ": "logout+jwt"},
    )
