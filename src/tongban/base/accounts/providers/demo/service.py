"""The mock service: a register of invented people, its answers, its sign-in and its faults.

Result codes follow the habit of such gateways: 0000 one and the same, 1001 not the same, 1002 no
such record, 9001 busy. Every answer has a number of its own, the nonce of the question, the time
and a signature.
"""

from hmac import compare_digest
from typing import Any

from tongban.base.accounts.identity import Element, LinkKind
from tongban.base.accounts.models import DemoFault, DemoIdentity
from tongban.base.accounts.names import plain_name
from tongban.base.accounts.providers.demo import gateway
from tongban.base.accounts.providers.demo.gateway import BUSY, OTHER, SAME, UNKNOWN
from tongban.base.accounts.providers.demo.wire import Reply, WireTimeoutError
from tongban.base.accounts.types import DemoService
from tongban.base.kernel.digests import hmac_sm3
from tongban.base.kernel.sealing import digest

__all__ = ["BUSY", "OTHER", "SAME", "UNKNOWN", "WireTimeoutError"]
CONTEXT = "accounts.demoidentity.id_number"
SLOW = 2.0
"""Seconds that a slow answer takes."""
SAME_FACE = "demo-face-same"
"""What the demo's button for a face sends; a real plug-in sends what its camera component gives."""
_COLUMNS = {
    Element.PHONE: "phone",
    Element.SOCIAL_CARD: "social_card",
    Element.BANK_CARD: "bank_card",
    Element.FUND_ACCOUNT: "fund_account",
    Element.DRIVING_FILE: "driving_file",
}


def fault() -> str:
    """The fault that the demo's operator has switched on, or an empty text."""
    row = DemoFault.objects.filter(service=DemoService.IDENTITY).first()
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
    return gateway.code_for(
        "identity",
        {
            "identity": str(identity.id),
            "kind": kind,
            "redirect_uri": redirect_uri,
            "nonce": nonce,
            "challenge": challenge,
        },
    )


def token(question: dict[str, Any]) -> Reply:
    """Whose code it is."""
    return _answered(question, lambda: _redeemed(question))


def _answered(question: dict[str, Any], answer: Any) -> Reply:
    return gateway.answered(question, answer, fault=fault(), slow=SLOW)


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
    granted = gateway.granted_for("identity", question)
    if granted is None:
        return {"code": UNKNOWN}
    if granted["kind"] != question["kind"]:
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
