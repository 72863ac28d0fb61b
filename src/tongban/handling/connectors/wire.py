"""What goes over the wire: canonical JSON, the time, and a signature over both and the path.

HMAC-SM3 with a secret that both sides know, as gateways between governments sign. The secret of a
system is derived from the platform's master key, so that none lies in the database; it is shown by
``tongban connector secret KEY`` to whoever sets the other side up.
"""

import json
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.conf import settings

from tongban.base.kernel.digests import canonical, hmac_sm3
from tongban.base.kernel.moments import now
from tongban.handling.connectors.types import Message, RemoteDocument, RemoteState

TIME, SIGNATURE = "X-Tongban-Time", "X-Tongban-Signature"
SKEW = timedelta(minutes=5)
"""How far the other clock may be from ours; an older message may be one that was replayed."""
MOST_BYTES = 30 * 1024 * 1024
MOST_DOCUMENTS = 20
_LONGEST = {"key": 80, "case": 50, "words": 500, "name": 120}


class WireError(Exception):
    """It is not signed as it must be (``signature``, ``time``), or says nothing (``content``)."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


def secret_of(key: str) -> bytes:
    """What both sides of a system sign with."""
    return hmac_sm3(settings.SEALING_MASTER_KEY, b"tongban connector\0", key.encode())


def headers_for(secret: bytes, path: str, body: bytes) -> dict[str, str]:
    """The headers that go with a body to a path."""
    at = now().isoformat()
    return {TIME: at, SIGNATURE: _signature(secret, at, path, body)}


def _signature(secret: bytes, at: str, path: str, body: bytes) -> str:
    return hmac_sm3(secret, at.encode(), b"\n", path.encode(), b"\n", body).hex()


def must_be_signed(secret: bytes, headers: Mapping[str, str], path: str, body: bytes) -> None:
    """Raises WireError for what somebody else sent, or somebody sent long ago."""
    given = {name.lower(): value for name, value in headers.items()}
    at, signature = given.get(TIME.lower(), ""), given.get(SIGNATURE.lower(), "")
    told = _signature(secret, at, path, body).encode()
    if not compare_digest(told, signature.encode("utf-8", "replace")):
        raise WireError("signature")
    try:
        moment = datetime.fromisoformat(at)
        is_near = abs(now() - moment) <= SKEW
    except (ValueError, TypeError, OverflowError):
        raise WireError("time") from None
    if not is_near:
        raise WireError("time")


def message_of(body: bytes) -> Message:
    """A message as it came in. Raises WireError (``content``)."""
    try:
        return message_from(json.loads(body))
    except (ValueError, RecursionError):
        raise WireError("content") from None


def message_from(value: Any) -> Message:
    """The same of a value. Raises WireError (``content``) for anything that is not a message."""
    try:
        documents = value.get("documents", [])
        message = Message(
            key=_text(value["key"], "key"),
            case_number=_text(value["case"], "case"),
            sequence=value["sequence"],
            state=RemoteState(value["state"]),
            words=_text(value.get("words", ""), "words"),
            documents=tuple(
                RemoteDocument(_text(one["name"], "name"), b64decode(one["content"], validate=True))
                for one in documents
            ),
        )
    except (KeyError, ValueError, TypeError, AttributeError, Base64Error):
        raise WireError("content") from None
    if (
        type(message.sequence) is not int
        or not 0 < message.sequence < 2**31
        or len(message.documents) > MOST_DOCUMENTS
        or not (message.key and message.case_number)
        or (message.state is RemoteState.REFUSED and not message.words)
    ):
        raise WireError("content")
    return message


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST[what] or "\x00" in value:
        raise ValueError(what)
    value.encode()
    return value.strip()


def body_of(value: Any) -> bytes:
    """The bytes of a value, the same each time."""
    return canonical(value)
