"""The mock service: a register of invented people, its answers, its sign-in and its faults.

Result codes follow the habit of such gateways: 0000 one and the same, 1001 not the same, 1002 no
such record, 9001 busy. Every answer has a number of its own, the nonce of the question, the time
and a signature.
"""

import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any

from django.core.cache import cache

from tongban.base.accounts.identity import Element, LinkKind
from tongban.base.accounts.models import DemoFault, DemoIdentity
from tongban.base.accounts.names import plain_name
from tongban.base.accounts.providers.demo.wire import Reply, signed
from tongban.base.accounts.types import DemoFaultKind
from tongban.base.kernel.digests import hmac_sm3
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest

SAME, OTHER, UNKNOWN, BUSY = "0000", "1001", "1002", "9001"
CONTEXT = "accounts.demoidentity.id_number"
CODE_SECONDS = 120
LATENCY = 0.02
"""Seconds that an answer takes; a slow one takes ``SLOW``."""
SLOW = 2.0
SAME_FACE = "demo-face-same"
"""What the demo's button for a face sends; a real plug-in sends what its camera component gives."""
_COLUMNS = {
    Element.PHONE: "phone",
    Element.SOCIAL_CARD: "social_card",
    Element.BANK_CARD: "bank_card",
    Element.FUND_ACCOUNT: "fund_account",
    Element.DRIVING_FILE: "driving_file",
}


class WireTimeoutError(Exception):
    """Nothing came back in time."""


def fault() -> str:
    """The fault that the demo's operator has switched on, or an empty text."""
    row = DemoFault.objects.first()
    return row.kind if row is not None else ""


def entry(document_type: str, id_number: str) -> DemoIdentity | None:
    """Who has that document, in the register of invented people."""
    return DemoIdentity.objects.filter(
        document_type=document_type, id_digest=digest(id_number, CONTEXT)
    ).first()


def verification(question: dict[str, Any]) -> Reply:
    """Compare one element with the register."""
    return _answered(question, lambda: _compared(question))


def code_for(
    identity: DemoIdentity, *, kind: str, redirect_uri: str, nonce: str, challenge: str
) -> str:
    """A code that the browser brings back; good once, for two minutes, for one verifier."""
    code = token_urlsafe(24)
    granted = {
        "identity": str(identity.id),
        "kind": kind,
        "redirect_uri": redirect_uri,
        "nonce": nonce,
        "challenge": challenge,
    }
    cache.set(f"demo-identity:{code}", granted, CODE_SECONDS)
    return code


def token(question: dict[str, Any]) -> Reply:
    """Whose code it is."""
    return _answered(question, lambda: _redeemed(question))


def _answered(question: dict[str, Any], answer: Any) -> Reply:
    switched = fault()
    if switched == DemoFaultKind.TIMEOUT:
        raise WireTimeoutError
    time.sleep(SLOW if switched == DemoFaultKind.SLOW else LATENCY)
    if switched == DemoFaultKind.BROKEN:
        return Reply(502, b"<html>Bad Gateway</html>", "")
    value = {"code": BUSY} if switched == DemoFaultKind.BUSY else answer()
    value |= {
        "request_id": f"DEMO{new_id().hex[:20].upper()}",
        "nonce": question["nonce"],
        "at": now().isoformat(),
    }
    if switched == DemoFaultKind.NONCE:
        value["nonce"] = token_urlsafe(16)
    reply = signed(200, value)
    if switched == DemoFaultKind.SIGNATURE:
        return Reply(reply.status, reply.body, "0" * 64)
    return reply


def _compared(question: dict[str, Any]) -> dict[str, Any]:
    known = entry(question["document_type"], question["id_number"])
    if known is None:
        return {"code": UNKNOWN}
    same = compare_digest(known.name.encode(), plain_name(question["name"]).encode())
    element = Element(question["element"])
    if element is Element.FACE:
        same &= question["value"] == SAME_FACE
    else:
        held = getattr(known, _COLUMNS[element])
        if same and not held:
            return {"code": UNKNOWN}
        same &= compare_digest(held.encode(), question["value"].encode())
    return {"code": SAME if same else OTHER}


def _redeemed(question: dict[str, Any]) -> dict[str, Any]:
    key = f"demo-identity:{question['code']}"
    granted = cache.get(key)
    # Taken away before anything else is looked at: a code is good for one try.
    cache.delete(key)
    if granted is None:
        return {"code": UNKNOWN}
    challenge = urlsafe_b64encode(sha256(question["verifier"].encode()).digest()).rstrip(b"=")
    if (
        not compare_digest(challenge, granted["challenge"].encode())
        or granted["redirect_uri"] != question["redirect_uri"]
        or granted["kind"] != question["kind"]
    ):
        return {"code": OTHER}
    known = DemoIdentity.objects.filter(id=granted["identity"]).first()
    if known is None:
        return {"code": UNKNOWN}
    subject = hmac_sm3(b"demo subject", f"{granted['kind']}:{known.id}".encode()).hex()[:32].upper()
    found = {
        "code": SAME,
        "subject": subject,
        "id_nonce": granted["nonce"],
        "level": 3 if granted["kind"] != LinkKind.PROVINCE else 2,
    }
    if LinkKind(granted["kind"]).keeps_identity:
        found |= {
            "name": known.name,
            "document_type": known.document_type,
            "id_number": known.id_number,
        }
    return found
