"""Delivers into a table that ``/demo/mailbox/`` shows."""

from tongban.base.notices import addresses
from tongban.base.notices.models import DemoLetter
from tongban.base.notices.types import OutgoingMessage, Receipt


class DemoChannel:
    """A telephone and a mailbox for everybody, in one table."""

    name = "demo"

    def deliver(self, message: OutgoingMessage) -> Receipt:
        """Write the letter once for its key, as the unique constraint holds."""
        DemoLetter.objects.bulk_create(
            [
                DemoLetter(
                    key=message.key,
                    kind=message.kind,
                    address=message.address,
                    address_digest=addresses.digest_of(message.address),
                    text=message.text,
                )
            ],
            ignore_conflicts=True,
        )
        return Receipt(reference=f"demo-{message.key}")


plugin = DemoChannel()
