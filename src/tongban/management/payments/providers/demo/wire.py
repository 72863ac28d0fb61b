"""How the city and the demo's bank write to each other: JSON, signed as ``signing`` does."""

import hmac
import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django.conf import settings

from tongban.base.kernel.digests import hmac_sm3
from tongban.management.payments.types import (
    ForgedError,
    Order,
    ReceiptData,
    RefundOrder,
    StatementLine,
)

DONE, LATER, NEVER = 200, 503, 409
"""Answers to a refund: given back, ask again later, never."""


def order_link(order: Order, back: str) -> str:
    """What stands in the address of the bank's page: the order, where to go back to, a signature."""
    text = json.dumps({**asdict(order), "due_on": order.due_on.isoformat(), "back": back})
    return urlencode({"order": text, "sign": _sign(text)})


def order_from(query: str) -> tuple[Order, str, str]:
    """The order, where to go back to, and the whole again for the form of the page.

    Raises ``ForgedError`` for what the city did not write.
    """
    given = parse_qs(query, max_num_fields=4)
    text, sign = given.get("order", [""])[0], given.get("sign", [""])[0]
    if not hmac.compare_digest(_sign(text).encode(), sign.encode()):
        raise ForgedError("signature")
    told = json.loads(text)
    back = told.pop("back")
    order = Order(**{**told, "due_on": date.fromisoformat(told["due_on"])})
    return order, back, urlencode({"order": text, "sign": sign})


def _sign(text: str) -> str:
    key: bytes = settings.PAYMENT_DEMO_KEY
    return hmac_sm3(key, b"order\n", text.encode()).hex()


def body_of_refund(order: RefundOrder) -> bytes:
    """A refund as it is asked for; the reason stays at home, it may name people."""
    return json.dumps(
        {"key": str(order.key), "reference": order.reference, "amount": order.amount}
    ).encode()


def refund_from(body: bytes) -> RefundOrder:
    """A refund as it was asked for. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    told = json.loads(body)
    return RefundOrder(UUID(told["key"]), str(told["reference"]), int(told["amount"]), "")


def value_of(line: StatementLine) -> dict[str, Any]:
    """A line of a statement as JSON has it."""
    return {**asdict(line), "paid_at": line.paid_at.isoformat()}


def line_from(told: dict[str, Any]) -> StatementLine:
    """A line as it came. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    paid_at = datetime.fromisoformat(told["paid_at"])
    if paid_at.tzinfo is None:
        raise ValueError("no zone")
    receipt = told.get("receipt")
    return StatementLine(
        str(told["reference"]),
        str(told["code"]),
        int(told["amount"]),
        paid_at,
        int(told["refunded"]),
        ReceiptData(**receipt) if receipt is not None else None,
    )
