"""What every mock service does the same: its faults, its signature, its codes with PKCE.

Result codes follow the habit of such gateways: 0000 one and the same, 1001 not the same, 1002 no
such record, 9001 busy. Every answer has a number of its own, the nonce of the question, the time
and a signature.
"""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any

from django.core.cache import cache

from tongban.base.accounts.providers.demo.wire import Reply, WireTimeoutError, signed
from tongban.base.accounts.types import DemoFaultKind
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now

SAME, OTHER, UNKNOWN, BUSY = "0000", "1001", "1002", "9001"
CODE_SECONDS = 120
LATENCY = 0.02
"""Seconds that an answer takes."""


def answered(
    question: dict[str, Any], answer: Callable[[], dict[str, Any]], *, fault: str, slow: float
) -> Reply:
    """The answer as it goes over the wire, spoilt in the way that is switched on."""
    if fault == DemoFaultKind.TIMEOUT:
        raise WireTimeoutError
    time.sleep(slow if fault == DemoFaultKind.SLOW else LATENCY)
    if fault == DemoFaultKind.BROKEN:
        return Reply(502, b"<html>Bad Gateway</html>", "")
    value = {"code": BUSY} if fault == DemoFaultKind.BUSY else answer()
    value |= {
        "request_id": f"DEMO{new_id().hex[:20].upper()}",
        "nonce": question["nonce"],
        "at": now().isoformat(),
    }
    if fault == DemoFaultKind.NONCE:
        value["nonce"] = token_urlsafe(16)
    reply = signed(200, value)
    if fault == DemoFaultKind.SIGNATURE:
        return Reply(reply.status, reply.body, "0" * 64)
    return reply


def code_for(service: str, granted: dict[str, Any]) -> str:
    """A code that the browser brings back; good once, for two minutes, for one verifier.

    ``granted`` has at least the ``redirect_uri``, the ``nonce`` and the ``challenge``.
    """
    code = token_urlsafe(24)
    cache.set(f"demo-{service}:{code}", granted, CODE_SECONDS)
    return code


def granted_for(service: str, question: dict[str, Any]) -> dict[str, Any] | None:
    """What the code stands for; None for one that is unknown, used, or somebody else's."""
    key = f"demo-{service}:{question['code']}"
    granted: dict[str, Any] | None = cache.get(key)
    # Taken away before anything else is looked at: a code is good for one try.
    cache.delete(key)
    if granted is None:
        return None
    challenge = urlsafe_b64encode(sha256(question["verifier"].encode()).digest()).rstrip(b"=")
    if (
        not compare_digest(challenge, str(granted["challenge"]).encode())
        or granted["redirect_uri"] != question["redirect_uri"]
    ):
        return None
    return granted
