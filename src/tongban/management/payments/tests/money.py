"""What the tests of money share: a notice of a department, and everything that may change."""

from contextlib import contextmanager
from datetime import timedelta

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import system
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.management.payments import models, services
from tongban.management.payments.types import Asked, FeeLine, PaidMessage, ReceiptData

LINES = (
    FeeLine("工本费", "每证 20 元", "发改价格〔2003〕2322 号", 2000),
    FeeLine("考试费", "每科 45 元", "皖价费〔2010〕1 号", 4500),
)
RECEIPT = ReceiptData("34260001", "0000000123", "abc123")


def asked(town, **changes):
    given = {
        "subject_kind": "pigeon",
        "subject_id": new_id(),
        "subject_number": "341602-20260302-000001",
        "what": "鸽子登记",
        "payer": "谷雨",
        "department_id": town.departments["market"],
        "division_code": "341602000000",
        "lines": LINES,
        "purpose": "issue",
    }
    return Asked(**{**given, **changes})


def notice(town, **changes):
    return services.ask_payment(actor=system(), asked=asked(town, **changes))


def message(notice, reference="R1", **changes):
    given = {
        "reference": reference,
        "code": notice.code,
        "amount": notice.amount,
        "paid_at": now(),
        "receipt": RECEIPT,
    }
    return PaidMessage(**{**given, **changes})


def paid(notice, reference="R1", **changes):
    return services.take_payment(
        actor=system(), provider="demo", message=message(notice, reference, **changes)
    )


def everything():
    """Every row of money, and how many lines the trail has."""
    tables = (
        *(models.Notice, models.Payment, models.Refund, models.RefundSending, models.Exemption),
        *(models.Statement, models.Difference, models.DemoPayment),
    )
    seen = {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}
    # A browser that a test signs in by force is written down with its first request.
    seen["audit"] = Entry.objects.exclude(
        act__in=["sign_in", "publish_template", "send_message"]
    ).count()
    return seen


@contextmanager
def nothing_changes():
    before = everything()
    yield
    assert everything() == before


def differences():
    rows = models.Difference.objects.order_by("raised_at", "id")
    return list(rows.values_list("kind", flat=True))


def tomorrow():
    return now() + timedelta(days=1)
