"""A provider with books of its own: what was paid on its page stands in its table alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.urls import reverse

from tongban.base.kernel.digests import sm3
from tongban.base.kernel.moments import at, now
from tongban.management.payments.models import DemoPayment
from tongban.management.payments.providers.demo.signing import signed, verify
from tongban.management.payments.types import (
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
    """Play money."""

    name = "demo"

    def pay_address(self, order: Order) -> str:
        """Its page in the demo city."""
        return reverse("payments:demo_pay", args=[order.code])

    def read(self, headers: Mapping[str, str], body: bytes) -> PaidMessage:
        """A message that ``message_of`` made."""
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
        paid = DemoPayment.objects.filter(reference=order.reference).first()
        if paid is None:
            raise ProviderError("unknown_payment")
        if paid.refund_key == order.key:
            return paid.refund_reference
        if paid.refund_key is not None or order.amount > paid.amount:
            raise RefusedRefundError("refunded_already")
        number = f"T{paid.reference}"
        # Only the first of two tries at once finds it without a key.
        changed = DemoPayment.objects.filter(id=paid.id, refund_key__isnull=True).update(
            refund_key=order.key, refund_reference=number, refunded=order.amount
        )
        if not changed:
            raise ProviderError("busy")
        return number

    def statement(self, day: date) -> Sequence[StatementLine]:
        """What was paid on its page that day."""
        rows = DemoPayment.objects.filter(paid_at__gte=at(day), paid_at__lt=at(day + timedelta(1)))
        return [
            StatementLine(
                row.reference, row.code, row.amount, row.paid_at, row.refunded, receipt_of(row)
            )
            for row in rows.order_by("paid_at", "id")
        ]

    def pay(self, code: str, amount: int, *, nth: int = 1) -> DemoPayment:
        """As ``pay``: for the demo city, which knows the provider by its name alone."""
        return pay(code, amount, nth=nth)

    def message_of(self, paid: DemoPayment) -> tuple[dict[str, str], bytes]:
        """As ``message_of``."""
        return message_of(paid)


def pay(code: str, amount: int, *, nth: int = 1) -> DemoPayment:
    """Somebody pays on its page: written into its own books, once for a code, unless it is said
    to be a second time.
    """
    row, _made = DemoPayment.objects.get_or_create(
        reference=f"D{code}-{nth}", defaults={"code": code, "amount": amount, "paid_at": now()}
    )
    return row


def receipt_of(paid: DemoPayment) -> ReceiptData:
    """The electronic receipt of the play money: the same for the same payment."""
    number = f"{int.from_bytes(sm3(paid.reference.encode())[:5], 'big') % 10**10:010d}"
    check = sm3(number.encode(), paid.code.encode()).hex()[:6]
    return ReceiptData(f"34{paid.paid_at:%y}0001", number, check)


def message_of(paid: DemoPayment) -> tuple[dict[str, str], bytes]:
    """Headers and body of what it tells about a payment, as it would post them."""
    receipt = receipt_of(paid)
    body = json.dumps(
        {
            "reference": paid.reference,
            "code": paid.code,
            "amount": paid.amount,
            "paid_at": paid.paid_at.isoformat(),
            "receipt": asdict(receipt),
        }
    ).encode()
    return signed(body), body


plugin = DemoProvider()
