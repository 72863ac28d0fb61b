"""代收协议: what there is with other cities, and whether one covers a receipt."""

from collections.abc import Sequence
from datetime import date

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import today
from tongban.handling.cases.models import ReceivingAgreement
from tongban.handling.cases.rights import may


def agreements(actor: Actor) -> Sequence[ReceivingAgreement]:
    """Every agreement, those in force first; none for other posts."""
    if not may(actor, "agreements"):
        return []
    rows = ReceivingAgreement.objects.order_by("city_code", "-since", "id")
    on = today()
    return sorted(rows, key=lambda row: not is_in_force(row, on))


def is_in_force(row: ReceivingAgreement, on: date) -> bool:
    """Whether it holds on that day."""
    return row.ended_at is None and row.since <= on <= row.until
