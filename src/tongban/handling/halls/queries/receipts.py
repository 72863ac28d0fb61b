"""收件凭证, and who received what beside who decides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.handling.halls.models import Receipt
from tongban.handling.halls.rights import may


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt with its case."""

    receipt: Receipt
    case: Any


def receipt_of(actor: Actor, number: str) -> ReceiptView:
    """The receipt of a case for who received it and the windows of both places; Missing else."""
    if not may(actor, "receipt_of"):
        raise Missing(_("没有这张收件凭证。"))
    found = (
        Receipt.objects.select_related(
            "hall",
            "window",
            "case__department",
            "case__item",
            "case__revision",
            "case__person",
            "case__legal_person",
        )
        .filter(case__number=number)
        .first()
    )
    if found is None or not may(actor, "receipt_of", found.case):
        raise Missing(_("没有这张收件凭证。"))
    return ReceiptView(found, found.case)


def received_panel(_actor: Actor, case: Any) -> Mapping[str, Any] | None:
    """Who received and who decides, on both pages of a case; nothing for what a person filed."""
    if not case.received_by:
        return None
    receipt = Receipt.objects.select_related("hall", "window").filter(case_id=case.id).first()
    return {
        "by": case.received_by,
        "receipt": receipt,
        "deciding": case.department,
        "is_elsewhere": bool(case.received_division_code)
        and case.received_division_code[:6] != case.division_code[:6],
    }
