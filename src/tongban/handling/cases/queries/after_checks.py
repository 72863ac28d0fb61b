"""Reads of what was promised instead of proven, and of its after-checks, and their panels."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import today
from tongban.base.orgs.queries import within
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import AfterCheck, Case, Promise
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.after_checks import AFTER, is_heard
from tongban.handling.cases.types import (
    CaseState,
    CheckResult,
    CheckState,
    CheckWay,
    PromiseKind,
    PromiseState,
)

SHOWN = 20


def after_checks_of(case_id: UUID) -> list[AfterCheck]:
    """Every after-check of a case, in the order of what was promised."""
    return list(AfterCheck.objects.filter(case_id=case_id).order_by("key"))


def _promise_of(case: Case) -> Promise | None:
    return (
        case.promises.filter(kind=PromiseKind.INSTEAD)
        .exclude(state__in=[PromiseState.DRAWN, PromiseState.DROPPED])
        .prefetch_related("after_checks")
        .first()
    )


def _may(actor: Actor, act: str, case: Case) -> bool:
    return (
        may(actor, act)
        and may(actor, act, case, only="post")
        and may(actor, act, case, only="office")
    )


def after_check_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What was promised, what was found, and what this officer may do about it now."""
    promise = _promise_of(case)
    if promise is None:
        return None
    is_after = case.state in AFTER and not is_own(actor, case)
    may_record = is_after and _may(actor, "record_after_check", case)
    may_uphold = is_after and _may(actor, "uphold_after_check", case)
    may_revoke = case.state == CaseState.CLOSED and is_after and may_uphold
    return {
        "promise": promise,
        "rows": [
            {
                "it": check,
                "may_record": may_record and check.state == CheckState.OPEN,
                "is_heard": is_heard(check),
                "may_uphold": may_uphold and check.state == CheckState.HEARING and is_heard(check),
                "may_revoke": may_revoke and check.state == CheckState.HEARING and is_heard(check),
            }
            for check in promise.after_checks.all()
        ],
        "results": CheckResult.choices,
        "check_ways": CheckWay.choices,
    }


def own_check_panel(_actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """The same for the applicant, with a place to state a view while it is heard."""
    promise = _promise_of(case)
    if promise is None:
        return None
    return {
        "promise": promise,
        "rows": [
            {
                "it": check,
                "may_state": check.state == CheckState.HEARING and check.defended_at is None,
            }
            for check in promise.after_checks.all()
        ],
    }


def checks_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """After-checks that wait for this officer: to be made, or, where one was found false and the
    applicant has been heard, to be decided.
    """
    states = [
        state
        for act, state in (
            ("record_after_check", CheckState.OPEN),
            ("revoke_after_check", CheckState.HEARING),
        )
        if may(actor, act)
    ]
    if not states or actor.department_id is None:
        return None
    rows = AfterCheck.objects.filter(
        state__in=states,
        case__department_id=actor.department_id,
        division_code__startswith=within(actor.division_code),
    )
    rows = rows.select_related("case__revision").defer("case__revision__guide", "case__answers")
    if actor.items:
        rows = rows.filter(case__item__code__in=actor.items)
    found = [
        row
        for row in rows.order_by("due_on", "id")[: SHOWN * 2]
        if row.state == CheckState.OPEN or is_heard(row)
    ][:SHOWN]
    return {"rows": found, "today": today()} if found else None
