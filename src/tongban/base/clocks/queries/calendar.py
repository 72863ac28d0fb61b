"""The calendar that holds now, kept in memory and never stale."""

from datetime import datetime
from uuid import UUID

from tongban.base.clocks.built_in import built_in_calendar
from tongban.base.clocks.counting import due
from tongban.base.clocks.models import CalendarDay, CalendarEdition, CalendarYear
from tongban.base.clocks.types import Limit
from tongban.base.clocks.types.calendar import SpecialDay, WorkingCalendar, year_table

_kept: WorkingCalendar | None = None


def current_calendar() -> WorkingCalendar:
    """The working-day calendar: one small query, and three when it changed.

    While the city's tables are empty the built-in calendar holds.
    """
    return calendar_of(CalendarEdition.objects.values_list("token", flat=True).first())


def end_of_limit(limit: Limit, started_at: datetime) -> datetime:
    """The end of the last day of a limit that starts then and never stands still."""
    return due(current_calendar(), limit, started_at).at


def calendar_of(token: UUID | None) -> WorkingCalendar:
    """The calendar of that edition, read again only when it is not the one in memory.

    The token is read before the days. If another edition is committed in between, the newer days
    are kept under the older token and read again at the next use: early, never late.
    """
    global _kept
    if token is None:
        return built_in_calendar()
    kept = _kept
    if kept is None or kept.token != token:
        kept = _kept = _read(token)
    return kept


def _read(token: UUID) -> WorkingCalendar:
    special: dict[int, list[SpecialDay]] = {}
    days = CalendarDay.objects.exclude(name="").order_by("day")
    for day, is_working, name in days.values_list("day", "is_working", "name"):
        special.setdefault(day.year, []).append(SpecialDay(day, is_working, name))
    years = {
        year: year_table(year, published=published, source=source, days=special.get(year, []))
        for year, published, source in CalendarYear.objects.values_list(
            "year", "published", "source"
        )
    }
    return WorkingCalendar(token=token, years=years)
