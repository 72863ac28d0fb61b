"""What every act on a case shares: the lock, the step of the process, the timeline, the notice."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tongban.base.audit.services import record
from tongban.base.clocks.services import end_clocks
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.notices.services import send
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.rights import must_do, must_see
from tongban.handling.cases.states import ACTS, STATE_OF_STEP, ActRule
from tongban.handling.cases.types import KIND, CaseState, EventKind
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.services import complete_step
from tongban.management.workflow.types import SYSTEM, WaitingStep

OFFICE_CLOCKS = (LimitKind.PROMISED.value, LimitKind.STATUTORY.value)


def locked(case_id: UUID) -> Case:
    """The case with its row locked until the act's end; raises Missing."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("revision", "item")
        .defer("revision__guide")
        .filter(id=case_id)
        .first()
    )
    if case is None:
        raise Missing("没有这个办件。")
    return case


def must_be_in(case: Case, *states: CaseState, act: str) -> None:
    """Raises Conflict unless the case is in one of the states."""
    if case.state not in states:
        raise Conflict(
            f"现在不能{act}：办件已经是“{case.get_state_display()}”。请刷新页面看最新进度。",
            code="wrong_state",
        )


def take_step(*, actor: Actor, case_id: UUID, act: str) -> tuple[Case, ActRule]:
    """Lock the case, check right and state, and let the process go one step on.

    Raises Missing, Forbidden (wrong post, own case) and Conflict (``wrong_state``: the step does
    not wait any more, for instance because a colleague was first).
    """
    rule = ACTS[act]
    case = locked(case_id)
    must_see(actor, case)
    duty = workflow.duty_of(case.process_id, rule.step) if case.number else ""
    if not duty:
        raise _not_now(case, rule)
    must_do(actor, case, duty)
    try:
        position = complete_step(
            actor=actor,
            subject_kind=KIND,
            subject_id=case.id,
            step=rule.step,
            outcome=rule.outcome,
        )
    except Conflict as error:
        raise _not_now(case, rule) from error
    settle(case, position.waiting)
    return case, rule


def _not_now(case: Case, rule: ActRule) -> Conflict:
    return Conflict(
        f"现在不能“{rule.label}”：办件已经是“{case.get_state_display()}”。"
        "可能同事刚办过，请刷新页面。",
        code="wrong_state",
    )


def settle(case: Case, waiting: Sequence[WaitingStep]) -> None:
    """Read the case's state and whom it waits for off the process. The caller saves."""
    case.waiting_duties = sorted({w.duty for w in waiting if w.duty != SYSTEM})
    if waiting:
        case.state = STATE_OF_STEP[waiting[0].step]


def awaits_platform(case: Case) -> bool:
    """Whether the platform itself has the next step."""
    return any(w.duty == SYSTEM for w in workflow.position(KIND, case.id).waiting)


def tell(
    case: Case,
    kind: EventKind,
    actor: Actor,
    *,
    opinion: str = "",
    detail: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Add a line to the timeline."""
    return CaseEvent.objects.create(
        case=case,
        kind=kind,
        at=now(),
        by=actor.as_value(),
        opinion=opinion.strip(),
        detail=dict(detail or {}),
    )


def note(case: Case, act: str, actor: Actor, **detail: Any) -> None:
    """Write the act down in the audit trail."""
    record(
        actor=actor,
        act=act,
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
        detail={"number": case.number, "state": case.state, **detail},
    )


def notify(case: Case, actor: Actor, template: str, **values: str) -> None:
    """Put a message to the applicant in the outbox, if there is a phone to send it to."""
    if not case.contact_phone:
        return
    send(
        actor=actor,
        template=template,
        address=case.contact_phone,
        values={
            "item": case.revision.name,
            "query_number": spaced_query_number(case.query_number or ""),
            **values,
        },
        subject_kind=KIND,
        subject_id=case.id,
    )


def spaced_query_number(number: str) -> str:
    """123456789012 → 1234 5678 9012, as it is read out."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def in_words(day: date) -> str:
    """A day as messages say it."""
    return f"{day.month} 月 {day.day} 日"


def end_everything(case: Case, actor: Actor, *, cancelled: bool = False) -> None:
    """End every clock that still runs for the case."""
    end_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        outcome="cancelled" if cancelled else None,
    )
