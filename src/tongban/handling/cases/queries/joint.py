"""Reads of joint handling: what waits for a joint department, and how far all of them are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.clocks.queries import clocks_for, earliest_due, overdue
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, SubCase
from tongban.handling.cases.queries.desk import materials_for_desk
from tongban.handling.cases.queries.standing import materials_standing
from tongban.handling.cases.queries.telling import answers_shown
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.joint import WHILE
from tongban.handling.cases.types import AWAITING_ANSWER, SUBCASE, SubCaseState

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class JointRow:
    """A joint department's part with its clock and what may be done with it."""

    subcase: SubCase
    clock: Any
    may_return: bool = False


def _rows(subcases: Sequence[SubCase], *, may_return: bool = False) -> list[JointRow]:
    ticking = clocks_for(SUBCASE, [row.id for row in subcases])
    return [
        JointRow(
            row,
            next(reversed(ticking.get(row.id, [])), None),
            may_return and row.state in {SubCaseState.AGREED, SubCaseState.DISAGREED},
        )
        for row in subcases
    ]


def joint_inbox(actor: Actor) -> list[JointRow]:
    """What waits for this department's answer, the first due first; none for other posts."""
    if actor.department_id is None or not may(actor, "joint_inbox"):
        return []
    found = (
        SubCase.objects.filter(department_id=actor.department_id, state__in=sorted(AWAITING_ANSWER))
        .select_related("case__revision", "case__department")
        .defer("case__revision__guide", "case__answers")
        .annotate(due_at=earliest_due(SUBCASE))
        .order_by("due_at", "id")[:MOST_SHOWN]
    )
    return _rows(list(found))


def joint_case(actor: Actor, code: str) -> SubCase:
    """A part that is this department's to answer, or was; raises Missing for any other."""
    found = (
        SubCase.objects.filter(code=code)
        .select_related(
            "department",
            "case__item",
            "case__revision",
            "case__department",
            "case__person",
            "case__legal_person__representative",
        )
        .first()
    )
    if found is None or not may(actor, "joint_case", found):
        raise Missing(_("没有这个联办子件，或者不归您的部门答复。"))
    return found


def shown_jointly(
    subcase: SubCase,
) -> tuple[list[tuple[str, list[Any]]], list[tuple[Any, Any, str]]]:
    """What the department needs to see, and no more: (title, fields) of the form's pages, and the
    materials with what was handed in and how it stands with each.
    """
    wanted = set(subcase.shows)
    pages = [
        (
            page.page.title,
            [f for f in page.fields if not wanted or f"form:{f.field.key}" in wanted],
        )
        for page in answers_shown(subcase.case)
    ]
    rows = [
        (requirement, given)
        for requirement, given in materials_for_desk(subcase.case)
        if not wanted or f"material:{requirement.key}" in wanted
    ]
    told = materials_standing(subcase.case, rows)
    materials = [(*row, words) for row, (_m, words) in zip(rows, told, strict=True)]
    return [(title, fields) for title, fields in pages if fields], materials


def may_answer_jointly(actor: Actor, subcase: SubCase) -> bool:
    """Whether this actor may answer now."""
    return (
        subcase.awaits_answer
        and subcase.case.state in WHILE
        and may(actor, "answer_jointly", subcase, only="joint")
        and not is_own(actor, subcase.case)
    )


def joint_parts_of(case: Case) -> list[JointRow]:
    """Every joint department's part of a case."""
    return _rows(list(case.subcases.select_related("department")))


def unanswered_subcases() -> list[UUID]:
    """Parts whose department's time is over and about which nothing was done yet."""
    late = [
        c.subject_id
        for c in overdue(limit_kinds=[LimitKind.JOINT.value])
        if c.subject_kind == SUBCASE
    ]
    return list(
        SubCase.objects.filter(
            id__in=late, state__in=[SubCaseState.WAITING, SubCaseState.RETURNED]
        ).values_list("id", flat=True)
    )


def joint_inbox_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """What waits for this department's answer."""
    rows = joint_inbox(actor)
    return {"rows": rows} if rows else None


def joint_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """How far the joint departments are, for whoever leads; one may be asked anew."""
    parts = list(case.subcases.select_related("department"))
    if not parts:
        return None
    may_return = (
        case.state in WHILE
        and may(actor, "return_subcase")
        and may(actor, "return_subcase", case, only="post")
        and may(actor, "return_subcase", case, only="office")
        and not is_own(actor, case)
    )
    return _summed(_rows(parts, may_return=may_return))


def own_joint_panel(_actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """How far the joint departments are, for the applicant."""
    rows = joint_parts_of(case)
    return _summed(rows) if rows else None


def _summed(rows: list[JointRow]) -> Mapping[str, Any]:
    """The parts and what they come to together."""
    return {
        "rows": rows,
        "total": len(rows),
        "answered": sum(not row.subcase.awaits_answer for row in rows),
        "against": [row for row in rows if row.subcase.state == SubCaseState.DISAGREED],
        "late": [row for row in rows if row.subcase.state == SubCaseState.LATE],
    }
