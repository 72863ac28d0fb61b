"""What goes over the wire between the mock service and our side: canonical JSON and a signature.

HMAC-SM3 over the bytes with a secret shared by both sides, as gateways for sharing between
governments sign. A city's real provider brings its own way to sign.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any

from django.conf import settings

from tongban.base.accounts.identity import IdentityProviderError
from tongban.base.kernel.digests import canonical, hmac_sm3
from tongban.base.kernel.moments import now

SKEW = timedelta(minutes=5)
"""How far the other clock may be from ours; an older answer may be one that was replayed."""


class WireTimeoutError(Exception):
    """Nothing came back in time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it comes in: a status, bytes, and the signature over them."""

    status: int
    body: bytes
    signature: str


def shared_secret() -> bytes:
    """Known to both sides; of this installation alone."""
    return hmac_sm3(settings.SEALING_MASTER_KEY, b"tongban demo identity provider")


def signature_of(body: bytes) -> str:
    """The signature over some bytes."""
    return hmac_sm3(shared_secret(), body).hex()


def signed(status: int, value: dict[str, Any]) -> Reply:
    """A value as the service sends it."""
    body = canonical(value)
    return Reply(status, body, signature_of(body))


def opened(reply: Reply) -> dict[str, Any] | None:
    """The value, or ``None`` where the signature does not hold or it is no JSON object."""
    if not compare_digest(reply.signature.encode(), signature_of(reply.body).encode()):
        return None
    try:
        value = json.loads(reply.body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def asked(service: Callable[[dict[str, Any]], Reply], question: dict[str, Any]) -> dict[str, Any]:
    """The checked answer: status, signature, nonce of this very question, time."""
    nonce = token_urlsafe(16)
    try:
        reply = service({**question, "nonce": nonce})
    except WireTimeoutError:
        raise IdentityProviderError("timeout") from None
    if reply.status != 200:
        raise IdentityProviderError("unavailable")
    said = opened(reply)
    if said is None or not compare_digest(str(said.get("nonce")).encode(), nonce.encode()):
        raise IdentityProviderError("untrusted")
    try:
        at = datetime.fromisoformat(str(said["at"]))
        late = abs(now() - at) > SKEW
    except (KeyError, ValueError, TypeError):
        raise IdentityProviderError("untrusted") from None
    if late or not said.get("request_id"):
        raise IdentityProviderError("untrusted")
    return said
