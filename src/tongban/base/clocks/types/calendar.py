"""The working-day calendar as a value, and plain counting on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that the yearly notice names: a day off, or a weekend day worked instead (调休)."""

    day: date
    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year: the special days; every other day follows its weekday.

    ``published`` is false while the State Council has not announced the year's holidays: then
    the table holds the fixed statutory days only and everything counted with it is provisional
    (暂定).
    """

    year: int
    published: bool
    source: str
    special: Mapping[date, SpecialDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are working days. A value: it never changes, a newer one replaces it.

    ``years`` holds the tables that are kept; any other year is computed (``computed_year``), so
    that a clock is never without a date. ``token`` names the edition the value was read from.
    """

    token: UUID | None
    years: Mapping[int, YearTable]

    def table(self, year: int) -> YearTable:
        """The table of that year, computed and unpublished where none is kept."""
        kept = self.years.get(year)
        if kept is not None:
            return kept
        from tongban.base.clocks.built_in import computed_year

        return computed_year(year)

    def is_working(self, day: date) -> bool:
        """Whether that day is a working day (工作日)."""
        special = self.table(day.year).special.get(day)
        return day.weekday() < 5 if special is None else special.is_working

    def is_provisional(self, day: date) -> bool:
        """Whether that day lies in a year whose holidays are not published yet."""
        return not self.table(day.year).published

    def name(self, day: date) -> str:
        """What the notice calls that day; empty for an ordinary day."""
        special = self.table(day.year).special.get(day)
        return special.name if special else ""

    def any_provisional(self, first: date, last: date) -> bool:
        """Whether a day from ``first`` to ``last``, both included, is provisional."""
        return any(not self.table(year).published for year in range(first.year, last.year + 1))

    def next_working_day(self, day: date) -> date:
        """That day if it is a working day, else the first working day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start_day: date, n: int) -> tuple[date, bool]:
        """The n-th working day after ``start_day``, which does not count (民法典 201).

        With ``n`` 0 the start day itself, or the first working day after it if it is a rest day.
        The second value says whether a provisional year was counted with. Raises ValueError for a
        negative number.
        """
        if n < 0:
            raise ValueError("a number of working days is not negative")
        if n == 0:
            day = self.next_working_day(start_day)
            return day, self.any_provisional(start_day, day)
        day = start_day
        left = n
        while left:
            day += ONE_DAY
            if self.is_working(day):
                left -= 1
        return day, self.any_provisional(start_day + ONE_DAY, day)

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lie after ``a`` up to ``b`` included; negative when b is before a."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))

    def remaining(self, due_on: date, today: date) -> int:
        """How many working days are left after today; 0 on the last day, negative when over.

        Over is at least one day, also on a rest day right after the last day.
        """
        if today <= due_on:
            return self.working_days_between(today, due_on)
        return -max(1, self.working_days_between(due_on, today))


def year_table(year: int, *, published: bool, source: str, days: list[SpecialDay]) -> YearTable:
    """A table made of special days, keyed by day and read-only."""
    return YearTable(
        year=year,
        published=published,
        source=source,
        special=MappingProxyType({special.day: special for special in days}),
    )
