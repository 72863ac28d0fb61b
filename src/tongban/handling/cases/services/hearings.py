"""听证 (行政许可法 46 to 48): asked for or demanded, told, chaired by somebody who does not handle the
case, recorded, the record confirmed by those who took part; the decision rests on it. It costs
nothing, so nothing here asks for a fee.

Its time does not count: planning it asks for the special procedure of that kind (``measures``),
which another approves as ever; the confirmed record ends it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.accounts import queries as accounts
from tongban.base.clocks.queries import current_calendar, end_of_limit
from tongban.base.clocks.types import Limit, PauseKind, Unit
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, to_shanghai, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.types import Duty
from tongban.base.pages.wording import short_day
from tongban.handling.cases.concerned_papers import masked, write_to
from tongban.handling.cases.keeping_out import without_own
from tongban.handling.cases.models import Case, Hearing, InterestedPerson, Measure
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.entering import UNDER_WAY, entered
from tongban.handling.cases.services.interested import inform, last_day, locked_interested
from tongban.handling.cases.services.measures import ask_procedure
from tongban.handling.cases.services.pending import OPEN_HEARING, must_have_held
from tongban.handling.cases.services.steps import (
    locked,
    must_be_here,
    must_be_in,
    note,
    notify,
    said,
    tell,
)
from tongban.handling.cases.types import (
    INTERESTED,
    KIND,
    EventKind,
    HearingGround,
    HearingState,
    InspectionState,
    MeasureKind,
    MeasureState,
    OffCause,
)
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import ItemType
from tongban.management.documents import queries as documents
from tongban.management.documents.types import PaperKind, in_figures

ASKED_CLAUSE = "行政许可法第四十七条"
PUBLIC_CLAUSE = "行政许可法第四十六条"
BY_LAW = (HearingGround.LAW, HearingGround.PUBLIC)
"""Announced to everybody before they are held (行政许可法 46)."""
CHAIRS = frozenset({Duty.HANDLER.value, Duty.REVIEWER.value, Duty.SIGNER.value})
FURTHEST = timedelta(days=365)
LONGEST_PLACE, LONGEST_SUBJECT = 200, 400


@in_one_transaction
def ask_hearing(*, actor: Actor, case_id: UUID, reason: str = "") -> Hearing:
    """The applicant asks for a hearing, within the days from the service of the notice.

    Raises Conflict (``wrong_state``; ``no_hearing_right``: nobody is interested; ``asked_too_late``;
    ``hearing_open``; ``hearing_done``).
    """
    must(actor, "ask_hearing")
    case = locked(case_id)
    must(actor, "ask_hearing", case)
    must_be_in(case, *UNDER_WAY, act=pgettext("act", "要求听证"))
    if not case.interested.filter(struck_at=None).exists():
        raise Conflict(
            _("这件事没有告知您可以要求听证。有话要说，请打办理部门的电话。"),
            code="no_hearing_right",
        )
    served = documents.served_at(KIND, [case.id], PaperKind.HEARING_RIGHT).get(case.id)
    _must_be_in_time(served)
    return _asked(case, actor, "ask_hearing", HearingGround.APPLICANT, reason=said(reason))


@in_one_transaction
def ask_hearing_concerned(*, actor: Actor, interested_id: UUID, reason: str = "") -> Hearing:
    """An interested person asks for one; raises as ``ask_hearing`` does."""
    must(actor, "ask_hearing_concerned")
    case, found = locked_interested(interested_id)
    must(actor, "ask_hearing_concerned", found)
    must_be_in(case, *UNDER_WAY, act=pgettext("act", "要求听证"))
    served = documents.served_at(INTERESTED, [found.id], PaperKind.INTERESTED_NOTICE)
    _must_be_in_time(served.get(found.id))
    return _asked(
        case,
        actor,
        "ask_hearing_concerned",
        HearingGround.INTERESTED,
        reason=said(reason),
        found=found,
    )


@in_one_transaction
def open_hearing(*, actor: Actor, case_id: UUID, reason: str = "") -> Hearing:
    """The office opens one: because the item's guide says so, or because it holds one necessary for
    the public interest; then with the reason.

    Raises Invalid without it, Conflict (``wrong_state``, ``hearing_open``, ``hearing_done``).
    """
    case = entered("open_hearing", actor, case_id, what=_("举行听证"))
    must_be_here(case)
    clause = catalog.guide(case.revision_id).hearing
    ground = HearingGround.LAW if clause else HearingGround.PUBLIC
    why = said(reason, demanded="" if clause else _("举行听证"))
    return _asked(case, actor, "open_hearing", ground, reason=why, clause=clause)


def _must_be_in_time(served: datetime | None) -> None:
    """Not served: the days have not begun, and whoever knows already may ask all the same."""
    if served is not None and today() > last_day(served):
        raise Conflict(
            _("要求听证的期限到%(day)s已经过了。") % {"day": short_day(last_day(served))},
            code="asked_too_late",
        )


def _asked(
    case: Case,
    actor: Actor,
    act: str,
    ground: HearingGround,
    *,
    reason: str,
    found: InterestedPerson | None = None,
    clause: str = "",
) -> Hearing:
    if case.hearings.filter(state__in=OPEN_HEARING).exists():
        raise Conflict(_("已经有一次听证在组织，不用再提。"), code="hearing_open")
    if case.hearings.filter(state=HearingState.DONE).exists():
        raise Conflict(_("已经举行过听证，笔录确认了。"), code="hearing_done")
    is_asked = ground not in BY_LAW
    made = Hearing.objects.create(
        case=case,
        division_code=case.division_code,
        department_id=case.department_id,
        ground=ground,
        clause=clause or (ASKED_CLAUSE if is_asked else PUBLIC_CLAUSE),
        reason=reason,
        asked_by_interested=found,
        asked_at=now(),
        asked_by=actor.as_value(),
        hold_by=_hold_by() if is_asked else None,
        is_announced=not is_asked,
    )
    tell(
        case,
        EventKind.HEARING_ASKED if ground == HearingGround.APPLICANT else EventKind.HEARING_OPENED,
        actor,
        opinion="" if found is not None else reason,
        detail={
            "ground": ground.value,
            "clause": made.clause,
            "name": masked(found) if found is not None else "",
        },
    )
    note(case, act, actor, hearing=str(made.id), ground=ground.value)
    return made


def _hold_by() -> date:
    limit = Limit(settings.HEARING_HOLD_DAYS, Unit.WORKING_DAY)
    return to_shanghai(end_of_limit(limit, now()) - timedelta(seconds=1)).date()


@dataclass(frozen=True, slots=True)
class Chair:
    """Somebody who may chair: an officer of the body who does not handle the case."""

    account_id: UUID
    name: str
    post_name: str


def chairs_of(case: Case) -> list[Chair]:
    """Who may chair (行政许可法 48): of the body, not to keep out of the case, and with no hand in it:
    neither took a step of it, nor received it, nor has it in hand.
    """
    hands = handled_by(case)
    officers = [
        (tenure, officer)
        for tenure, officer in accounts.officers_at(
            accounts.tenures_with_duties(sorted(CHAIRS), department_id=case.department_id)
        )
        if str(tenure.account_id) not in hands
    ]
    free = without_own((officer for _tenure, officer in officers), case)
    found: dict[UUID, Chair] = {}
    for tenure, officer in officers:
        if officer in free:
            found.setdefault(
                tenure.account_id, Chair(tenure.account_id, officer.name, tenure.post.name)
            )
    return list(found.values())


def handled_by(case: Case) -> set[str]:
    """Accounts with a hand in the case: a step or another act of it, the case itself, an inspection
    or what somebody asked for beside its course, which the timeline tells later or not at all.
    """
    said = [
        *case.events.exclude(kind=EventKind.HEARING_RECORDED).values_list("by", flat=True),
        *case.measures.exclude(procedure=PauseKind.HEARING).values_list("asked_by", flat=True),
        *case.beyond_requests.values_list("asked_by", flat=True),
    ]
    hands = {by.get("account", "") for by in said if by.get("capacity") == "post"}
    hands |= {str(a) for a in case.claims.values_list("account_id", flat=True)}
    inspections = case.inspections.exclude(state=InspectionState.CANCELLED)
    hands |= {str(a) for a in inspections.values_list("members__account_id", flat=True)}
    return (hands | {str(case.receiver_id)}) - {"", "None"}


@in_one_transaction
def plan_hearing(
    *,
    actor: Actor,
    case_id: UUID,
    hearing_id: UUID,
    planned_at: datetime,
    place: str,
    chair_id: UUID,
    subject: str,
    announced: bool = False,
) -> Hearing:
    """Set time and place, name who chairs, and tell both sides in writing; everybody else where it
    is public. Told once more when it is moved.

    Raises Invalid for a day that is too near for the notice or after the day by which it must be
    organised, and for a chair who handles the case; Conflict (``hearing_state``).
    """
    case = entered("plan_hearing", actor, case_id, what=_("通知听证"))
    hearing = open_of(case, hearing_id, HearingState.ASKED, HearingState.PLANNED)
    where, about = said(place, place="place"), said(subject, place="subject")
    chair = next((one for one in chairs_of(case) if one.account_id == chair_id), None)
    findings = _plan_findings(hearing, planned_at)
    if chair is None:
        findings.append(
            FieldFinding(
                "chair",
                "chair_handles",
                _("请选一位没有办过这个办件、不用回避的人主持（行政许可法第四十八条）。"),
            )
        )
    if not where or len(where) > LONGEST_PLACE:
        findings.append(FieldFinding("place", "required", _("请写在哪里听证，最多 200 个字。")))
    if not about or len(about) > LONGEST_SUBJECT:
        findings.append(FieldFinding("subject", "required", _("请写听证什么，最多 400 个字。")))
    if findings or chair is None:
        raise Invalid(_("还没有通知，请按提示改正。"), findings=findings)
    hearing.planned_at, hearing.place, hearing.subject = planned_at, where, about
    hearing.chair_id, hearing.chair_name = chair.account_id, chair.name
    hearing.chair_post = chair.post_name
    hearing.is_announced = announced or hearing.ground in BY_LAW
    hearing.state, hearing.told_at, hearing.told_by = HearingState.PLANNED, now(), actor.as_value()
    if hearing.measure is None:
        hearing.measure = _time_stands_still(case, actor, hearing)
    hearing.save()
    _tell_both(case, actor, hearing)
    note(case, "plan_hearing", actor, hearing=str(hearing.id), at=planned_at.isoformat())
    return hearing


def _plan_findings(hearing: Hearing, planned_at: datetime) -> list[FieldFinding]:
    """At least so many working days lie between the day of the notice and that of the hearing."""
    day = to_shanghai(planned_at).date()
    ahead = current_calendar().working_days_between(today(), day)
    findings = []
    if ahead <= settings.HEARING_NOTICE_DAYS:
        findings.append(
            FieldFinding(
                "planned_at",
                "too_near",
                _("至少要提前 %(n)s 个工作日通知，请选晚一点的日子（行政许可法第四十八条）。")
                % {"n": settings.HEARING_NOTICE_DAYS},
            )
        )
    if planned_at > now() + FURTHEST:
        findings.append(FieldFinding("planned_at", "range", _("请选一年以内的时间。")))
    if hearing.hold_by is not None and day > hearing.hold_by:
        findings.append(
            FieldFinding(
                "planned_at",
                "too_far",
                _("要求听证的，最晚 %(day)s 组织（行政许可法第四十七条）。")
                % {"day": short_day(hearing.hold_by)},
            )
        )
    return findings


def _time_stands_still(case: Case, actor: Actor, hearing: Hearing) -> Measure | None:
    """Ask for the special procedure of this kind where the law has one and none runs: who signs
    approves it. An item of another type has no art. 45, and of a case in another system nothing is
    stopped here that it would not hear of; its limits go on.
    """
    if case.item.item_type != ItemType.LICENSING or case.elsewhere:
        return None
    running = case.measures.filter(
        kind=MeasureKind.PROCEDURE, state__in=[MeasureState.ASKED, MeasureState.RUNNING]
    ).first()
    if running is not None:
        return running if running.procedure == PauseKind.HEARING else None
    assert hearing.planned_at is not None
    days = current_calendar().working_days_between(today(), to_shanghai(hearing.planned_at).date())
    return ask_procedure(
        actor=actor,
        case_id=case.id,
        procedure=PauseKind.HEARING,
        reason=str(hearing.get_ground_display()),
        days=max(1, days),
    )


def _tell_both(case: Case, actor: Actor, hearing: Hearing) -> None:
    said_of = told_of(hearing)
    tell(
        case,
        EventKind.HEARING_PLANNED,
        actor,
        detail={**said_of, "clause": hearing.clause, "hearing": str(hearing.id)},
    )
    short = {"when": when_in_words(hearing), "place": hearing.place[:60]}
    notify(case, actor, "case_hearing", **short)
    for found in case.interested.filter(struck_at=None):
        write_to(
            found,
            case,
            actor,
            PaperKind.HEARING_NOTICE,
            article="第四十八条",
            values={**said_of, "clause": hearing.clause},
        )
        inform(found, case, actor, "hearing_told", **short)


def told_of(hearing: Hearing) -> dict[str, str]:
    """What every notice of a hearing says of it."""
    assert hearing.planned_at is not None
    at = to_shanghai(hearing.planned_at)
    return {
        "when": f"{in_figures(at.date())}{at.hour}时{at.minute:02d}分",
        "place": hearing.place,
        "chair": f"{hearing.chair_name}（{hearing.chair_post}）",
        "subject": hearing.subject,
    }


def when_in_words(hearing: Hearing) -> str:
    """Day and hour as messages say it."""
    assert hearing.planned_at is not None
    at = to_shanghai(hearing.planned_at)
    return f"{at.month} 月 {at.day} 日 {at:%H:%M}"


@in_one_transaction
def call_off_hearing(
    *, actor: Actor, case_id: UUID, hearing_id: UUID, cause: str, words: str
) -> Hearing:
    """It is not held: whoever asked for it took the wish back or did not come. By who signs, with
    what it is known from. What the law demands cannot be called off.

    Raises Invalid for another cause or without words, Conflict (``hearing_state``,
    ``hearing_by_law``).
    """
    case = entered("call_off_hearing", actor, case_id, what=_("不再举行听证"))
    hearing = open_of(case, hearing_id, HearingState.ASKED, HearingState.PLANNED)
    if hearing.ground in BY_LAW:
        raise Conflict(
            _("依法应当举行的听证不能取消。要改时间，请重新通知。"), code="hearing_by_law"
        )
    hearing.off_words = said(words, demanded=_("不再举行听证"), place="words")
    if cause not in OffCause.values:
        raise Invalid(
            _("请选不再举行的原因。"),
            findings=[FieldFinding("cause", "required", _("请从列出的里面选。"))],
        )
    hearing.off_cause, hearing.state, hearing.ended_at = cause, HearingState.OFF, now()
    hearing.save()
    tell(case, EventKind.HEARING_OFF, actor, opinion=hearing.off_words, detail={"cause": cause})
    note(case, "call_off_hearing", actor, hearing=str(hearing.id), cause=cause)
    return hearing


def must_rest_on_record(case: Case) -> None:
    """Raises Conflict while a hearing is open, or one that the law demands was not held
    (``hearing_unheld``, ``hearing_demanded``; 行政许可法 48): the decision rests on its record.
    """
    held: Sequence[Hearing] = list(case.hearings.all())
    must_have_held(held)
    if is_hearing_demanded(case, held):
        raise Conflict(
            _("这个事项依法要听证（%(clause)s）。先举行听证，再根据笔录作决定。")
            % {"clause": catalog.guide(case.revision_id).hearing},
            code="hearing_demanded",
        )


def is_hearing_wanted(case: Case) -> bool:
    """The same as a question, for what decides by itself."""
    held = list(case.hearings.all())
    return any(one.state in OPEN_HEARING for one in held) or is_hearing_demanded(case, held)


def is_hearing_demanded(case: Case, held: Sequence[Hearing]) -> bool:
    """Whether the guide demands a hearing and none was held."""
    if not catalog.guide(case.revision_id).hearing:
        return False
    return all(one.state != HearingState.DONE for one in held)


def open_of(case: Case, hearing_id: UUID, *states: HearingState) -> Hearing:
    """A hearing of a locked case, in one of the states; raises Missing and Conflict
    (``hearing_state``).
    """
    found = (
        case.hearings.select_for_update(of=("self",))
        .select_related("measure")
        .filter(id=hearing_id)
        .first()
    )
    if found is None:
        raise Missing(_("这个办件没有这次听证。"))
    if found.state not in states:
        raise Conflict(
            _("这次听证现在是“%(state)s”，不能再办。") % {"state": found.get_state_display()},
            code="hearing_state",
        )
    found.case = case
    return found
