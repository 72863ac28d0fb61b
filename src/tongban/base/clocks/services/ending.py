"""End limits."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest

from tongban.base.audit.services import record
from tongban.base.clocks.models import Clock, Pause
from tongban.base.clocks.services.edition import steady_calendar
from tongban.base.clocks.services.rows import DUE_FIELDS, lock_open, reach, recount
from tongban.base.clocks.types import Outcome, due_moved
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
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
    that no open limit is left for ends too. Kinds that are not open are passed over: whether an
    item has such a limit at all is its revision's business, and whether the act may happen now is
    decided by the state of its subject. Returns those that ended.
    """
    calendar = steady_calendar()
    named = None if kinds is None else [str(kind) for kind in kinds]
    every = lock_open(subject_kind, subject_id, None)
    clocks = [clock for clock in every if named is None or clock.limit_kind in named]
    if not clocks:
        return []
    moment = now()
    standing = [clock for clock in every if clock.paused_at is not None]
    stopped = [clock for clock in clocks if clock.paused_at is not None]
    if stopped:
        pauses = list(Pause.objects.filter(subject_kind=subject_kind, subject_id=subject_id))
        for clock in stopped:
            reach(clock, recount(calendar, clock, pauses, moment))
            clock.paused_at = None
        Clock.objects.bulk_update(stopped, [*DUE_FIELDS, "paused_at"])
        if len(stopped) == len(standing):
            Pause.objects.filter(
                subject_kind=subject_kind, subject_id=subject_id, ended_at=None
            ).update(ended_at=Greatest("started_at", Value(moment, DateTimeField())))
    alike: dict[tuple[datetime, Outcome], list[UUID]] = {}
    for clock in clocks:
        ended_at = max(moment, clock.started_at)
        reached = Outcome(
            outcome or (Outcome.IN_TIME if ended_at <= clock.due_at else Outcome.LATE)
        )
        clock.ended_at, clock.outcome = ended_at, reached
        alike.setdefault((ended_at, reached), []).append(clock.id)
    for (ended_at, reached), ids in alike.items():
        Clock.objects.filter(id__in=ids).update(ended_at=ended_at, outcome=reached)
    due_moved(subject_kind, subject_id)
    record(
        actor=actor,
        act="end_clocks",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=clocks[0].division_code,
        detail={"clocks": [{"kind": c.limit_kind, "outcome": c.outcome} for c in clocks]},
    )
    return clocks
