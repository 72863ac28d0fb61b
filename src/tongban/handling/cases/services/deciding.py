"""决定: grant, refuse with reason and the way to appeal, or return."""

from uuid import UUID

from django.db import transaction

from tongban.base.clocks.services import end_clocks, start_clock
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.reviewing import must_say_why
from tongban.handling.cases.services.steps import (
    OFFICE_CLOCKS,
    awaits_platform,
    end_everything,
    note,
    notify,
    take_step,
    tell,
)
from tongban.handling.cases.types import KIND, CaseState, Decision
from tongban.management.catalog import queries as catalog


@transaction.atomic
def grant(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """准予. The office's clocks end; the platform makes the result and closes the case."""
    from tongban.handling.cases.jobs import finish_case

    case, rule = take_step(actor=actor, case_id=case_id, act="grant")
    case.decided_at = now()
    case.decision = Decision.GRANTED
    case.reason = opinion.strip()
    case.save(update_fields=["state", "waiting_duties", "decided_at", "decision", "reason"])
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
    tell(case, rule.event, actor, opinion=opinion)
    note(case, "grant", actor)
    finish_case.defer(case_id=str(case.id))
    return case


@transaction.atomic
def refuse(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """不予批准, with the reason and the way to appeal (行政许可法 38)."""
    from tongban.handling.cases.jobs import finish_case

    must_say_why(reason, "不予批准")
    case, rule = take_step(actor=actor, case_id=case_id, act="refuse")
    case.decided_at = now()
    case.decision = Decision.REFUSED
    case.reason = reason.strip()
    remedy = catalog.guide(case.revision_id).remedy
    if awaits_platform(case):
        finish_case.defer(case_id=str(case.id))
        end_clocks(actor=actor, subject_kind=KIND, subject_id=case.id, kinds=list(OFFICE_CLOCKS))
    else:
        case.state = CaseState.CLOSED
        case.waiting_duties = []
        case.closed_at = now()
        end_everything(case, actor)
    case.save()
    tell(
        case,
        rule.event,
        actor,
        opinion=reason,
        detail={
            "review_body": remedy.review_body,
            "court": remedy.court,
            "review_days": remedy.review_days,
            "lawsuit_months": remedy.lawsuit_months,
        },
    )
    note(case, "refuse", actor)
    notify(case, actor, "case_refused")
    return case


@transaction.atomic
def return_decision(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """退回审查, with the reason; the clocks go on."""
    must_say_why(reason, "退回")
    case, rule = take_step(actor=actor, case_id=case_id, act="return_decision")
    case.save(update_fields=["state", "waiting_duties"])
    tell(case, rule.event, actor, opinion=reason)
    note(case, "return_decision", actor)
    return case
