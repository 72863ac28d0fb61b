"""Digests and the canonical text they are taken over.

SM3 is GB/T 32905-2016 (the same as GM/T 0004-2012), SHA-256 is FIPS 180-4. A digest of a value is
only worth something if equal values have equal bytes, also after a trip through a ``jsonb``
column; that is what :func:`canonical` is for.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes, hmac

DIGEST_SIZE = 32
"""Bytes of an SM3 and of a SHA-256 digest alike."""

# Made once: this is on the way of every act, and of every row when the trail is verified.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
_SCALARS = (str, int, NoneType)
_EXACT = frozenset({str, int, bool, NoneType})
_DICTS = (dict, Mapping)
_LISTS = (list, tuple)


def sm3(*parts: bytes) -> bytes:
    """The SM3 digest (32 bytes) of the parts one after the other."""
    return _digest(hashes.SM3(), parts)


def sha256(*parts: bytes) -> bytes:
    """The SHA-256 digest (32 bytes) of the parts one after the other."""
    return _digest(hashes.SHA256(), parts)


def hmac_sm3(key: bytes, *parts: bytes) -> bytes:
    """The keyed SM3 digest (32 bytes; HMAC by RFC 2104) of the parts one after the other."""
    keyed = hmac.HMAC(key, hashes.SM3())
    for part in parts:
        keyed.update(part)
    return keyed.finalize()


def canonical(value: Any) -> bytes:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8, nothing escaped needlessly.

    Identifiers and days become their ISO text, moments the ISO text of the same moment in UTC with
    six decimals, whole floats are written as integers; so a value read back from ``jsonb`` has the
    same text as before it was written.

    Raises ``TypeError`` for what JSON has no place for (bytes, sets, decimals, keys that are no
    text) and ``ValueError`` for a moment without a zone, a number that is not finite and text that
    is not Unicode (lone surrogates).
    """
    return _ENCODER.encode(plain(value)).encode()


def plain(value: Any) -> Any:
    """The value in JSON's own types, as :func:`canonical` writes them and ``jsonb`` keeps them."""
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, _DICTS):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"a key of a canonical value must be text, not {key!r}")
        return {
            key: inner if type(inner) in _EXACT else plain(inner) for key, inner in value.items()
        }
    if isinstance(value, _LISTS):
        return [inner if type(inner) in _EXACT else plain(inner) for inner in value]
    return _number(value) if isinstance(value, float) else _text(value)


def _digest(algorithm: hashes.HashAlgorithm, parts: tuple[bytes, ...]) -> bytes:
    running = hashes.Hash(algorithm)
    for part in parts:
        running.update(part)
    return running.finalize()


def _text(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment without a zone has no canonical text")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} has no canonical text")


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError("a number that is not finite has no canonical text")
    # The database keeps 1e23 as the decimal digits it was written with, not as the binary
    # fraction nearest to it; its integer must be taken from the same digits.
    return int(Decimal(repr(value))) if value.is_integer() else value
