"""Reads of what goes to supervision."""

from collections.abc import Sequence

from tongban.base.kernel.actors import Actor
from tongban.base.orgs.queries import within
from tongban.handling.cases.models import Irregularity
from tongban.handling.cases.rights import may
from tongban.handling.cases.types import IrregularityState

MOST_SHOWN = 200


def irregularities(actor: Actor, *, open_only: bool = True) -> Sequence[Irregularity]:
    """What supervision has to look at within the post's division, the newest first."""
    if not may(actor, "irregularities"):
        return []
    found = Irregularity.objects.filter(division_code__startswith=within(actor.division_code))
    if open_only:
        found = found.filter(state=IrregularityState.OPEN)
    return list(found.select_related("case__item").order_by("-at", "-id")[:MOST_SHOWN])
