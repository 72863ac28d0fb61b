"""What a case costs, in words and as a panel: for its applicant and for the office alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.pages.wording import short_day, yuan
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.fees import DECIDE, ISSUE, fees_of
from tongban.handling.cases.types import KIND, EventKind
from tongban.management.catalog import queries as catalog
from tongban.management.payments import queries as payments
from tongban.management.payments.queries import NoticeView

OF_FEES = frozenset(
    {
        EventKind.FEE_ASKED,
        EventKind.FEE_PAID,
        EventKind.FEE_EXEMPTED,
        EventKind.FEE_REFUNDED,
    }
)


def fee_text(kind: EventKind, detail: Mapping[str, Any]) -> str:
    """What a line of the timeline says about money."""
    amount = yuan(detail["amount"])
    if kind is EventKind.FEE_ASKED:
        due = short_day(date.fromisoformat(detail["due_on"]))
        if detail.get("reduced"):
            return _("减免后还要缴 {amount}，最晚{due}。").format(amount=amount, due=due)
        return _("{amount}，最晚{due}。").format(amount=amount, due=due)
    return amount


def fee_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What is to be paid, was paid or given back, and what will be asked for later; None where
    the guide charges nothing.
    """
    if catalog.guide(case.revision_id).is_free:
        return None
    notices = payments.notices_of(KIND, case.id)
    asked = {view.notice.purpose for view in notices}
    later = (
        [fee for step in (DECIDE, ISSUE) if step not in asked for fee in fees_of(case, step)]
        if case.closed_at is None
        else []
    )
    if not notices and not later:
        return None
    return {
        "notices": notices,
        "later": later,
        "may_exempt": may(actor, "ask_fee_exemption")
        and may(actor, "ask_fee_exemption", case, only="post")
        and may(actor, "ask_fee_exemption", case, only="office")
        and not is_own(actor, case),
        "may_claim": may(actor, "claim_refund") and may(actor, "claim_refund", case),
    }


def receipt_of(case: Case, notice_id: UUID) -> NoticeView:
    """The notice of one's own case with its electronic receipt; raises Missing without one."""
    for view in payments.notices_of(KIND, case.id):
        if view.notice.id == notice_id and view.payment and view.payment.receipt_number:
            return view
    raise Missing(_("没有这张票据。"))
