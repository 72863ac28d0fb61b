"""What acts do with clock rows: find the open ones, let a due day reach them, trace a change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.clocks.counting import Due, due
from tongban.base.clocks.models import Clock, ClockChange, Pause
from tongban.base.clocks.queries.clocks import stops_of
from tongban.base.clocks.types import ChangeCause, Limit, Unit, WorkingCalendar
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid

DUE_FIELDS = ["due_on", "due_at", "provisional", "paused_days"]


def lock_open(subject_kind: str, subject_id: UUID, kinds: Iterable[str] | None) -> list[Clock]:
    """The subject's open clocks of these kinds (all), locked, in the order of their ids."""
    rows = Clock.objects.select_for_update().filter(
        subject_kind=subject_kind, subject_id=subject_id, ended_at=None
    )
    if kinds is not None:
        rows = rows.filter(limit_kind__in=[str(kind) for kind in kinds])
    return list(rows.order_by("id"))


def reach(clock: Clock, end: Due) -> None:
    """Set the clock to that end."""
    clock.due_on = end.on
    clock.due_at = end.at
    clock.provisional = end.provisional
    clock.paused_days = end.stopped_days


def recount(
    calendar: WorkingCalendar,
    clock: Clock,
    pauses: Iterable[Pause],
    open_until: datetime | None = None,
) -> Due:
    """When the clock ends by that calendar, with its pauses; one still open takes days away up to
    ``open_until``, none by default.
    """
    return due(
        calendar,
        Limit(clock.number, Unit(clock.unit)),
        clock.started_at,
        stops=stops_of(clock, pauses, open_until or clock.started_at),
        extended_days=clock.extended_days,
    )


def change_of(
    clock: Clock,
    end: Due,
    *,
    actor: Actor,
    cause: ChangeCause,
    days: int = 0,
    reason: str = "",
    clause: str = "",
    approver: dict[str, Any] | None = None,
) -> ClockChange:
    """The trace of a clock that is about to reach another end; not saved."""
    return ClockChange(
        clock=clock,
        division_code=clock.division_code,
        cause=cause,
        old_due_on=clock.due_on,
        new_due_on=end.on,
        old_provisional=clock.provisional,
        new_provisional=end.provisional,
        days=days,
        reason=reason,
        clause=clause,
        approver=approver,
        actor=actor.as_value(),
    )


def person_value(person: Actor | Mapping[str, Any]) -> dict[str, Any]:
    """Who approved, as it is kept: names and identifiers."""
    return person.as_value() if isinstance(person, Actor) else dict(person)


def demand(**texts: str) -> None:
    """Raises Invalid with a finding for every text that is blank."""
    names = {"reason": _("原因"), "clause": _("依据条款"), "approver": _("批准人")}
    findings = [
        FieldFinding(place, f"{place}_missing", _("请填写%(names)s。") % {"names": names[place]})
        for place, text in texts.items()
        if not text.strip()
    ]
    if findings:
        raise Invalid(_("还有没填的内容，请补齐后再试。"), findings=findings)
