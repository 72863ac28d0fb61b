"""Cases that silence accepted and nobody has decided yet: the alarm, as work of the department."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.waiting import in_division
from tongban.handling.cases.services.entering import UNDER_WAY
from tongban.handling.cases.states import HALL_DUTIES, HANDLING_DUTIES

SHOWN = 20


def deemed_cases(actor: Actor) -> "QuerySet[Case]":
    """What the post sees of them, the longest accepted first; none for posts that handle no cases."""
    if not actor.has(*HANDLING_DUTIES) or actor.department_id is None:
        return Case.objects.none()
    rows = Case.objects.filter(
        in_division(actor.division_code),
        is_deemed_accepted=True,
        closed_at__isnull=True,
        state__in=UNDER_WAY,
    )
    if not actor.has(*HALL_DUTIES):
        rows = rows.filter(department_id=actor.department_id)
    if actor.items:
        rows = rows.filter(item__code__in=actor.items)
    return rows.order_by("accepted_at", "id")


def deemed_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """The desk's home."""
    rows = deemed_cases(actor)
    shown = list(
        rows.select_related("revision", "department").defer("revision__guide", "answers")[
            : SHOWN + 1
        ]
    )
    if not shown:
        return None
    return {"rows": shown[:SHOWN], "has_more": len(shown) > SHOWN}
