"""Stop limits and let them go on (停表, 恢复计时)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.clocks.counting import Due
from tongban.base.clocks.models import Clock, ClockChange, Pause
from tongban.base.clocks.services.edition import hold_calendar, steady_calendar
from tongban.base.clocks.services.rows import (
    DUE_FIELDS,
    change_of,
    demand,
    lock_open,
    person_value,
    reach,
    recount,
)
from tongban.base.clocks.types import ChangeCause, PauseKind, due_moved
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def pause_clocks(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    kinds: Sequence[str],
    reason: str,
    clause: str,
    approver: Actor | Mapping[str, Any],
    pause_kind: PauseKind | str = PauseKind.OWN_CLAUSE,
    notice_number: str = "",
) -> Pause:
    """Let the limits of these kinds stand still from now (行政许可法 45, standards §7.2).

    Those of ``kinds`` that run are stopped; one that starts during the pause starts standing
    still. ``approver`` is who approved, an actor or its value. Raises Invalid without reason,
    clause or approver, Conflict when the subject stands still already or none of the kinds runs.
    """
    approved_by = person_value(approver)
    demand(reason=reason, clause=clause, approver=str(approved_by.get("name", "")))
    hold_calendar()
    moment = now()
    clocks = lock_open(subject_kind, subject_id, kinds)
    if Pause.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, ended_at=None
    ).exists():
        raise Conflict(_("已经停表，不能再停。要换停表原因，请先恢复计时。"), code="clocks_paused")
    if not clocks:
        raise Conflict(_("没有正在计算的时限，不用停表。"), code="no_clock_running")
    if any(clock.started_at > moment for clock in clocks):
        raise Conflict(_("时限还没有开始计算，不用停表。"), code="clock_not_begun")
    pause = Pause.objects.create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=clocks[0].division_code,
        limit_kinds=list(dict.fromkeys(str(kind) for kind in kinds)),
        kind=PauseKind(pause_kind),
        reason=reason,
        clause=clause,
        requester=actor.as_value(),
        approver=approved_by,
        notice_number=notice_number,
        started_at=moment,
    )
    Clock.objects.filter(id__in=[clock.id for clock in clocks]).update(paused_at=moment)
    record(
        actor=actor,
        act="pause_clocks",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=pause.division_code,
        reason=reason,
        detail={
            "kinds": [clock.limit_kind for clock in clocks],
            "pause_kind": pause.kind,
            "clause": clause,
            "notice_number": notice_number,
        },
    )
    return pause


@in_one_transaction
def resume_clocks(*, actor: Actor, subject_kind: str, subject_id: UUID) -> list[Clock]:
    """Let the limits that stand still go on; their due days move by the days that did not count.

    Leaves a trace for each due day that moved. Raises Conflict when the subject does not stand
    still.
    """
    calendar = steady_calendar()
    moment = now()
    clocks = [c for c in lock_open(subject_kind, subject_id, None) if c.paused_at is not None]
    pauses = list(Pause.objects.filter(subject_kind=subject_kind, subject_id=subject_id))
    running = [pause for pause in pauses if pause.ended_at is None]
    if not running:
        raise Conflict(_("没有停表，不用恢复计时。"), code="clocks_not_paused")
    pause = running[0]
    pause.ended_at = max(moment, pause.started_at)
    pause.save(update_fields=["ended_at"])
    changes: list[ClockChange] = []
    for clock in clocks:
        end: Due = recount(calendar, clock, pauses)
        if (end.on, end.provisional) != (clock.due_on, clock.provisional):
            changes.append(
                change_of(
                    clock,
                    end,
                    actor=actor,
                    cause=ChangeCause.RESUMED,
                    days=end.stopped_days - clock.paused_days,
                    reason=pause.reason,
                    clause=pause.clause,
                    approver=pause.approver,
                )
            )
        reach(clock, end)
        clock.paused_at = None
    Clock.objects.bulk_update(clocks, [*DUE_FIELDS, "paused_at"])
    ClockChange.objects.bulk_create(changes)
    due_moved(subject_kind, subject_id)
    record(
        actor=actor,
        act="resume_clocks",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=pause.division_code,
        detail={
            "clocks": [
                {"kind": clock.limit_kind, "due_on": clock.due_on.isoformat()} for clock in clocks
            ]
        },
    )
    return clocks
