"""预审、受理、不予受理."""

from uuid import UUID

from django.utils.translation import pgettext

from tongban.base.clocks.services import end_clocks, start_clocks
from tongban.base.clocks.types import LimitKind, LimitStart
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.steps import (
    end_everything,
    in_words,
    keep,
    note,
    notify,
    said,
    take_step,
    tell,
)
from tongban.handling.cases.types import KIND, CaseState
from tongban.management.catalog import queries as catalog


@in_one_transaction
def pass_prereview(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """预审通过: what was handed in online is complete; acceptance comes next."""
    case, rule = take_step(actor=actor, case_id=case_id, act="pass_prereview")
    keep(case, "state", "waiting_duties")
    tell(case, rule.event, actor, opinion=opinion)
    note(case, "pass_prereview", actor)
    return case


@in_one_transaction
def accept_case(*, actor: Actor, case_id: UUID, opinion: str = "") -> Case:
    """受理: both clocks start, promised and statutory, as the case's revision has them.

    A case that was sent back is accepted already: it goes on to the review again, its clocks have
    never stopped, and nobody is told a second time.
    """
    case, rule = take_step(actor=actor, case_id=case_id, act="accept_case")
    if case.accepted_at is not None:
        keep(case, "state", "waiting_duties")
        tell(case, rule.event, actor, opinion=opinion or "退回后重新核对过，时限接着算。")
        note(case, "accept_case", actor, again=True)
        return case
    case.accepted_at = now()
    keep(case, "state", "waiting_duties", "accepted_at")
    end_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        kinds=[LimitKind.ACCEPTANCE.value],
    )
    guide = catalog.guide(case.revision_id)
    limits = [
        LimitStart(kind.value, limit.limit, limit.clause)
        for kind, limit in (
            (LimitKind.PROMISED, guide.promised),
            (LimitKind.STATUTORY, guide.statutory),
        )
        if limit is not None
    ]
    started = start_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        limits=limits,
        division_code=case.division_code,
        department_id=case.department_id,
    )
    promised = in_words(started[0].due_on) if started else "当天"
    tell(case, rule.event, actor, opinion=opinion)
    note(case, "accept_case", actor)
    notify(case, actor, "case_accepted", promised=promised)
    return case


@in_one_transaction
def refuse_to_accept(*, actor: Actor, case_id: UUID, reason: str, right_body: str = "") -> Case:
    """不予受理, with the reason and, where the office is not competent, the right body.

    行政许可法 32: not needing a licence, or not this office's business. Raises Invalid without a
    reason; then the case stays as it was.
    """
    case, rule = take_step(
        actor=actor,
        case_id=case_id,
        act="refuse_to_accept_at_prereview",
        or_act="refuse_to_accept",
    )
    case.reason = said(reason, demanded=pgettext("act", "不予受理"))
    case.state = CaseState.NOT_ACCEPTED
    case.waiting_duties = []
    case.closed_at = now()
    keep(case, "state", "waiting_duties", "reason", "closed_at")
    end_everything(case, actor)
    remedy = catalog.guide(case.revision_id).remedy
    tell(
        case,
        rule.event,
        actor,
        opinion=case.reason,
        detail={
            "right_body": said(right_body, place="right_body"),
            "review_body": remedy.review_body,
            "court": remedy.court,
            "review_days": remedy.review_days,
            "lawsuit_months": remedy.lawsuit_months,
        },
    )
    note(case, "refuse_to_accept", actor)
    notify(case, actor, "case_not_accepted")
    return case
