"""A courier with books of its own. What becomes of a parcel is told by the recipient's phone: one
that ends in 0000 is unknown at the address, one in 9999 is never seen again.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from tongban.base.kernel.digests import hmac_sm3
from tongban.base.kernel.moments import now
from tongban.management.delivery.models import DemoShipment
from tongban.management.delivery.types import (
    CourierError,
    CourierEvent,
    ForgedError,
    ParcelState,
    Shipment,
    UnreadableError,
)

SIGNATURE = "x-courier-signature"
FATES = {"0000": ParcelState.RETURNED, "9999": ParcelState.LOST}
_WAY = (
    (timedelta(0), ParcelState.PICKED_UP, "政务服务中心揽收点"),
    (timedelta(hours=6), ParcelState.UNDER_WAY, "亳州转运中心"),
)
_LAST = timedelta(hours=26)


class DemoCourier:
    """Takes a day."""

    name = "demo"

    def ask(self, shipment: Shipment) -> str:
        """A number, the same for the same key."""
        row, _made = DemoShipment.objects.get_or_create(
            key=shipment.key,
            defaults={
                "number": f"DK{shipment.key.hex[-12:].upper()}",
                "fate": FATES.get(shipment.phone[-4:], ParcelState.DELIVERED),
                "started_at": now(),
            },
        )
        return row.number

    def track(self, number: str) -> Sequence[CourierEvent]:
        """As far as the hours have come."""
        row = DemoShipment.objects.filter(number=number).first()
        if row is None:
            raise CourierError("unknown_number")
        steps = (*_WAY, (_LAST, ParcelState(row.fate), "收件地址"))
        return [
            CourierEvent(f"{number}-{place}", state, row.started_at + after, where)
            for place, (after, state, where) in enumerate(steps)
            if row.started_at + after <= now()
        ]

    def read(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Sequence[CourierEvent]]:
        """A message that ``message_of`` made."""
        given = {name.lower(): value for name, value in headers.items()}.get(SIGNATURE, "")
        # Compared as bytes: compare_digest refuses texts with letters outside ASCII.
        if not hmac.compare_digest(_signature(body).encode(), given.encode()):
            raise ForgedError("signature")
        try:
            told = json.loads(body)
            events = [
                CourierEvent(
                    str(one["key"])[:64],
                    ParcelState(one["state"]),
                    datetime.fromisoformat(one["at"]),
                    str(one["where"])[:200],
                )
                for one in told["events"]
            ]
            if any(e.at.tzinfo is None for e in events):
                raise UnreadableError("no_zone")
            return str(told["number"])[:64], events
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableError("content") from error


def message_of(number: str, events: Sequence[CourierEvent]) -> tuple[dict[str, str], bytes]:
    """Headers and body of what it tells, as it would post them."""
    body = json.dumps(
        {
            "number": number,
            "events": [
                {"key": e.key, "state": e.state, "at": e.at.isoformat(), "where": e.where}
                for e in events
            ],
        }
    ).encode()
    return {SIGNATURE: _signature(body)}, body


def _signature(body: bytes) -> str:
    key: bytes = settings.COURIER_DEMO_KEY
    return hmac_sm3(key, body).hex()


plugin = DemoCourier()
