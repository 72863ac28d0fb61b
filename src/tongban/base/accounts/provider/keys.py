"""签名密钥: the keys that sign tokens, in the keys folder, and their rotation.

One file a key, named ``<second from which it signs>-<kid>.pem``. The newest whose second has come
signs. A new one is published an hour before it signs, because readers keep the key set that long;
an old one stays published until the last token that it signed is over. Every web process reads the
same folder, so nothing has to be told to anybody.
"""

import base64
import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from allauth.core.internal import jwkkit
from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now

BITS = 2048
AHEAD = timedelta(hours=1)
"""How long before it signs a key is published: what ``IDP_OIDC_JWKS_CACHE_CONTROL`` tells readers."""
AFTER = timedelta(hours=25)
"""How long a key stays published once another signs: the longest life of a token, and the day for
which an ID token is taken as a hint when somebody leaves.
"""


def _folder() -> Path:
    return Path(settings.KEYS_FOLDER) / "identity"


def _named(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.name.partition("-")[0]), UTC)


def _files() -> list[Path]:
    """Every key file, the one that signs last at the end."""
    return sorted(_folder().glob("[0-9]*-*.pem"), key=lambda path: (_named(path), path.name))


loaded = lru_cache(maxsize=32)(jwkkit.load_jwk_from_pem)
"""A key and its public half from its text. Reading one takes OpenSSL a quarter of a second, for it
proves the primes anew; the library reads it for every token. ``apps.py`` gives it this one.
"""


@lru_cache(maxsize=32)
def _pem(path: Path) -> str:
    # A key file is never written again, so what was read once stays right.
    return path.read_text(encoding="ascii")


def _make(since: datetime) -> Path:
    """Write a new key, whole or not at all."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    fresh = folder / f".{secrets.token_hex(8)}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    kid = thumbprint(key.public_key())
    place = folder / f"{int(since.timestamp()):012d}-{kid[:16]}.pem"
    fresh.replace(place)
    return place


def thumbprint(key: rsa.RSAPublicKey) -> str:
    """The key's name (RFC 7638)."""
    numbers = key.public_numbers()
    parts = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
    told = json.dumps(parts, separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(sha256(told).digest()).rstrip(b"=").decode()


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signing_keys() -> list[PrivateKey]:
    """Every key that is published now, the first one made on first use.

    Two processes that begin at once may make one each; both are published, and both find the same
    one to sign with.
    """
    files = _files()
    if not files:
        _make(datetime.fromtimestamp(0, UTC))
        files = _files()
    kept = []
    for path, newer in zip(files, [*files[1:], None], strict=True):
        ends = _named(newer) + AFTER if newer else None
        if ends is None or ends > now():
            kept.append(
                PrivateKey(
                    pem=_pem(path), not_before=_named(path), issued_at=_named(path), expires_at=ends
                )
            )
    return kept


def rotate(*, at_once: bool = False) -> dict[str, Any]:
    """Make the next key and clear away those long over. ``at_once``, because a key leaked, also
    takes every older key out of the published set, so that what it signed is worth nothing.

    Raises Conflict while the last new key does not sign yet.
    """
    signing_keys()
    files = _files()
    if not at_once and _named(files[-1]) > now():
        raise Conflict(_("上一把新密钥还没有启用，请过一小时再换。"), code="key_waits")
    for path, newer in pairwise(files):
        if _named(newer) + AFTER <= now():
            path.unlink()
    since = now() if at_once else now() + AHEAD
    made = _make(since)
    if at_once:
        for path in files:
            path.unlink(missing_ok=True)
    return {"file": made.name, "since": since}
