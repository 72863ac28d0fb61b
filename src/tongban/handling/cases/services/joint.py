"""并联审批 (行政许可法 26, 42): the lead has the case, each joint department a part of it with a
number, a limit and an answer of its own; the lead merges and decides.

The parts begin and end with their case: ``joint_follower`` hears its timeline.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.clocks.queries import clocks_of, pauses_of
from tongban.base.clocks.services import end_clocks, pause_clocks, resume_clocks, start_clock
from tongban.base.clocks.types import Limit, LimitKind, Unit
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.handling.cases.models import Case, SubCase
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import locked, must_be_in, note, said, tell
from tongban.handling.cases.types import (
    AWAITING_ANSWER,
    KIND,
    SUBCASE,
    CaseState,
    EventKind,
    SubCaseState,
)
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import JointSilence

WHILE = (CaseState.ACCEPTED, CaseState.REVIEWED)
AFTER_SILENCE = {
    JointSilence.ALARM: SubCaseState.LATE,
    JointSilence.AGREES: SubCaseState.DEEMED,
    JointSilence.GOES_ON: SubCaseState.PASSED_OVER,
}
DECIDED = (EventKind.GRANTED, EventKind.REFUSED)


@in_one_transaction
def answer_jointly(*, actor: Actor, subcase_id: UUID, agrees: bool, opinion: str) -> SubCase:
    """Say for one's department whether it agrees; a disagreement needs its reason.

    Possible after the limit, too, where silence means an alarm. Raises Conflict (``not_awaited``)
    when a colleague was first, when it counts as agreed, or when the case has ended.
    """
    subcase, case = _locked("answer_jointly", actor, subcase_id)
    if not subcase.awaits_answer:
        raise Conflict(
            _("现在不用答复：这一件已经是“%(state)s”。") % {"state": subcase.get_state_display()},
            code="not_awaited",
        )
    must_be_in(case, *WHILE, act=_("答复"))
    subcase.opinion = said(opinion, demanded="" if agrees else _("不同意"), place="opinion")
    subcase.state = SubCaseState.AGREED if agrees else SubCaseState.DISAGREED
    subcase.answered_at, subcase.answered_by = now(), actor.as_value()
    subcase.save()
    _end_clock(subcase, actor)
    tell(
        case,
        EventKind.JOINT_AGREED if agrees else EventKind.JOINT_DISAGREED,
        actor,
        opinion=subcase.opinion,
        detail={"department": subcase.department.name, "asked": subcase.asked},
    )
    _note(subcase, "answer_jointly", actor)
    return subcase


@in_one_transaction
def return_subcase(*, actor: Actor, subcase_id: UUID, reason: str) -> SubCase:
    """Ask a joint department to answer anew, with the reason; its days begin again, the case's
    own limits go on. Raises Conflict (``not_answered``) for one that has not answered.
    """
    subcase, case = _locked("return_subcase", actor, subcase_id)
    must_be_in(case, *WHILE, act=_("退回联办部门"))
    if subcase.state not in {SubCaseState.AGREED, SubCaseState.DISAGREED}:
        raise Conflict(
            _("只有答复过的才能退回。这一件现在是“%(state)s”。")
            % {"state": subcase.get_state_display()},
            code="not_answered",
        )
    subcase.returned_for = said(reason, demanded=_("退回"))
    subcase.state = SubCaseState.RETURNED
    subcase.answered_at, subcase.answered_by = None, None
    subcase.save()
    _start_clock(subcase, actor)
    tell(
        case,
        EventKind.JOINT_RETURNED,
        actor,
        opinion=subcase.returned_for,
        detail={"department": subcase.department.name, "asked": subcase.asked},
    )
    _note(subcase, "return_subcase", actor)
    return subcase


@in_one_transaction
def end_joint_limit(*, actor: Actor, subcase_id: UUID) -> SubCase:
    """Do what the guide says of a joint department that did not answer in time. Only the platform.

    Answered meanwhile, not over, or done already: nothing happens.
    """
    must(actor, "end_joint_limit")
    subcase, case = _rows(subcase_id)
    if (
        subcase.state not in {SubCaseState.WAITING, SubCaseState.RETURNED}
        or case.state not in WHILE
        or not any(
            clock.ended_at is None and clock.paused_at is None and clock.due_at < now()
            for clock in clocks_of(SUBCASE, subcase.id)
        )
    ):
        return subcase
    subcase.state = AFTER_SILENCE[JointSilence(subcase.silence)]
    subcase.save(update_fields=["state"])
    if not subcase.awaits_answer:
        _end_clock(subcase, actor)
    tell(
        case,
        EventKind.JOINT_LATE,
        actor,
        detail={
            "department": subcase.department.name,
            "asked": subcase.asked,
            "silence": subcase.silence,
            "basis": subcase.basis,
        },
    )
    _note(subcase, "end_joint_limit", actor)
    return subcase


def joint_follower(case: Case, kind: EventKind, actor: Actor) -> None:
    """Split a case when it is accepted, hold its decision until all have answered, let the parts
    stand still with it, and end them with it.
    """
    if kind in {EventKind.ACCEPTED, EventKind.DEEMED_ACCEPTED}:
        _split(case, actor)
    elif kind in DECIDED:
        _must_be_answered(case, granted=kind == EventKind.GRANTED)
    elif kind == EventKind.PROCEDURE_BEGUN:
        _stand_still(case, actor)
    elif kind == EventKind.PROCEDURE_ENDED:
        _go_on(case, actor)
    if case.closed_at is not None or kind in {*DECIDED, EventKind.DEEMED_GRANTED}:
        _end_parts(case, actor)


def _split(case: Case, actor: Actor) -> None:
    """One part for each joint body of the guide; a case that was split already stays as it is."""
    parts = catalog.guide(case.revision_id).joint_parts
    if not parts or case.subcases.exists():
        return
    known = {
        row.credit_code: row
        for row in orgs.departments().filter(credit_code__in=[part.code for part in parts])
    }
    made = []
    for number, part in enumerate(parts, start=1):
        subcase = SubCase.objects.create(
            case=case,
            code=f"{case.number}-L{number}",
            division_code=case.division_code,
            department=known[part.code],
            asked=part.asked,
            days=part.days,
            basis=part.by_law,
            silence=part.silence,
            shows=list(part.shows),
            asked_at=now(),
        )
        _start_clock(subcase, actor)
        made.append(subcase)
    tell(
        case,
        EventKind.JOINT_BEGUN,
        actor,
        detail={"departments": [[s.department.name, s.asked, s.days] for s in made]},
    )
    note(case, "split_jointly", actor, parts=[s.code for s in made])


def _must_be_answered(case: Case, *, granted: bool) -> None:
    """Raises Conflict: nobody decides, in whatever way, what a joint department has not answered;
    and nobody grants what one disagrees with.
    """
    rows = list(case.subcases.select_related("department"))
    missing = [row.department.name for row in rows if row.awaits_answer]
    if missing:
        raise Conflict(
            _("%(names)s还没有答复，不能作决定。请催它答复。") % {"names": _("、").join(missing)},
            code="joint_unanswered",
        )
    against = [row.department.name for row in rows if row.state == SubCaseState.DISAGREED]
    if granted and against:
        raise Conflict(
            _("%(names)s不同意，不能准予。可以写明理由请它重新答复，或者不予批准。")
            % {"names": _("、").join(against)},
            code="joint_disagreed",
        )


def _stand_still(case: Case, actor: Actor) -> None:
    pause = next(p for p in pauses_of(KIND, case.id) if p.ended_at is None)
    for subcase in _open(case):
        pause_clocks(
            actor=actor,
            subject_kind=SUBCASE,
            subject_id=subcase.id,
            kinds=[LimitKind.JOINT.value],
            reason=pause.reason,
            clause=pause.clause,
            approver=pause.approver,
            pause_kind=pause.kind,
        )


def _go_on(case: Case, actor: Actor) -> None:
    for subcase in _open(case):
        if any(clock.paused_at is not None for clock in clocks_of(SUBCASE, subcase.id)):
            resume_clocks(actor=actor, subject_kind=SUBCASE, subject_id=subcase.id)


def _end_parts(case: Case, actor: Actor) -> None:
    for subcase in _open(case):
        subcase.state = SubCaseState.WITHDRAWN
        subcase.save(update_fields=["state"])
        end_clocks(actor=actor, subject_kind=SUBCASE, subject_id=subcase.id, outcome="cancelled")


def _open(case: Case) -> list[SubCase]:
    return list(case.subcases.filter(state__in=sorted(AWAITING_ANSWER)).select_for_update())


def _rows(subcase_id: UUID) -> tuple[SubCase, Case]:
    """The part and its case, the case's row locked first as everywhere: two parts that finish
    together wait for each other there.
    """
    case_id = SubCase.objects.filter(id=subcase_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise Missing(_("没有这个联办子件。"))
    case = locked(case_id)
    subcase = (
        SubCase.objects.select_for_update(of=("self",))
        .select_related("department")
        .get(id=subcase_id)
    )
    return subcase, case


def _locked(act: str, actor: Actor, subcase_id: UUID) -> tuple[SubCase, Case]:
    must(actor, act)
    subcase, case = _rows(subcase_id)
    if act == "answer_jointly":
        must(actor, act, subcase, only="joint")
    else:
        must(actor, act, case, only="post")
        must(actor, act, case, only="office")
    must(actor, act, case, only="own_case")
    return subcase, case


def _start_clock(subcase: SubCase, actor: Actor) -> None:
    start_clock(
        actor=actor,
        subject_kind=SUBCASE,
        subject_id=subcase.id,
        limit_kind=LimitKind.JOINT.value,
        limit=Limit(subcase.days, Unit.WORKING_DAY),
        basis=subcase.basis,
        division_code=subcase.division_code,
        department_id=subcase.department_id,
    )


def _end_clock(subcase: SubCase, actor: Actor) -> None:
    end_clocks(actor=actor, subject_kind=SUBCASE, subject_id=subcase.id)


def _note(subcase: SubCase, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind=SUBCASE,
        subject_id=subcase.id,
        division_code=subcase.division_code,
        detail={"code": subcase.code, "state": subcase.state},
    )
