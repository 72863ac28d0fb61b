"""事后核查: what was promised instead of proven is checked after the grant, in its own time.

Found false, the applicant is heard before anybody decides (行政许可法 7, 69); then whoever signs
takes the grant back, and it is written to the register of credit, or lets it stand.
"""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.clocks.queries import end_of_limit
from tongban.base.clocks.services import end_clocks, start_clock
from tongban.base.clocks.types import Limit, Unit
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, to_shanghai, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.credit import report as report_to_credit
from tongban.handling.cases.models import AfterCheck, Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.entering import entered
from tongban.handling.cases.services.irregularities import report
from tongban.handling.cases.services.steps import (
    in_words,
    locked,
    must_be_in,
    note,
    notify,
    said,
    tell,
)
from tongban.handling.cases.types import (
    AFTER_CHECK,
    KIND,
    CaseState,
    CheckResult,
    CheckState,
    CheckWay,
    EventKind,
    IrregularityKind,
    PromiseKind,
    PromiseState,
)
from tongban.management.catalog import queries as catalog
from tongban.management.documents.services import withdraw_grants
from tongban.sharing.licenses.services import revoke_license
from tongban.sharing.licenses.types import LicenseStatus

HEARING = Limit(5, Unit.WORKING_DAY)
"""How long the applicant may state a view, counted from the day it is told."""
AFTER = (CaseState.GRANTED, CaseState.CLOSED)


def rely_on_promise(case: Case) -> None:
    """The grant rests on what was promised: it does not end with the case. Part of the grant."""
    case.promises.filter(kind=PromiseKind.INSTEAD, state=PromiseState.SIGNED).update(
        state=PromiseState.RELIED
    )


def begin_after_checks(case: Case, actor: Actor) -> None:
    """From the grant run the days within which each promised thing is checked. Part of the grant."""
    promise = case.promises.filter(kind=PromiseKind.INSTEAD, state=PromiseState.RELIED).first()
    if promise is None:
        return
    for item in promise.items:
        check = AfterCheck(
            case=case,
            promise=promise,
            division_code=case.division_code,
            key=item["key"],
            label=item["label"],
            how=item["check"],
        )
        clock = start_clock(
            actor=actor,
            subject_kind=AFTER_CHECK,
            subject_id=check.id,
            limit_kind=AFTER_CHECK,
            limit=Limit(item["days"], Unit.WORKING_DAY),
            basis=item["by_law"],
            division_code=case.division_code,
            department_id=case.department_id,
        )
        check.due_on = clock.due_on
        check.save()
    tell(
        case,
        EventKind.CHECK_BEGUN,
        actor,
        detail={"labels": [item["label"] for item in promise.items]},
    )


@in_one_transaction
def record_after_check(
    *, actor: Actor, case_id: UUID, check_id: UUID, result: str, way: str, words: str
) -> AfterCheck:
    """Write down what was found. False: the applicant is told and heard first. Could not be done:
    the check ends, and supervision gets it.

    Raises Invalid for another result or way or without words, Missing, Conflict
    (``not_awaited``) when it was recorded already.
    """
    case = entered("record_after_check", actor, case_id, what=_("登记核查结果"), states=AFTER)
    check = _of(case, check_id, CheckState.OPEN)
    findings = []
    if result not in CheckResult.values:
        findings.append(FieldFinding("result", "required", _("请选核查的结果。")))
    if way not in CheckWay.values:
        findings.append(FieldFinding("way", "required", _("请选怎么核查的。")))
    if findings:
        raise Invalid(_("还没有登记，请按提示改正。"), findings=findings)
    check.words = said(words, demanded=_("核查结果"), place="words")
    check.result, check.way = result, way
    check.checked_at, check.checked_by = now(), actor.as_value()
    detail = {"label": check.label, "way": way}
    if result == CheckResult.FALSE:
        check.state = CheckState.HEARING
        check.heard_until = _last_day_to_be_heard()
        tell(
            case,
            EventKind.CHECKED_FALSE,
            actor,
            opinion=check.words,
            detail={**detail, "until": check.heard_until.isoformat()},
        )
        notify(case, actor, "case_check_false", due=in_words(check.heard_until))
    else:
        is_true = result == CheckResult.TRUE
        check.state = CheckState.TRUE if is_true else CheckState.UNDONE
        check.ended_at, check.ended_by = check.checked_at, check.checked_by
        kind = EventKind.CHECKED_TRUE if is_true else EventKind.CHECK_UNDONE
        tell(case, kind, actor, opinion=check.words, detail=detail)
        if not is_true:
            report(
                case,
                IrregularityKind.CHECK_UNDONE,
                actor,
                words=check.words,
                label=check.label,
                check=str(check.id),
            )
    check.save()
    end_clocks(actor=actor, subject_kind=AFTER_CHECK, subject_id=check.id)
    _settle_promise(check)
    note(case, "record_after_check", actor, check=str(check.id), result=result)
    return check


@in_one_transaction
def state_defence(*, actor: Actor, case_id: UUID, check_id: UUID, words: str) -> AfterCheck:
    """陈述申辩: the applicant says what there is to say against the finding, once.

    Taken until somebody decides, even after the day. Raises Invalid without words, Missing,
    Conflict (``not_awaited``, ``defended_already``).
    """
    must(actor, "state_defence")
    case = locked(case_id)
    must(actor, "state_defence", case)
    must_be_in(case, *AFTER, act=_("陈述申辩"))
    check = _of(case, check_id, CheckState.HEARING)
    if check.defended_at is not None:
        raise Conflict(_("您已经陈述申辩过了，请等答复。"), code="defended_already")
    check.defence = said(words, demanded=_("陈述申辩"), place="words")
    check.defended_at = now()
    check.save()
    tell(case, EventKind.DEFENDED, actor, opinion=check.defence, detail={"label": check.label})
    note(case, "state_defence", actor, check=str(check.id))
    return check


@in_one_transaction
def revoke_after_check(*, actor: Actor, case_id: UUID, check_id: UUID, words: str) -> AfterCheck:
    """撤销 (行政许可法 69): the grant rested on a false promise. The licence is taken out of use and
    the register of credit gets a row.

    Raises Invalid without words, Missing, Conflict (``not_awaited``; ``still_heard``: neither has
    the applicant said anything nor is the day over) and what ``revoke_license`` raises.
    """
    case = entered("revoke_after_check", actor, case_id, what=_("撤销"), states=(CaseState.CLOSED,))
    check = _heard(case, check_id)
    check.answer = said(words, demanded=_("撤销"), place="words")
    if case.license_id is not None:
        revoke_license(
            actor=actor,
            license_id=case.license_id,
            status=LicenseStatus.REVOKED,
            reason=check.answer[:500],
        )
    withdraw_grants(actor=actor, subject_kind=KIND, subject_id=case.id, reason="准予的决定已经撤销")
    _decided(check, actor, CheckState.REVOKED)
    check.promise.state, check.promise.ended_at = PromiseState.BROKEN, now()
    check.promise.save(update_fields=["state", "ended_at"])
    for other in case.after_checks.select_for_update().filter(
        state__in=[CheckState.OPEN, CheckState.HEARING]
    ):
        other.state, other.ended_at = CheckState.DROPPED, now()
        other.save(update_fields=["state", "ended_at"])
        end_clocks(actor=actor, subject_kind=AFTER_CHECK, subject_id=other.id, outcome="cancelled")
    report_to_credit(case, check)
    remedy = catalog.guide(case.revision_id).remedy
    tell(
        case,
        EventKind.GRANT_REVOKED,
        actor,
        opinion=check.answer,
        detail={
            "label": check.label,
            "review_body": remedy.review_body,
            "court": remedy.court,
            "review_days": remedy.review_days,
            "lawsuit_months": remedy.lawsuit_months,
        },
    )
    note(case, "revoke_after_check", actor, check=str(check.id))
    notify(case, actor, "case_grant_revoked")
    return check


@in_one_transaction
def uphold_after_check(*, actor: Actor, case_id: UUID, check_id: UUID, words: str) -> AfterCheck:
    """维持: heard, and the grant stands; with the reason. Raises as ``revoke_after_check`` does."""
    case = entered("uphold_after_check", actor, case_id, what=_("维持"), states=AFTER)
    check = _heard(case, check_id)
    check.answer = said(words, demanded=_("维持"), place="words")
    _decided(check, actor, CheckState.UPHELD)
    _settle_promise(check)
    tell(case, EventKind.CHECK_UPHELD, actor, opinion=check.answer, detail={"label": check.label})
    note(case, "uphold_after_check", actor, check=str(check.id))
    notify(case, actor, "case_check_upheld")
    return check


def _of(case: Case, check_id: UUID, state: CheckState) -> AfterCheck:
    check = case.after_checks.select_for_update().filter(id=check_id).first()
    if check is None:
        raise Missing(_("没有这次核查。"))
    if check.state != state:
        raise Conflict(
            _("现在不能办：这次核查已经是“%(state)s”。") % {"state": check.get_state_display()},
            code="not_awaited",
        )
    return check


def _heard(case: Case, check_id: UUID) -> AfterCheck:
    check = _of(case, check_id, CheckState.HEARING)
    if not is_heard(check):
        raise Conflict(
            _("还在等申请人陈述申辩，到期以后或者申请人说过以后才能决定。"), code="still_heard"
        )
    return check


def _last_day_to_be_heard() -> date:
    """The end of a limit is the first moment of the day after its last."""
    return to_shanghai(end_of_limit(HEARING, now()) - timedelta(seconds=1)).date()


def is_heard(check: AfterCheck) -> bool:
    """Whether the applicant has said what there is to say, or let the days for it pass."""
    return check.defended_at is not None or (
        check.heard_until is not None and today() > check.heard_until
    )


def _decided(check: AfterCheck, actor: Actor, state: CheckState) -> None:
    check.state, check.ended_at, check.ended_by = state, now(), actor.as_value()
    check.save()


def _settle_promise(check: AfterCheck) -> None:
    """With the last of its things found to be so, the promise is kept."""
    held = [CheckState.TRUE, CheckState.UPHELD]
    if check.promise.after_checks.exclude(state__in=held).exists():
        return
    check.promise.state, check.promise.ended_at = PromiseState.KEPT, now()
    check.promise.save(update_fields=["state", "ended_at"])
