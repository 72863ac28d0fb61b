"""What goes over the wire between the mock service and our side: canonical JSON and a signature.

HMAC-SM3 over the bytes with a secret shared by both sides, as gateways for sharing between
governments sign. A city's real provider brings its own way to sign.
"""

import json
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from django.conf import settings

from tongban.base.kernel.digests import canonical, hmac_sm3


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
