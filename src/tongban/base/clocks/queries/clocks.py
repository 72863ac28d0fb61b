"""Clocks as rows: of a subject, of many, due and overdue."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery

from tongban.base.clocks.counting import Stop, day_of, due
from tongban.base.clocks.models import CalendarEdition, Clock, ClockChange, Pause
from tongban.base.clocks.queries.calendar import calendar_of, current_calendar
from tongban.base.clocks.types import (
    ChangeCause,
    ChangeView,
    ClockView,
    Limit,
    PauseKind,
    PauseView,
    Unit,
    WorkingCalendar,
)
from tongban.base.clocks.types.calendar import ONE_DAY
from tongban.base.kernel.moments import at, end_of, now
from tongban.base.kernel.moments import today as this_day


def clocks_of(subject_kind: str, subject_id: UUID) -> list[ClockView]:
    """Every clock of a subject, ended ones too, in the order they started."""
    return clocks_for(subject_kind, [subject_id]).get(subject_id, [])


def clocks_for(subject_kind: str, ids: Iterable[UUID]) -> dict[UUID, list[ClockView]]:
    """The clocks of many subjects at once, by subject: one query (two when some stand still)."""
    rows = Clock.objects.filter(subject_kind=subject_kind, subject_id__in=list(ids))
    views: dict[UUID, list[ClockView]] = {}
    for view in _views(rows.order_by("started_at", "id")):
        views.setdefault(view.subject_id, []).append(view)
    return views


def due_until(
    day: date,
    *,
    division_code: str | None = None,
    department_id: UUID | None = None,
    post_id: UUID | None = None,
    limit_kinds: Iterable[str] | None = None,
    limit: int | None = None,
) -> list[ClockView]:
    """Running clocks whose last day is that day or earlier, overdue ones too, soonest first.

    Clocks that stand still are not due and are left out, unless they were over before.
    ``division_code`` means that division and all under it; ``limit`` the most rows wanted.
    """
    rows = _open(division_code, department_id, post_id, limit_kinds)
    rows = rows.filter(due_at__lte=end_of(day)).filter(_RUNS_OR_WAS_OVER)
    return _views(rows.order_by("due_at", "id")[:limit])


def overdue(
    *,
    at_moment: datetime | None = None,
    division_code: str | None = None,
    department_id: UUID | None = None,
    post_id: UUID | None = None,
    limit_kinds: Iterable[str] | None = None,
    limit: int | None = None,
) -> list[ClockView]:
    """Open clocks whose end has passed at that moment (now), the longest overdue first."""
    rows = _open(division_code, department_id, post_id, limit_kinds)
    rows = rows.filter(due_at__lt=at_moment or now()).filter(_RUNS_OR_WAS_OVER)
    return _views(rows.order_by("due_at", "id")[:limit])


def remaining(clock: ClockView, today: date) -> int:
    """Working days left after ``today`` up to the clock's last day; negative when over."""
    return current_calendar().remaining(clock.due_on, today)


def pauses_of(subject_kind: str, subject_id: UUID) -> list[PauseView]:
    """Every pause of a subject, in the order they began."""
    rows = Pause.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return [_pause_view(row) for row in rows.order_by("started_at", "id")]


def changes_of(subject_kind: str, subject_id: UUID) -> list[ChangeView]:
    """The trace of changed due days of a subject's clocks, oldest first."""
    rows = ClockChange.objects.filter(
        clock__subject_id=subject_id, clock__subject_kind=subject_kind
    ).select_related("clock")
    return [
        ChangeView(
            limit_kind=row.clock.limit_kind,
            cause=ChangeCause(row.cause),
            old_due_on=row.old_due_on,
            new_due_on=row.new_due_on,
            old_provisional=row.old_provisional,
            new_provisional=row.new_provisional,
            days=row.days,
            reason=row.reason,
            clause=row.clause,
            approver=row.approver,
            actor=row.actor,
            changed_at=row.created_at,
        )
        for row in rows.order_by("created_at", "id")
    ]


_RUNS_OR_WAS_OVER = Q(paused_at=None) | Q(due_at__lte=F("paused_at"))


def _open(
    division_code: str | None,
    department_id: UUID | None,
    post_id: UUID | None,
    limit_kinds: Iterable[str] | None,
) -> QuerySet[Clock]:
    rows = Clock.objects.filter(ended_at=None)
    if division_code is not None:
        first, last = _division_range(division_code)
        rows = rows.filter(division_code__gte=first, division_code__lte=last)
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if post_id is not None:
        rows = rows.filter(post_id=post_id)
    if limit_kinds is not None:
        rows = rows.filter(limit_kind__in=list(limit_kinds))
    return rows


def _division_range(code: str) -> tuple[str, str]:
    """The first and last code of 12 digits under a division (levels of 2, 4, 6, 9, 12 digits)."""
    for length in (2, 4, 6, 9):
        if not code[length:].strip("0"):
            return code, code[:length] + "9" * (12 - length)
    return code, code


def _views(rows: QuerySet[Clock]) -> list[ClockView]:
    """Rows as views. The calendar's token comes along with the rows, so that it costs no query."""
    edition = CalendarEdition.objects.values("token")[:1]
    clocks = list(rows.annotate(calendar_token=Subquery(edition)))
    if not clocks:
        return []
    calendar = calendar_of(clocks[0].calendar_token)
    pauses = _pauses_for([clock for clock in clocks if clock.paused_at is not None])
    return [
        _view(calendar, clock, pauses.get((clock.subject_kind, clock.subject_id), []))
        for clock in clocks
    ]


def _pauses_for(clocks: list[Clock]) -> dict[tuple[str, UUID], list[Pause]]:
    if not clocks:
        return {}
    pauses: dict[tuple[str, UUID], list[Pause]] = {}
    for pause in Pause.objects.filter(subject_id__in={clock.subject_id for clock in clocks}):
        pauses.setdefault((pause.subject_kind, pause.subject_id), []).append(pause)
    return pauses


def stops_of(clock: Clock, pauses: Iterable[Pause], open_until: datetime) -> list[Stop]:
    """The pauses that hold for a clock as stops; one still open counts up to ``open_until``."""
    return [
        (pause.started_at, pause.ended_at or max(open_until, pause.started_at))
        for pause in pauses
        if clock.limit_kind in pause.limit_kinds
    ]


def _view(calendar: WorkingCalendar, clock: Clock, pauses: list[Pause]) -> ClockView:
    limit = Limit(clock.number, Unit(clock.unit))
    today = this_day()
    due_on, due_at, provisional = clock.due_on, clock.due_at, clock.provisional
    pause_kind, pause_day = None, 0
    if clock.paused_at is not None:
        tomorrow = at(today + ONE_DAY)
        projected = due(
            calendar,
            limit,
            clock.started_at,
            stops=stops_of(clock, pauses, tomorrow),
            extended_days=clock.extended_days,
        )
        due_on, due_at, provisional = projected.on, projected.at, projected.provisional
        for pause in pauses:
            if pause.ended_at is None:
                pause_kind = PauseKind(pause.kind)
                begun_on = day_of(pause.started_at)
                pause_day = max(1, calendar.working_days_between(begun_on - ONE_DAY, today))
    seen_on = today if clock.ended_at is None else day_of(clock.ended_at)
    left = calendar.remaining(due_on, seen_on)
    hours_left = None
    if limit.unit == Unit.HOUR and clock.ended_at is None:
        # An end within the day: the hours, not the days, say whether it has passed.
        hours_left = (due_at - now()) // timedelta(hours=1)
        left = max(left, 0) if hours_left >= 0 else min(left, -1)
    return ClockView(
        id=clock.id,
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        limit_kind=clock.limit_kind,
        basis=clock.basis,
        limit=limit,
        division_code=clock.division_code,
        post_id=clock.post_id,
        department_id=clock.department_id,
        started_at=clock.started_at,
        due_at=due_at,
        due_on=due_on,
        paused_at=clock.paused_at,
        paused_days=clock.paused_days,
        extended_days=clock.extended_days,
        ended_at=clock.ended_at,
        outcome=clock.outcome,
        provisional=provisional,
        today=today,
        remaining=left,
        remaining_hours=hours_left,
        pause_kind=pause_kind,
        pause_day=pause_day,
    )


def _pause_view(row: Pause) -> PauseView:
    return PauseView(
        id=row.id,
        limit_kinds=tuple(row.limit_kinds),
        kind=PauseKind(row.kind),
        reason=row.reason,
        clause=row.clause,
        requester=row.requester,
        approver=row.approver,
        notice_number=row.notice_number,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
