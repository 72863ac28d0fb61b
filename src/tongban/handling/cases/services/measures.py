"""延长和特别程序 (行政许可法 42, 45): asked for by who handles, approved by who signs, told to the
applicant in writing. Nothing else moves a limit.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.clocks.services import extend_clock, pause_clocks, resume_clocks
from tongban.base.clocks.types import LimitKind, PauseKind, Unit
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case, Measure
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.pending import drop_pending
from tongban.handling.cases.services.steps import (
    OFFICE_CLOCKS,
    in_words,
    locked,
    must_be_here,
    must_be_in,
    note,
    notify,
    said,
    tell,
)
from tongban.handling.cases.types import (
    KIND,
    CaseState,
    EventKind,
    MeasureKind,
    MeasureState,
)
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import GuideExtension, ItemType

LICENSING_CLAUSE = "行政许可法第四十五条"
EIGHT = tuple(kind for kind in PauseKind if kind is not PauseKind.OWN_CLAUSE)
"""听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审: of licensing items, by the law itself."""
LONGEST = 365
"""Days that a special procedure may be expected to take."""
WHILE = (CaseState.ACCEPTED, CaseState.REVIEWED)


@in_one_transaction
def ask_extension(*, actor: Actor, case_id: UUID, reason: str) -> Measure:
    """Ask for more time, once, by as much as the guide has; whoever signs approves it.

    Raises Conflict (``wrong_state``, ``extended_already``, ``measure_open``), Invalid without a
    reason, and Conflict (``no_extension``) where the guide has none.
    """
    case = _of_the_office("ask_extension", actor, case_id)
    extensions = extensions_of(case)
    if not extensions:
        raise Conflict(_("这个事项的指南里没有延长期限的规定，不能延长。"), code="no_extension")
    if case.measures.filter(kind=MeasureKind.EXTENSION, state=MeasureState.DONE).exists():
        raise Conflict(_("已经延长过一次，不能再延长。"), code="extended_already")
    extension = max(extensions.values(), key=lambda e: e.number)
    with official():
        name = str(MeasureKind.EXTENSION.label)
    return _ask(
        case,
        actor,
        "ask_extension",
        kind=MeasureKind.EXTENSION,
        name=name,
        clause=extension.clause,
        reason=reason,
        days=extension.number,
    )


@in_one_transaction
def ask_procedure(
    *, actor: Actor, case_id: UUID, procedure: str, reason: str, days: int, own: str = ""
) -> Measure:
    """Ask for a special procedure, whose time does not count.

    ``procedure`` is one of the eight of 行政许可法 45, for licensing items; or ``own_clause`` with
    ``own`` one of the guide's own special procedures, which name their clause. ``days`` is how many
    working days it is expected to take. Raises Invalid for anything else, Conflict
    (``wrong_state``, ``measure_open``).
    """
    case = _of_the_office("ask_procedure", actor, case_id)
    name, clause = _procedure_of(case, procedure, own)
    if not 1 <= days <= LONGEST:
        raise Invalid(
            _("请写预计要几个工作日。"),
            findings=[
                FieldFinding("days", "range", _("请填 1 到 %(most)s 的整数。") % {"most": LONGEST})
            ],
        )
    return _ask(
        case,
        actor,
        "ask_procedure",
        kind=MeasureKind.PROCEDURE,
        procedure=procedure,
        name=name,
        clause=clause,
        reason=reason,
        days=days,
    )


@in_one_transaction
def approve_measure(*, actor: Actor, measure_id: UUID, answer: str = "") -> Measure:
    """Approve what was asked for: the limit is extended, or stands still from now.

    Never by who asked (Forbidden, ``own_measure``). The applicant is told with the reason. Raises
    Conflict when it was answered already, when the case went on, or when the limit is over.
    """
    measure, case = _locked("approve_measure", actor, measure_id)
    must_be_in(case, *WHILE, act=measure.name)
    measure.decided_at, measure.decided_by = now(), actor.as_value()
    measure.answer = said(answer, place="answer")
    if measure.kind == MeasureKind.EXTENSION:
        _extend(measure, case, actor)
    else:
        _pause(measure, case, actor)
    measure.save()
    note(case, "approve_measure", actor, measure=str(measure.id), kind=measure.kind)
    return measure


@in_one_transaction
def refuse_measure(*, actor: Actor, measure_id: UUID, answer: str) -> Measure:
    """Do not approve it, with the reason for whoever asked. The clocks go on."""
    measure, case = _locked("refuse_measure", actor, measure_id)
    measure.answer = said(answer, demanded=_("不批准"), place="answer")
    measure.state = MeasureState.REFUSED
    measure.decided_at, measure.decided_by = now(), actor.as_value()
    measure.save()
    note(case, "refuse_measure", actor, measure=str(measure.id), kind=measure.kind)
    return measure


@in_one_transaction
def end_procedure(*, actor: Actor, measure_id: UUID, result: str) -> Measure:
    """The special procedure is over, with its result; the limits go on where they stood."""
    measure, case = _locked("end_procedure", actor, measure_id, MeasureState.RUNNING)
    end_by_result(measure, case, actor, said(result, demanded=_("结束特别程序"), place="result"))
    return measure


def end_by_result(measure: Measure, case: Case, actor: Actor, result: str) -> None:
    """End a running procedure of a locked case; the act that calls it has asked."""
    measure.result = result
    measure.state, measure.ended_at = MeasureState.DONE, now()
    clocks = resume_clocks(actor=actor, subject_kind=KIND, subject_id=case.id)
    measure.save()
    promised = next((c for c in clocks if c.limit_kind == LimitKind.PROMISED), None)
    tell(
        case,
        EventKind.PROCEDURE_ENDED,
        actor,
        opinion=measure.result,
        detail={"name": measure.name},
    )
    note(case, "end_procedure", actor, measure=str(measure.id))
    ends = promised or next(iter(clocks), None)
    if ends is not None:
        notify(case, actor, "case_resumed", name=measure.name, due=in_words(ends.due_on))


def must_not_stand_still(case: Case) -> None:
    """Raises Conflict while a special procedure runs: its result is what one decides upon."""
    running = case.measures.filter(state=MeasureState.RUNNING).first()
    if running is not None:
        raise Conflict(
            _("“%(name)s”还没有结束，先登记它的结果，再作决定。") % {"name": running.name},
            code="procedure_running",
        )


def drop_measures(case: Case) -> None:
    """What was still asked for or running ends with its case; part of the act that ends it."""
    case.measures.filter(state__in=[MeasureState.ASKED, MeasureState.RUNNING]).update(
        state=MeasureState.DROPPED, ended_at=now()
    )
    drop_pending(case)


def _of_the_office(act: str, actor: Actor, case_id: UUID) -> Case:
    must(actor, act)
    case = locked(case_id)
    must(actor, act, case)
    must_be_in(case, *WHILE, act=_("延长或者停算"))
    must_be_here(case)
    return case


def _locked(
    act: str, actor: Actor, measure_id: UUID, wanted: MeasureState = MeasureState.ASKED
) -> tuple[Measure, Case]:
    """The measure and its case, the case's row locked first as everywhere."""
    must(actor, act)
    case_id = Measure.objects.filter(id=measure_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise Missing(_("没有这一项申请。"))
    case = locked(case_id)
    measure = Measure.objects.select_for_update().get(id=measure_id)
    must(actor, act, case, only="post")
    must(actor, act, case, only="office")
    must(actor, act, case, only="own_case")
    must(actor, act, (case, measure), only="asker")
    if measure.state != wanted:
        raise Conflict(
            _("这一项现在是“%(state)s”，不能再办。") % {"state": measure.get_state_display()},
            code="measure_state",
        )
    return measure, case


def _ask(
    case: Case, actor: Actor, act: str, *, kind: str, reason: str, **said_of: object
) -> Measure:
    why = said(reason, demanded=_("申请"))
    if case.measures.filter(
        kind=kind, state__in=[MeasureState.ASKED, MeasureState.RUNNING]
    ).exists():
        raise Conflict(_("已经有一项在等批准或者在进行。"), code="measure_open")
    measure = Measure.objects.create(
        case=case,
        division_code=case.division_code,
        kind=kind,
        reason=why,
        asked_at=now(),
        asked_by=actor.as_value(),
        **said_of,
    )
    note(case, act, actor, measure=str(measure.id), days=measure.days, clause=measure.clause)
    return measure


def extensions_of(case: Case) -> dict[str, GuideExtension]:
    """Limit kind → its extension, as the case's own revision has it."""
    guide = catalog.guide(case.revision_id)
    limits = {LimitKind.PROMISED: guide.promised, LimitKind.STATUTORY: guide.statutory}
    return {
        kind.value: limit.extension
        for kind, limit in limits.items()
        if limit is not None and limit.extension is not None
    }


def _procedure_of(case: Case, procedure: str, own: str) -> tuple[str, str]:
    """What it is called and its clause. Raises Invalid for what neither law nor guide has."""
    guide = catalog.guide(case.revision_id)
    if procedure == PauseKind.OWN_CLAUSE and own in guide.special_procedures:
        return own, own
    if procedure in EIGHT and case.item.item_type == ItemType.LICENSING:
        with official():
            return str(PauseKind(procedure).label), LICENSING_CLAUSE
    raise Invalid(
        _("只有法律或者指南写明的特别程序才停算时限。"),
        findings=[FieldFinding("procedure", "unknown", _("请从列出的里面选。"))],
    )


def _extend(measure: Measure, case: Case, actor: Actor) -> None:
    latest = None
    for kind, extension in extensions_of(case).items():
        clock = extend_clock(
            actor=actor,
            subject_kind=KIND,
            subject_id=case.id,
            limit_kind=kind,
            days=extension.number,
            reason=measure.reason,
            clause=extension.clause,
            approver=actor,
        )
        latest = clock if latest is None or clock.due_on > latest.due_on else latest
    measure.state, measure.ended_at = MeasureState.DONE, now()
    assert latest is not None  # it was asked for because the guide has one
    tell(
        case,
        EventKind.EXTENDED,
        actor,
        opinion=measure.reason,
        detail={
            "clause": measure.clause,
            "days": measure.days,
            "is_working": latest.unit == Unit.WORKING_DAY,
            "due_on": latest.due_on.isoformat(),
        },
    )
    notify(
        case,
        actor,
        "case_extended",
        due=in_words(latest.due_on),
        reason=measure.reason[:60],
    )


def _pause(measure: Measure, case: Case, actor: Actor) -> None:
    pause_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        kinds=list(OFFICE_CLOCKS),
        reason=measure.reason,
        clause=measure.clause,
        approver=actor,
        pause_kind=measure.procedure,
    )
    measure.state = MeasureState.RUNNING
    tell(
        case,
        EventKind.PROCEDURE_BEGUN,
        actor,
        opinion=measure.reason,
        detail={"name": measure.name, "clause": measure.clause, "days": measure.days},
    )
    notify(case, actor, "case_paused", name=measure.name, days=str(measure.days))
