"""Fails as couriers do."""

from collections.abc import Mapping, Sequence

from tongban.management.delivery.types import (
    CourierError,
    CourierEvent,
    ForgedError,
    Shipment,
    UnreadableError,
)


class FailingCourier:
    """Carries nothing, tracks nothing, is not to be believed."""

    name = "failing"

    def ask(self, shipment: Shipment) -> str:
        """Never comes."""
        del shipment
        raise CourierError("timeout")

    def track(self, number: str) -> Sequence[CourierEvent]:
        """Knows nothing."""
        del number
        raise CourierError("unknown_number")

    def read(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Sequence[CourierEvent]]:
        """An empty body is unreadable, any other forged."""
        del headers
        if not body:
            raise UnreadableError("empty")
        raise ForgedError("signature")


plugin = FailingCourier()
