"""Reads of promises, and the panels that show them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.credit import may_promise
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, Promise
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.entering import UNDER_WAY
from tongban.handling.cases.services.promised import may_be_promised, promised_instead
from tongban.handling.cases.services.promising import may_come_later, promised_later
from tongban.handling.cases.types import (
    TERMINATION_CLAUSES,
    CaseState,
    PromiseKind,
    PromiseState,
    TerminationCause,
)
from tongban.management.catalog.types import Requirement


def promises_offered(case: Case) -> list[Requirement]:
    """What may be promised for later in this draft now; nothing where no promise is taken."""
    if case.state != CaseState.DRAFT:
        return []
    offered = may_come_later(case)
    return offered if offered and may_promise(case) else []


def promised_keys(case: Case) -> frozenset[str]:
    """Keys of the materials that a signed promise lets come later."""
    return promised_later(case)


def replacements_offered(case: Case) -> list[dict[str, Any]]:
    """What a promise may stand for in this draft now; nothing where no promise is taken."""
    if case.state != CaseState.DRAFT:
        return []
    offered = may_be_promised(case)
    return offered if offered and may_promise(case) else []


def has_replaced(case: Case) -> bool:
    """Whether a promise is signed that stands for something."""
    return case.promises.filter(kind=PromiseKind.INSTEAD, state=PromiseState.SIGNED).exists()


def replaced_keys(case: Case) -> frozenset[str]:
    """Keys of the materials that a signed promise stands for."""
    return promised_instead(case)


def _promises(case: Case) -> list[Any]:
    return list(
        case.promises.filter(kind=PromiseKind.LATE).exclude(
            state__in=[PromiseState.DRAWN, PromiseState.DROPPED]
        )
    )


def late_panel(_actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What the applicant promised and what is still missing, at the desk."""
    rows = _promises(case)
    if not rows:
        return None
    return {"rows": rows, "missing": _still_missing(case, rows)}


def own_late_panel(_actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """The same for the applicant, with a place to hand it in."""
    rows = _promises(case)
    return {"rows": rows, "missing": late_wanted(case)} if rows else None


def _still_missing(case: Case, rows: list[Any]) -> list[Requirement]:
    promised = {key for row in rows if row.state == PromiseState.SIGNED for key in row.keys}
    return [m for m in may_come_later(case) if m.key in promised]


def late_wanted(case: Case) -> list[Requirement]:
    """What was promised for later and may be handed in now; the case is the reader's own."""
    return _still_missing(case, _promises(case)) if case.state in UNDER_WAY else []


def awaiting_late(case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the cases whose applicant still has to bring what was promised."""
    promised = Promise.objects.filter(
        case_id__in=list(case_ids),
        kind=PromiseKind.LATE,
        state=PromiseState.SIGNED,
        case__state__in=UNDER_WAY,
    )
    return frozenset(promised.values_list("case_id", flat=True))


def ending_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """Whether this officer may end the case without a decision, and for which causes."""
    if (
        case.state not in UNDER_WAY
        or case.elsewhere
        or not may(actor, "terminate_case")
        or not may(actor, "terminate_case", case, only="post")
        or not may(actor, "terminate_case", case, only="office")
        or is_own(actor, case)
    ):
        return None
    return {
        "is_quiet": True,
        "ways": ["ending"],
        "causes": [
            (cause, TerminationCause(cause).label, clause)
            for cause, clause in TERMINATION_CLAUSES.items()
        ],
    }
