"""What was asked of an applicant beyond the guide, and the panels that show it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.orgs.queries import within
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import BeyondRequest, Case
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.beyond import UNDECIDED
from tongban.handling.cases.types import KIND, BeyondState
from tongban.sharing.materials import queries as materials

MOST_SHOWN = 50
TOLD = (BeyondState.OPEN, BeyondState.GIVEN, BeyondState.NONE, BeyondState.DROPPED)
"""What the applicant was told of, once it was approved; the rest stays inside the office."""


def _reaches(actor: Actor, act: str, case: Case) -> bool:
    return (
        case.state in UNDECIDED
        and may(actor, act)
        and may(actor, act, case, only="post")
        and may(actor, act, case, only="office")
        and not is_own(actor, case)
    )


def beyond_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What was asked for, what came of it, and what this officer may do now."""
    rows = list(case.beyond_requests.all())
    may_ask = not case.elsewhere and _reaches(actor, "ask_beyond_guide", case)
    if not rows and not may_ask:
        return None
    may_decide = bool(rows) and _reaches(actor, "refuse_beyond_guide", case)
    files = (
        dict(materials.handed_in(KIND, case.id))
        if any(row.state == BeyondState.GIVEN for row in rows)
        else {}
    )
    return {
        "is_quiet": not rows,
        "possible_ways": ["beyond"] if may_ask else [],
        "rows": [
            {
                "it": row,
                "material_id": files.get(row.requirement_key),
                "may_decide": may_decide and row.state == BeyondState.ASKED,
                "may_approve": may(actor, "approve_beyond_guide", (case, row), only="asker"),
            }
            for row in rows
        ],
    }


def own_beyond_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What the applicant is asked for beyond the guide, with the clause, and how to answer."""
    rows = list(case.beyond_requests.filter(decided_at__isnull=False, state__in=TOLD))
    if not rows:
        return None
    may_answer = case.state in UNDECIDED and may(actor, "answer_beyond_guide", case)
    return {
        "rows": [
            {"it": row, "may_answer": may_answer and row.state == BeyondState.OPEN} for row in rows
        ]
    }


def awaiting_answer(case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the cases whose applicant is asked for something beyond the guide now."""
    asked = BeyondRequest.objects.filter(
        case_id__in=list(case_ids), state=BeyondState.OPEN, case__state__in=UNDECIDED
    )
    return frozenset(asked.values_list("case_id", flat=True))


def awaiting_beyond_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """What waits for this signer's approval, the longest first."""
    if actor.department_id is None or not may(actor, "approve_beyond_guide"):
        return None
    wanted = BeyondRequest.objects.filter(
        state=BeyondState.ASKED,
        case__department_id=actor.department_id,
        case__closed_at__isnull=True,
        division_code__startswith=within(actor.division_code),
    )
    if actor.items:
        wanted = wanted.filter(case__item__code__in=actor.items)
    rows = list(
        wanted.select_related("case__revision")
        .defer("case__revision__guide", "case__answers")
        .order_by("asked_at", "id")[:MOST_SHOWN]
    )
    return {"rows": rows} if rows else None
