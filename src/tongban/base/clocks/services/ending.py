"""End limits."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest

from tongban.base.audit.services import record
from tongban.base.clocks.models import Clock, Pause
from tongban.base.clocks.services.edition import steady_calendar
from tongban.base.clocks.services.rows import DUE_FIELDS, lock_open, reach, recount
from tongban.base.clocks.types import Outcome
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now


@transaction.atomic
def end_clocks(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    kinds: Iterable[str] | None = None,
    outcome: Outcome | str | None = None,
) -> list[Clock]:
    """End the open limits of these kinds, or all of them, now.

    Without ``outcome`` each is in time up to the end of its last day and late after it. A pause
    that no open limit is left for ends too. Raises Conflict when kinds are named and none of them
    is open; to end all where nothing is open does nothing.
    """
    calendar = steady_calendar()
    named = None if kinds is None else [str(kind) for kind in kinds]
    every = lock_open(subject_kind, subject_id, None)
    clocks = [clock for clock in every if named is None or clock.limit_kind in named]
    if not clocks:
        if named is None:
            return []
        raise Conflict("这一时限没有在计算，或者已经结束。", code="no_clock_running")
    moment = now()
    given = None if outcome is None else Outcome(outcome)
    standing = [clock for clock in every if clock.paused_at is not None]
    if any(clock in standing for clock in clocks):
        pauses = list(Pause.objects.filter(subject_kind=subject_kind, subject_id=subject_id))
        for clock in clocks:
            if clock.paused_at is not None:
                reach(clock, recount(calendar, clock, pauses, moment))
                clock.paused_at = None
        if all(clock in clocks for clock in standing):
            Pause.objects.filter(
                subject_kind=subject_kind, subject_id=subject_id, ended_at=None
            ).update(ended_at=Greatest("started_at", Value(moment, output_field=DateTimeField())))
    for clock in clocks:
        clock.ended_at = max(moment, clock.started_at)
        clock.outcome = given or (
            Outcome.IN_TIME if clock.ended_at <= clock.due_at else Outcome.LATE
        )
    Clock.objects.bulk_update(clocks, [*DUE_FIELDS, "paused_at", "ended_at", "outcome"])
    record(
        actor=actor,
        act="end_clocks",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=clocks[0].division_code,
        detail={"clocks": [{"kind": c.limit_kind, "outcome": c.outcome} for c in clocks]},
    )
    return clocks
