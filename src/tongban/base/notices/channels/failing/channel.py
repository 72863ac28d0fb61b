"""Fails as a gateway does that is down, and as one that does not know a number."""

from tongban.base.notices.types import (
    OutgoingMessage,
    PermanentChannelError,
    Receipt,
    TemporaryChannelError,
)

UNKNOWN = "0000"
"""Numbers with this ending do not exist for it."""


class FailingChannel:
    """Raises always: permanently for unknown numbers, for the time being otherwise."""

    name = "failing"

    def deliver(self, message: OutgoingMessage) -> Receipt:
        """Never delivers."""
        if message.address.endswith(UNKNOWN):
            raise PermanentChannelError("unknown_number")
        raise TemporaryChannelError("gateway_down")


plugin = FailingChannel()
