"""决定: grant, refuse with reason and the way to appeal, or return."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import pgettext

from tongban.base.clocks.services import end_clocks, start_clock
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.after_checks import begin_after_checks, rely_on_promise
from tongban.handling.cases.services.fees import must_be_paid
from tongban.handling.cases.services.finishing import close
from tongban.handling.cases.services.hearings import must_rest_on_record
from tongban.handling.cases.services.interested import must_have_heard, must_have_told_applicant
from tongban.handling.cases.services.measures import drop_measures, must_not_stand_still
from tongban.handling.cases.services.pending import must_wait_for_nothing
from tongban.handling.cases.services.promising import must_have_everything
from tongban.handling.cases.services.reviewing import go_on
from tongban.handling.cases.services.silence import must_not_be_granted
from tongban.handling.cases.services.steps import (
    OFFICE_CLOCKS,
    keep,
    note,
    notify,
    said,
    take_step,
    tell,
)
from tongban.handling.cases.types import KIND, Decision, EventKind
from tongban.management.catalog import queries as catalog


@in_one_transaction
def grant(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """准予. The office's clocks end; the platform makes the result and closes the case."""
    case, rule = take_step(actor=actor, case_id=case_id, act="grant")
    must_have_everything(case)
    must_not_stand_still(case)
    must_wait_for_nothing(case)
    must_rest_on_record(case)
    must_have_heard(case)
    must_be_paid(case, "decide")
    write_grant(case, actor, opinion, rule.event)
    return case


@in_one_transaction
def refuse(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """不予批准, with the reason and the way to appeal (行政许可法 38). The case closes with it.

    At once, and not by a job as a granted one: there is nothing to make, and nobody who was
    refused may read in between that the result is being made.
    """
    case, rule = take_step(actor=actor, case_id=case_id, act="refuse")
    must_not_be_granted(case)
    must_not_stand_still(case)
    must_wait_for_nothing(case)
    must_rest_on_record(case)
    must_have_told_applicant(case)
    write_refusal(case, actor, reason, rule.event)
    return case


@in_one_transaction
def return_decision(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """退回审查, with the reason; the clocks go on."""
    return go_on("return_decision", actor, case_id, reason, demanded=pgettext("act", "退回"))


def write_grant(
    case: Case,
    actor: Actor,
    opinion: str,
    event: EventKind,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """What a granting decision is, once the process has taken its step: the rest of the act."""
    from tongban.handling.cases.jobs import finish_case

    rely_on_promise(case)
    drop_measures(case)
    case.decided_at = now()
    case.decision = Decision.GRANTED
    case.reason = said(opinion)
    keep(case, "state", "waiting_duties", "decided_at", "decision", "reason")
    end_clocks(actor=actor, subject_kind=KIND, subject_id=case.id, kinds=list(OFFICE_CLOCKS))
    delivery = catalog.guide(case.revision_id).delivery
    if delivery is not None:
        start_clock(
            actor=actor,
            subject_kind=KIND,
            subject_id=case.id,
            limit_kind=LimitKind.DELIVERY.value,
            limit=delivery.limit,
            basis=delivery.clause,
            division_code=case.division_code,
            department_id=case.department_id,
        )
    tell(case, event, actor, opinion=opinion, detail=detail)
    begin_after_checks(case, actor)
    note(case, "grant", actor)
    finish_case.defer(case_id=str(case.id))


def write_refusal(case: Case, actor: Actor, reason: str, event: EventKind) -> None:
    """The same of a refusal."""
    drop_measures(case)
    case.decided_at = now()
    case.decision = Decision.REFUSED
    case.reason = said(reason, demanded=pgettext("act", "不予批准"))
    keep(case, "state", "waiting_duties", "decided_at", "decision", "reason")
    end_clocks(actor=actor, subject_kind=KIND, subject_id=case.id, kinds=list(OFFICE_CLOCKS))
    remedy = catalog.guide(case.revision_id).remedy
    tell(
        case,
        event,
        actor,
        opinion=case.reason,
        detail={
            "review_body": remedy.review_body,
            "court": remedy.court,
            "review_days": remedy.review_days,
            "lawsuit_months": remedy.lawsuit_months,
        },
    )
    note(case, "refuse", actor)
    notify(case, actor, "case_refused")
    close(case, system("办结"))
