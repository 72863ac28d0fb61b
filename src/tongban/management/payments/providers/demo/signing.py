"""How the demo provider signs what it tells: HMAC with SM3 over the moment and the body."""

import hmac
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings

from tongban.base.kernel.digests import hmac_sm3
from tongban.base.kernel.moments import now
from tongban.management.payments.types import ForgedError

SIGNATURE = "x-pay-signature"
MOMENT = "x-pay-moment"
BELIEVED_FOR = timedelta(days=3)
"""Platforms tell again for days when nobody answered."""


def signed(body: bytes) -> dict[str, str]:
    """The headers that go with a body."""
    moment = str(int(now().timestamp()))
    return {MOMENT: moment, SIGNATURE: _signature(moment, body)}


def verify(headers: Mapping[str, str], body: bytes) -> None:
    """Raises ForgedError unless it is ours and not older than three days."""
    given = {name.lower(): value for name, value in headers.items()}
    moment, signature = given.get(MOMENT, ""), given.get(SIGNATURE, "")
    # Compared as bytes: compare_digest refuses texts with letters outside ASCII.
    if not hmac.compare_digest(_signature(moment, body).encode(), signature.encode()):
        raise ForgedError("signature")
    if (
        not moment.isdecimal()
        or abs(now().timestamp() - int(moment)) > BELIEVED_FOR.total_seconds()
    ):
        raise ForgedError("too_old")


def _signature(moment: str, body: bytes) -> str:
    key: bytes = settings.PAYMENT_DEMO_KEY
    return hmac_sm3(key, moment.encode(), b".", body).hex()
