"""Extend a limit (延长, 行政许可法 42)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.clocks.models import Clock, Pause
from tongban.base.clocks.services.edition import steady_calendar
from tongban.base.clocks.services.rows import (
    DUE_FIELDS,
    change_of,
    demand,
    lock_open,
    person_value,
    reach,
    recount,
)
from tongban.base.clocks.types import ChangeCause, due_moved
from tongban.base.clocks.types.limits import MOST
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def extend_clock(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    limit_kind: str,
    days: int,
    reason: str,
    approver: Actor | Mapping[str, Any],
    clause: str = "",
) -> Clock:
    """Add days to a running limit, once: working days to a limit in working days, natural days
    to any other.

    How many days the item's revision allows is for the calling act to see to. Raises Invalid for
    a number under 1 or without reason or approver; Conflict when no such limit runs, when it was
    extended before, or when its last day has passed.
    """
    approved_by = person_value(approver)
    demand(reason=reason, approver=str(approved_by.get("name", "")))
    if not 1 <= days <= MOST:
        raise Invalid(
            _("延长的天数至少是 1 天。"),
            findings=[FieldFinding("days", "days_out_of_range", _("请填 1 或更大的整数。"))],
        )
    calendar = steady_calendar()
    clocks = lock_open(subject_kind, subject_id, [limit_kind])
    if not clocks:
        raise Conflict(_("这一时限没有在计算，不能延长。"), code="no_clock_running")
    clock = clocks[0]
    if clock.extended_days:
        raise Conflict(_("这一时限已经延长过一次，不能再延长。"), code="clock_extended")
    if clock.due_at < (clock.paused_at or now()):
        raise Conflict(_("这一时限已经超期，不能再延长。"), code="clock_over")
    clock.extended_days = days
    pauses = Pause.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    end = recount(calendar, clock, pauses)
    change = change_of(
        clock,
        end,
        actor=actor,
        cause=ChangeCause.EXTENDED,
        days=days,
        reason=reason,
        clause=clause,
        approver=approved_by,
    )
    reach(clock, end)
    clock.save(update_fields=[*DUE_FIELDS, "extended_days"])
    change.save(force_insert=True)
    due_moved(subject_kind, subject_id)
    record(
        actor=actor,
        act="extend_clock",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=clock.division_code,
        reason=reason,
        detail={
            "kind": clock.limit_kind,
            "days": days,
            "clause": clause,
            "old_due_on": change.old_due_on.isoformat(),
            "due_on": clock.due_on.isoformat(),
        },
    )
    return clock
