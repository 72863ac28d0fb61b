"""Hand limits over to another post."""

from collections.abc import Iterable
from uuid import UUID

from tongban.base.audit.services import record
from tongban.base.clocks.models import Clock
from tongban.base.clocks.services.edition import hold_calendar
from tongban.base.clocks.services.rows import lock_open
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def hand_over_clocks(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    post_id: UUID | None,
    department_id: UUID | None,
    kinds: Iterable[str] | None = None,
) -> list[Clock]:
    """Let another post and department answer for the open limits of these kinds, or all.

    Kinds that are not open are passed over. Returns those that were handed over.
    """
    hold_calendar()
    clocks = lock_open(subject_kind, subject_id, kinds)
    if not clocks:
        return []
    Clock.objects.filter(id__in=[clock.id for clock in clocks]).update(
        post_id=post_id, department_id=department_id
    )
    for clock in clocks:
        clock.post_id, clock.department_id = post_id, department_id
    record(
        actor=actor,
        act="hand_over_clocks",
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=clocks[0].division_code,
        detail={
            "kinds": [clock.limit_kind for clock in clocks],
            "post": str(post_id) if post_id else None,
            "department": str(department_id) if department_id else None,
        },
    )
    return clocks
