"""Signed requests of machines: HTTP Message Signatures (RFC 9421) in one fixed form, Ed25519 alone.

What is signed is the method, the host, the path with its query, and the digest of the body
(RFC 9530); beside them when, a nonce, and by whom. Fixed, because every choice that a signer has is
one that an attacker has: parameters in another order, or left out, are refused.
"""

import base64
import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tongban.base.kernel.moments import now

SKEW = timedelta(minutes=5)
"""How old or how early a signature may be."""

COVERED = '("@method" "@authority" "@path" "@query" "content-digest")'
INPUT = re.compile(
    r"tongban="
    r'(?P<params>\("@method" "@authority" "@path" "@query" "content-digest"\)'
    r";created=(?P<created>[0-9]{1,12})"
    r';nonce="(?P<nonce>[A-Za-z0-9_-]{16,64})"'
    r';keyid="(?P<client>[a-z0-9-]{1,40})"'
    r';alg="ed25519")'
)
SIGNATURE = re.compile(r"tongban=:(?P<signature>[A-Za-z0-9+/]{86}==):")
DIGEST = re.compile(r"sha-256=:(?P<digest>[A-Za-z0-9+/]{43}=):")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of itself, not believed yet."""

    client: str
    nonce: str
    created: int
    params: str
    signature: bytes


def content_digest(body: bytes) -> str:
    """The header that binds a signature to the body."""
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"


def signed_text(
    *, method: str, authority: str, path: str, query: str, digest: str, params: str
) -> bytes:
    """What is signed, byte by byte (RFC 9421, 2.5)."""
    return "\n".join(
        (
            f'"@method": {method.upper()}',
            f'"@authority": {authority.lower()}',
            f'"@path": {path or "/"}',
            f'"@query": ?{query}',
            f'"content-digest": {digest}',
            f'"@signature-params": {params}',
        )
    ).encode()


def params_for(*, client: str, nonce: str, created: int) -> str:
    """The parameters in their one order."""
    return f'{COVERED};created={created};nonce="{nonce}";keyid="{client}";alg="ed25519"'


def claim_of(signature_input: str, signature: str) -> Claim | None:
    """What the two headers say, or None when they are not of our one form."""
    told, made = INPUT.fullmatch(signature_input), SIGNATURE.fullmatch(signature)
    if told is None or made is None:
        return None
    return Claim(
        client=told["client"],
        nonce=told["nonce"],
        created=int(told["created"]),
        params=told["params"],
        signature=base64.b64decode(made["signature"]),
    )


def holds(
    claim: Claim,
    public_key: str,
    *,
    method: str,
    authority: str,
    path: str,
    query: str,
    digest: str,
    body: bytes,
) -> bool:
    """Whether the client's key signed this very request, now, give or take ``SKEW``."""
    if abs(now().timestamp() - claim.created) > SKEW.total_seconds():
        return False
    if not DIGEST.fullmatch(digest) or not compare_digest(digest, content_digest(body)):
        return False
    text = signed_text(
        method=method,
        authority=authority,
        path=path,
        query=query,
        digest=digest,
        params=claim.params,
    )
    try:
        raw = base64.urlsafe_b64decode(public_key + "=")
        Ed25519PublicKey.from_public_bytes(raw).verify(claim.signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
