"""Where somebody whose case was not accepted may go instead."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.orgs import queries as orgs
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import may
from tongban.handling.cases.types import CaseState, EventKind, NonAcceptance
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import ItemState, SearchHit

MOST_ITEMS = 5


def departments_to_name(case: Case) -> list[tuple[str, str]]:
    """(id, name) of the departments that a refusal may name: all but the case's own."""
    return [
        (str(d.id), d.name)
        for d in orgs.departments().order_by("division__code", "position", "name")
        if d.id != case.department_id
    ]


def items_alike(case: Case, department: str) -> Sequence[SearchHit]:
    """What that department does online for such an applicant, named like what was refused."""
    found = catalog.search(
        case.revision.name,
        limit=MOST_ITEMS,
        department_id=UUID(department),
        audience="company" if case.legal_person_id else "person",
        online_only=True,
        # A page that is looked at counts no miss: nobody has typed this.
        counted=False,
        meant=False,
    )
    return [hit for hit in found.hits if hit.state == ItemState.PUBLISHED]


def own_right_body_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """Why it was not accepted, in words, and what to do at the body that is competent."""
    if case.state != CaseState.NOT_ACCEPTED:
        return None
    told = case.events.filter(kind=EventKind.NOT_ACCEPTED).first()
    if told is None or told.detail.get("refusal") not in NonAcceptance.values:
        return None
    department = told.detail.get("right_department", "")
    return {
        "kind": NonAcceptance(told.detail["refusal"]),
        "body": told.detail.get("right_body", ""),
        "department": department,
        "items": items_alike(case, department) if department else (),
        "may_start": may(actor, "start_from_case", case),
    }
