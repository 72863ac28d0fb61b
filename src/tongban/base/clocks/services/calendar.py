"""Keep the working-day calendar: seed it, and publish a year."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.clocks.built_in import (
    FIRST_SEEDED_YEAR,
    computed_year,
    published_years,
    sorted_days,
    statutory_days,
)
from tongban.base.clocks.models import CalendarDay, CalendarYear, Clock, ClockChange, Pause
from tongban.base.clocks.rights import must
from tongban.base.clocks.services.edition import lock_calendar, next_edition
from tongban.base.clocks.services.rows import DUE_FIELDS, change_of, reach, recount
from tongban.base.clocks.types import (
    ChangeCause,
    SpecialDay,
    WorkingCalendar,
    YearTable,
    due_recounted,
)
from tongban.base.clocks.types.calendar import year_table
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction

NOTICE = "国务院办公厅年度放假通知"
_YEARS_AHEAD = 2
_LAST_YEAR = 2099
_RULE_SINCE = 2025
"""Since then the year has 13 statutory days; a notice without one of them is a slip."""
_BATCH = 500


@in_one_transaction
def seed_calendar(*, actor: Actor) -> int:
    """Lay down the calendar: the years that are published, and provisionally the coming ones up
    to two years ahead.

    May be run again and by several processes at once: a year that is there stays, except that a
    provisional one gives way to its published table as soon as that is known, and open clocks
    follow. Returns how many years were laid down or published.
    """
    must(actor, "seed_calendar")
    old = lock_calendar()
    known = published_years()
    kept = dict(CalendarYear.objects.values_list("year", "published"))
    last = max(*known, now().year) + _YEARS_AHEAD
    tables = [
        known.get(year) or computed_year(year)
        for year in range(FIRST_SEEDED_YEAR, last + 1)
        if year not in kept or (not kept[year] and year in known)
    ]
    if not tables:
        return 0
    _lay_down(tables)
    for table in tables:
        if table.published and kept.get(table.year - 1):
            december = known[table.year - 1].special.values() if table.year - 1 in known else []
            _lay_down_before(
                [day for day in december if day.day >= _reach_of(table.year)], table.source
            )
    calendar = next_edition()
    changed = _recompute(old, calendar, actor=actor, reason="")
    record(
        actor=actor,
        act="seed_calendar",
        subject_kind="calendar",
        subject_id="working_days",
        detail={"years": [table.year for table in tables], "changed_clocks": changed},
    )
    return len(tables)


@in_one_transaction
def publish_year(
    *,
    actor: Actor,
    year: int,
    days: Iterable[SpecialDay],
    source: str = NOTICE,
) -> int:
    """Lay down the State Council's notice for a year and let every open clock follow.

    ``days`` are the notice's days off and worked weekend days, named; all others follow their
    weekday. A notice may reach into the last ten days of the year before. A published year may
    be published again: notices have been amended (2019, 2020). Each clock whose last day moves,
    or is no longer provisional, gets a row of trace. Returns how many did.

    By the operator or a post with the system duty; else Forbidden. Raises Invalid, changing
    nothing, when a day lies outside, is given twice or has no name, when a worked day is no
    weekend day, or when a statutory day is missing.
    """
    must(actor, "publish_year")
    special = sorted_days(list(days))
    findings = _findings(year, special)
    if findings:
        raise Invalid(_("放假安排没有保存，请按提示改正后再试。"), findings=findings)
    old = lock_calendar()
    before = [day for day in special if day.day.year < year]
    this_year = [day for day in special if day.day.year == year]
    _lay_down([year_table(year, published=True, source=source, days=this_year)])
    _lay_down_before(before, source)
    calendar = next_edition()
    changed = _recompute(old, calendar, actor=actor, reason=source)
    record(
        actor=actor,
        act="publish_year",
        subject_kind="calendar",
        subject_id=str(year),
        detail={
            "days": [[day.day.isoformat(), day.is_working, day.name] for day in special],
            "source": source,
            "changed_clocks": changed,
        },
    )
    return changed


def _findings(year: int, special: list[SpecialDay]) -> list[FieldFinding]:
    if not FIRST_SEEDED_YEAR <= year <= _LAST_YEAR:
        return [
            FieldFinding(
                "year",
                "year_range",
                _("年份应在 %(first_seeded_year)s 到 2099 之间。")
                % {"first_seeded_year": FIRST_SEEDED_YEAR},
            )
        ]
    findings = []
    first, last = _reach_of(year), date(year, 12, 31)
    seen: set[date] = set()
    for one in special:
        place = one.day.isoformat()
        if not first <= one.day <= last:
            findings.append(
                FieldFinding(
                    place,
                    "day_outside",
                    _("%(place)s 不在 %(year)s 年的安排里。") % {"place": place, "year": year},
                )
            )
        if one.day in seen:
            findings.append(
                FieldFinding(
                    place, "day_twice", _("%(place)s 写了两次，请留一条。") % {"place": place}
                )
            )
        if not one.name.strip():
            findings.append(
                FieldFinding(
                    place, "day_unnamed", _("%(place)s 没有写是什么假日。") % {"place": place}
                )
            )
        if one.is_working and one.day.weekday() < 5:
            findings.append(
                FieldFinding(
                    place,
                    "day_not_weekend",
                    _("%(place)s 不是周末，不用写成调休上班。") % {"place": place},
                )
            )
        seen.add(one.day)
    if year >= _RULE_SINCE:
        off = {one.day for one in special if not one.is_working}
        findings += [
            FieldFinding(
                one.day.isoformat(),
                "statutory_day_missing",
                _("%(day)s 是法定节假日（%(name)s），放假安排里没有。")
                % {"day": one.day.isoformat(), "name": one.name},
            )
            for one in statutory_days(year)
            if one.day not in off
        ]
    return findings


def _lay_down(tables: list[YearTable]) -> None:
    """Write every day of these years, in place of what was there."""
    CalendarYear.objects.bulk_create(
        [
            CalendarYear(year=table.year, published=table.published, source=table.source)
            for table in tables
        ],
        update_conflicts=True,
        unique_fields=["year"],
        update_fields=["published", "source"],
    )
    CalendarDay.objects.filter(day__year__in=[table.year for table in tables]).delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=day,
                is_working=special.is_working if special else day.weekday() < 5,
                name=special.name if special else "",
                source=table.source,
                provisional=not table.published,
            )
            for table in tables
            for day in _days_of(table.year)
            for special in [table.special.get(day)]
        ],
        batch_size=_BATCH * 2,
    )


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def _reach_of(year: int) -> date:
    """The first day that a year's notice may speak of: New Year is bridged from December."""
    return date(year - 1, 12, 22)


def _lay_down_before(days: list[SpecialDay], source: str) -> None:
    """Write the days of the year before that a notice changes."""
    for day in days:
        CalendarDay.objects.filter(day=day.day).update(
            is_working=day.is_working, name=day.name, source=source
        )


def _changed_from(old: WorkingCalendar, new: WorkingCalendar) -> date | None:
    """The first day from which the two calendars differ, in kind or in being provisional."""
    first: date | None = None
    for year in sorted(set(old.years) | set(new.years)):
        before, after = old.table(year), new.table(year)
        if before is after:
            continue
        if before.published != after.published:
            days = [date(year, 1, 1)]
        else:
            days = [
                day
                for day in set(before.special) | set(after.special)
                if old.is_working(day) != new.is_working(day)
            ]
        if days:
            first = min([*days, first] if first else days)
    return first


def _recompute(old: WorkingCalendar, new: WorkingCalendar, *, actor: Actor, reason: str) -> int:
    """Let every open clock that a changed day can touch end by the new calendar, with a trace.

    A clock that ends before the first changed day cannot change. Clocks are locked in the order
    of their ids; whoever holds one holds the shared lock too and is waited for before this.
    """
    first = _changed_from(old, new)
    if first is None:
        return 0
    changed = 0
    ids = list(
        Clock.objects.filter(ended_at=None, due_on__gte=first)
        .order_by("id")
        .values_list("id", flat=True)
    )
    for i in range(0, len(ids), _BATCH):
        changed += _recompute_batch(ids[i : i + _BATCH], new, actor=actor, reason=reason)
    due_recounted()
    return changed


def _recompute_batch(
    ids: list[UUID], calendar: WorkingCalendar, *, actor: Actor, reason: str
) -> int:
    clocks = list(Clock.objects.select_for_update().filter(id__in=ids).order_by("id"))
    pauses: dict[tuple[str, UUID], list[Pause]] = {}
    for pause in Pause.objects.filter(subject_id__in={clock.subject_id for clock in clocks}):
        pauses.setdefault((pause.subject_kind, pause.subject_id), []).append(pause)
    moved: list[Clock] = []
    changes: list[ClockChange] = []
    for clock in clocks:
        end = recount(calendar, clock, pauses.get((clock.subject_kind, clock.subject_id), []))
        if (end.on, end.provisional, end.stopped_days) == (
            clock.due_on,
            clock.provisional,
            clock.paused_days,
        ):
            continue
        if (end.on, end.provisional) != (clock.due_on, clock.provisional):
            changes.append(
                change_of(clock, end, actor=actor, cause=ChangeCause.CALENDAR, reason=reason)
            )
        reach(clock, end)
        moved.append(clock)
    Clock.objects.bulk_update(moved, DUE_FIELDS)
    ClockChange.objects.bulk_create(changes)
    return len(changes)
