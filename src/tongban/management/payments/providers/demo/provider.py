"""The city's side of the demo platform: what it asks over HTTP, and what it believes."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from tongban.base.kernel.outgoing import OutgoingError, call, place_of
from tongban.management.payments.models import DemoPayment
from tongban.management.payments.providers.demo import books, wire
from tongban.management.payments.providers.demo.signing import signed, verify
from tongban.management.payments.types import (
    ForgedError,
    Order,
    PaidMessage,
    ProviderError,
    ReceiptData,
    RefundOrder,
    RefusedRefundError,
    StatementLine,
    UnreadableError,
)


class DemoProvider:
    """Play money, paid at the demo's bank (``bank``), which is a process of its own.

    Without its address — while the demo city is made, and in tests — its books are asked in this
    process; nobody can pay online then.
    """

    name = "demo"

    def pay_address(self, order: Order) -> str:
        """The bank's page, with the order in its address and signed: nothing is asked before."""
        if not settings.DEMO_BANK:
            return ""
        return f"{settings.DEMO_BANK}/pay?{wire.order_link(order, settings.PUBLIC_ADDRESS)}"

    def read(self, headers: Mapping[str, str], body: bytes) -> PaidMessage:
        """A message that the bank posted."""
        verify(headers, body)
        try:
            told = json.loads(body)
            receipt = told["receipt"]
            paid_at = datetime.fromisoformat(told["paid_at"])
            if paid_at.tzinfo is None:
                raise UnreadableError("no_zone")
            return PaidMessage(
                reference=str(told["reference"])[:64],
                code=str(told["code"])[:20],
                amount=int(told["amount"]),
                paid_at=paid_at,
                receipt=ReceiptData(
                    str(receipt["code"])[:8], str(receipt["number"])[:10], str(receipt["check"])[:6]
                ),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableError("content") from error

    def refund(self, order: RefundOrder) -> str:
        """Give play money back, once for a key."""
        if not settings.DEMO_BANK:
            return books.give_back(order)
        status, told = _asked("POST", "/refunds", wire.body_of_refund(order))
        if status == wire.NEVER:
            raise RefusedRefundError(str(told.get("reason", ""))[:40])
        reference = told.get("reference")
        if status != wire.DONE or not isinstance(reference, str) or not reference:
            raise ProviderError(f"status_{status}")
        return reference[:64]

    def statement(self, day: date) -> Sequence[StatementLine]:
        """What was paid at the bank that day."""
        if not settings.DEMO_BANK:
            return books.lines_of(day)
        status, told = _asked("GET", f"/statement?day={day.isoformat()}")
        try:
            if status != wire.DONE:
                raise ProviderError(f"status_{status}")
            return [wire.line_from(one) for one in told["lines"]]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ProviderError("content") from None

    def pay(self, code: str, amount: int, *, nth: int = 1) -> DemoPayment:
        """As ``books.pay``: for the demo city, which knows the provider by its name alone."""
        return books.pay(code, amount, nth=nth)

    def message_of(self, paid: DemoPayment) -> tuple[dict[str, str], bytes]:
        """As ``books.message_of``."""
        return books.message_of(paid)

    def give_back(self, order: RefundOrder) -> str:
        """As ``books.give_back``."""
        return books.give_back(order)

    def lines_of(self, day: date) -> Sequence[StatementLine]:
        """As ``books.lines_of``."""
        return books.lines_of(day)


def _asked(method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, Any]]:
    """Status and content of an answer whose signature holds. Raises ``ProviderError``."""
    try:
        answer = call(
            method,
            settings.DEMO_BANK + path,
            hosts={place_of(settings.DEMO_BANK).authority},
            headers={"Content-Type": "application/json", **signed(path.encode() + b"\n" + body)},
            body=body,
        )
        verify(answer.headers, answer.body)
        told = json.loads(answer.body)
    except (OutgoingError, ForgedError) as error:
        raise ProviderError(error.reason) from error
    except ValueError:
        raise ProviderError("content") from None
    if not isinstance(told, dict):
        raise ProviderError("content")
    return answer.status, told


plugin = DemoProvider()
