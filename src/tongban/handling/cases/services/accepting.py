"""预审、受理、视为受理、不予受理."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.clocks.queries import clocks_of
from tongban.base.clocks.services import end_clocks, start_clocks
from tongban.base.clocks.types import LimitKind, LimitStart
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.irregularities import report
from tongban.handling.cases.services.pending import drop_pending
from tongban.handling.cases.services.promising import begin_promised_time
from tongban.handling.cases.services.silence import (
    BEFORE_ACCEPTANCE,
    must_not_be_silent,
    receipt_if_silent,
)
from tongban.handling.cases.services.steps import (
    end_everything,
    in_words,
    keep,
    locked,
    note,
    notify,
    said,
    settle,
    take_step,
    tell,
)
from tongban.handling.cases.types import (
    KIND,
    CaseState,
    EventKind,
    IrregularityKind,
    NonAcceptance,
)
from tongban.management.catalog import queries as catalog
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.services import complete_step


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

    Where the office was silent for too long, the law has accepted already: the clocks count from
    the receipt, as in ``accept_by_silence``.

    A case that was sent back is accepted already: it goes on to the review again, its clocks have
    never stopped, and nobody is told a second time.
    """
    case, rule = take_step(actor=actor, case_id=case_id, act="accept_case")
    if case.accepted_at is not None:
        keep(case, "state", "waiting_duties")
        tell(case, rule.event, actor, opinion=opinion or "退回后重新核对过，时限接着算。")
        note(case, "accept_case", actor, again=True)
        return case
    ended = end_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        kinds=[LimitKind.ACCEPTANCE.value],
    )
    receipt = receipt_if_silent(case, ended)
    if receipt is not None:
        _deem_accepted(case, actor, receipt)
        tell(case, rule.event, actor, opinion=opinion)
        note(case, "accept_case", actor, deemed=True)
        return case
    case.accepted_at = now()
    keep(case, "state", "waiting_duties", "accepted_at")
    promised = _start_office_clocks(case, actor)
    tell(case, rule.event, actor, opinion=opinion)
    note(case, "accept_case", actor)
    # Decided at once by the rules: who applied is told of the result, and of nothing before it.
    if not actor.is_platform:
        notify(case, actor, "case_accepted", promised=promised)
    return case


@in_one_transaction
def accept_by_silence(*, actor: Actor, case_id: UUID) -> Case:
    """视为受理: nobody said in time whether the case is accepted (行政许可法 32).

    It is accepted from the moment of receipt, and both clocks count from there. Only the platform.
    Not, or not yet, or already accepted: nothing happens.
    """
    must(actor, "accept_by_silence")
    case = locked(case_id)
    if case.accepted_at is not None or case.state not in BEFORE_ACCEPTANCE:
        return case
    receipt = receipt_if_silent(case, clocks_of(KIND, case.id))
    if receipt is None:
        return case
    position = workflow.position(KIND, case.id)
    for step, outcome in (("prereview", "pass"), ("accept", "accept")):
        if position.awaits(step) is not None:
            position = complete_step(
                actor=actor, subject_kind=KIND, subject_id=case.id, step=step, outcome=outcome
            )
    settle(case, position.waiting)
    end_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        kinds=[LimitKind.ACCEPTANCE.value],
    )
    _deem_accepted(case, actor, receipt)
    note(case, "accept_by_silence", actor, since=receipt.isoformat())
    return case


def _deem_accepted(case: Case, actor: Actor, receipt: datetime) -> None:
    """Write down that the law has accepted the case at its receipt, and tell the applicant."""
    case.accepted_at, case.is_deemed_accepted = receipt, True
    keep(case, "state", "waiting_duties", "accepted_at", "is_deemed_accepted")
    promised = _start_office_clocks(case, actor, receipt)
    since = to_shanghai(receipt).date()
    tell(case, EventKind.DEEMED_ACCEPTED, system(), detail={"since": since.isoformat()})
    with official():
        words = str(IrregularityKind.DEEMED_ACCEPTANCE.label)
    report(
        case,
        IrregularityKind.DEEMED_ACCEPTANCE,
        system(),
        words=words,
        since=since.isoformat(),
    )
    notify(case, actor, "case_deemed_accepted", since=in_words(since), promised=promised)


def _start_office_clocks(case: Case, actor: Actor, started_at: datetime | None = None) -> str:
    """Start what the revision promises and the statute allows; the promised day in words."""
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
        started_at=started_at,
        division_code=case.division_code,
        department_id=case.department_id,
    )
    begin_promised_time(case, actor)
    return in_words(started[0].due_on) if started else "当天"


@in_one_transaction
def refuse_to_accept(
    *,
    actor: Actor,
    case_id: UUID,
    reason: str,
    kind: str = "",
    right_department: str = "",
    right_body: str = "",
) -> Case:
    """不予受理, with the reason and, where the office is not competent, the right body.

    行政许可法 32: not needing a licence, or not this office's business (``kind``, a
    ``NonAcceptance``; left empty it is what the body says). The right body is one of the city's
    departments, by its id, or one outside in words. Raises Invalid without a reason, for no body
    where it is another's business and for a body where it is not, and Conflict (``already_accepted``) when the law has accepted the case because the
    office was silent for too long; then the case stays as it was.
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
    must_not_be_silent(case, end_everything(case, actor))
    drop_pending(case)
    refusal, department, body = _right_body(case, kind, right_department, right_body)
    remedy = catalog.guide(case.revision_id).remedy
    tell(
        case,
        rule.event,
        actor,
        opinion=case.reason,
        detail={
            "refusal": refusal.value,
            "right_department": department,
            "right_body": body,
            "review_body": remedy.review_body,
            "court": remedy.court,
            "review_days": remedy.review_days,
            "lawsuit_months": remedy.lawsuit_months,
        },
    )
    note(case, "refuse_to_accept", actor)
    notify(case, actor, "case_not_accepted")
    return case


def _right_body(
    case: Case, kind: str, department_id: str, words: str
) -> tuple[NonAcceptance, str, str]:
    """(kind, the department's id or nothing, the body's name or nothing), all checked."""
    named = said(words, place="right_body")
    default = NonAcceptance.NOT_OURS if department_id or named else NonAcceptance.OTHER
    findings = []
    department = None
    if kind and kind not in NonAcceptance.values:
        findings.append(FieldFinding("refusal_kind", "unknown", _("请从列出的原因里选。")))
    refusal = NonAcceptance(kind) if kind in NonAcceptance.values else default
    if department_id:
        department = next((d for d in orgs.departments() if str(d.id) == department_id), None)
        if department is None or department.id == case.department_id:
            findings.append(
                FieldFinding("right_department", "unknown", _("请从列出的部门里选，不能选自己。"))
            )
        if named:
            findings.append(
                FieldFinding("right_body", "two_bodies", _("选了部门的，不用再写别的机关。"))
            )
    is_named = bool(department_id or named)
    if refusal is NonAcceptance.NOT_OURS and not is_named:
        findings.append(
            FieldFinding("right_body", "required", _("不归我们管的，请选或者写该向谁提出。"))
        )
    if refusal is not NonAcceptance.NOT_OURS and is_named:
        findings.append(
            FieldFinding("right_body", "not_needed", _("只有不归我们管的，才写该向谁提出。"))
        )
    if findings:
        raise Invalid(_("还没有办，请按提示改正。"), findings=findings)
    if department is not None:
        return refusal, str(department.id), department.name
    return refusal, "", named
