"""The way to a page outside and back: state, nonce and PKCE, kept in the session, taken once.

Shared by the accounts of the nation and province and by the electronic business licence.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Errand:
    """What goes along to the page outside."""

    state: str
    nonce: str
    challenge: str
    """SHA-256 of the verifier, which stays in the session (RFC 7636, method S256)."""


def set_out(request: HttpRequest, key: str, **kept: Any) -> Errand:
    """Begin; ``kept`` waits in the session under ``key``. Beginning again forgets the first one."""
    verifier, state, nonce = token_urlsafe(48), token_urlsafe(24), token_urlsafe(24)
    request.session[key] = {**kept, "state": state, "nonce": nonce, "verifier": verifier}
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return Errand(state, nonce, challenge)


def came_back(request: HttpRequest, key: str) -> dict[str, Any]:
    """What was kept; it is taken out of the session whatever comes of it. Raises Conflict
    (``link_mixed_up``) unless this browser set out with this very state.
    """
    asked: dict[str, Any] | None = request.session.pop(key, None)
    given = request.GET.get("state", "")
    if asked is None or not compare_digest(given.encode(), str(asked["state"]).encode()):
        raise Conflict(
            _("这次登录不是从这里开始的，没有采用。请从头再来一次。"), code="link_mixed_up"
        )
    return asked
