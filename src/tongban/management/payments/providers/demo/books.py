"""The demo platform's own books: what was paid on its page stands in its table alone."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta

from tongban.base.kernel.digests import sm3
from tongban.base.kernel.moments import at, now
from tongban.management.payments.models import DemoPayment
from tongban.management.payments.providers.demo.signing import signed
from tongban.management.payments.types import (
    ProviderError,
    ReceiptData,
    RefundOrder,
    RefusedRefundError,
    StatementLine,
)


def paid_for(code: str) -> DemoPayment | None:
    """The payment of a code, if there is one."""
    return DemoPayment.objects.filter(code=code).order_by("id").first()


def pay(code: str, amount: int, *, nth: int = 1) -> DemoPayment:
    """Somebody pays: written into the books once for a code, unless it is said to be a second time."""
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
    """Headers and body of what is told about a payment, as they are posted."""
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


def give_back(order: RefundOrder) -> str:
    """Give play money back, once for a key. Raises as ``Provider.refund`` does."""
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


def lines_of(day: date) -> Sequence[StatementLine]:
    """What was paid that day."""
    rows = DemoPayment.objects.filter(paid_at__gte=at(day), paid_at__lt=at(day + timedelta(1)))
    return [
        StatementLine(
            row.reference, row.code, row.amount, row.paid_at, row.refunded, receipt_of(row)
        )
        for row in rows.order_by("paid_at", "id")
    ]
