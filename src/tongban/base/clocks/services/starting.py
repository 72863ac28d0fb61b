"""Start limits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.clocks.counting import due
from tongban.base.clocks.models import Clock, Pause
from tongban.base.clocks.queries.clocks import stops_of
from tongban.base.clocks.services.edition import steady_calendar
from tongban.base.clocks.services.rows import reach
from tongban.base.clocks.types import Limit, LimitStart, due_moved
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


def start_clock(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    limit_kind: str,
    limit: Limit,
    basis: str = "",
    started_at: datetime | None = None,
    division_code: str,
    post_id: UUID | None = None,
    department_id: UUID | None = None,
) -> Clock:
    """Start one limit; see ``start_clocks``."""
    return start_clocks(
        actor=actor,
        subject_kind=subject_kind,
        subject_id=subject_id,
        limits=[LimitStart(limit_kind, limit, basis)],
        started_at=started_at,
        division_code=division_code,
        post_id=post_id,
        department_id=department_id,
    )[0]


@in_one_transaction
def start_clocks(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    limits: Sequence[LimitStart],
    started_at: datetime | None = None,
    division_code: str,
    post_id: UUID | None = None,
    department_id: UUID | None = None,
) -> list[Clock]:
    """Start several limits of one subject at one moment (now), in the order given.

    A kind that stands still at that moment starts standing still. Raises Conflict, starting none,
    when one of the kinds runs already or is given twice.
    """
    if not limits:
        return []
    calendar = steady_calendar()
    moment = started_at or now()
    pauses = list(Pause.objects.filter(subject_kind=subject_kind, subject_id=subject_id))
    clocks = []
    for start in limits:
        clock = Clock(
            subject_kind=subject_kind,
            subject_id=subject_id,
            limit_kind=str(start.limit_kind),
            basis=start.basis,
            number=start.limit.number,
            unit=start.limit.unit.value,
            division_code=division_code,
            post_id=start.post_id or post_id,
            department_id=start.department_id or department_id,
            started_at=moment,
        )
        for pause in pauses:
            if pause.ended_at is None and clock.limit_kind in pause.limit_kinds:
                clock.paused_at = max(pause.started_at, moment)
        reach(clock, due(calendar, start.limit, moment, stops=stops_of(clock, pauses, moment)))
        clocks.append(clock)
    try:
        Clock.objects.bulk_create(clocks)
    except IntegrityError as error:
        raise Conflict(
            _("这一时限已经在计算，不能重复起算。请刷新页面后再看。"), code="clock_running"
        ) from error
    due_moved(subject_kind, subject_id)
    record(
        actor=actor,
        act="start_clocks",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        detail={
            "clocks": [
                {
                    "kind": clock.limit_kind,
                    "number": clock.number,
                    "unit": clock.unit,
                    "due_on": clock.due_on.isoformat(),
                    "provisional": clock.provisional,
                }
                for clock in clocks
            ]
        },
    )
    return clocks
