"""Fails as platforms do: unreachable, forged, refusing, without a statement."""

from collections.abc import Mapping, Sequence
from datetime import date

from tongban.management.payments.types import (
    ForgedError,
    Order,
    PaidMessage,
    ProviderError,
    RefundOrder,
    RefusedRefundError,
    StatementLine,
    UnreadableError,
)

NEVER = 666
"""分: an amount that it will never give back."""


class FailingProvider:
    """No page to pay on, no message to be believed, no money back, no statement."""

    name = "failing"

    def pay_address(self, order: Order) -> str:  # noqa: ARG002 - as the protocol has it
        """Nowhere: the page says that one cannot pay online now."""
        return ""

    def read(self, headers: Mapping[str, str], body: bytes) -> PaidMessage:
        """An empty body is unreadable, any other forged."""
        del headers
        if not body:
            raise UnreadableError("empty")
        raise ForgedError("signature")

    def refund(self, order: RefundOrder) -> str:
        """Never gives back: one amount for good, others not now."""
        if order.amount == NEVER:
            raise RefusedRefundError("account_closed")
        raise ProviderError("timeout")

    def statement(self, day: date) -> Sequence[StatementLine]:
        """Has none."""
        del day
        raise ProviderError("not_ready")


plugin = FailingProvider()
