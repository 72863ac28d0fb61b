"""What is known without a database: published years from chinesecalendar, other years computed.

The yearly notice of the State Council's office is typed into chinesecalendar by many hands; the
tests check it day by day against figures of their own. A year that it does not know yet follows
the weekdays and the statutory days of 《全国年节及纪念日放假办法》 (in force since 2025: 13 days).
Where a holiday meets a weekend, the make-up day is left to the notice: placing it would be a
guess.
"""

from collections import defaultdict
from datetime import date, timedelta
from functools import cache, lru_cache

import chinese_calendar.constants as published
from lunardate import LunarDate

from tongban.base.clocks.types.calendar import (
    SpecialDay,
    WorkingCalendar,
    YearTable,
    year_table,
)

FIRST_SEEDED_YEAR = 2019
PUBLISHED_SOURCE = "国务院办公厅年度放假通知（chinesecalendar）"
COMPUTED_SOURCE = "按星期和法定节假日推算，待国务院公布放假安排"
_LUNAR_YEARS = range(2000, 2100)

_NAMES = {
    published.Holiday.new_years_day.value: "元旦",
    published.Holiday.spring_festival.value: "春节",
    published.Holiday.tomb_sweeping_day.value: "清明节",
    published.Holiday.labour_day.value: "劳动节",
    published.Holiday.dragon_boat_festival.value: "端午节",
    published.Holiday.national_day.value: "国庆节",
    published.Holiday.mid_autumn_festival.value: "中秋节",
    published.Holiday.anti_fascist_70th_day.value: "抗战胜利纪念日",
}


@cache
def published_years() -> dict[int, YearTable]:
    """The years that chinesecalendar knows (2004 and later), by year."""
    days: dict[int, list[SpecialDay]] = defaultdict(list)
    for day, value in published.holidays.items():
        days[day.year].append(SpecialDay(day, is_working=False, name=_NAMES[value]))
    for day, value in published.workdays.items():
        days[day.year].append(SpecialDay(day, is_working=True, name=f"{_NAMES[value]}调休上班"))
    return {
        year: year_table(year, published=True, source=PUBLISHED_SOURCE, days=sorted_days(these))
        for year, these in sorted(days.items())
    }


def sorted_days(days: list[SpecialDay]) -> list[SpecialDay]:
    """Special days in the order of the calendar."""
    return sorted(days, key=lambda special: special.day)


def clear_and_bright(year: int) -> date:
    """清明, when the sun reaches 15°, by the rule of this century (2000–2099)."""
    n = year % 100
    return date(year, 4, int(n * 0.2422 + 4.81) - n // 4)


@lru_cache(maxsize=256)
def statutory_days(year: int) -> tuple[SpecialDay, ...]:
    """法定节假日 of a year by the rule in force since 2025, in order; where two fall on one day
    it is told once.

    Lunar days and 清明 are given for 2000 to 2099, for other years only those of fixed date.
    """
    named = [(date(year, 1, 1), "元旦")]
    if year in _LUNAR_YEARS:
        new_year = LunarDate(year, 1, 1).to_solar_date()
        named += [(new_year + timedelta(days=i), "春节") for i in (-1, 0, 1, 2)]
        named += [(clear_and_bright(year), "清明节")]
        named += [(LunarDate(year, 5, 5).to_solar_date(), "端午节")]
        named += [(LunarDate(year, 8, 15).to_solar_date(), "中秋节")]
    named += [(date(year, 5, 1), "劳动节"), (date(year, 5, 2), "劳动节")]
    named += [(date(year, 10, 1 + i), "国庆节") for i in range(3)]
    by_day: dict[date, str] = {}
    for day, name in named:
        by_day.setdefault(day, name)
    return tuple(SpecialDay(day, is_working=False, name=by_day[day]) for day in sorted(by_day))


@lru_cache(maxsize=256)
def computed_year(year: int) -> YearTable:
    """A year that is not published: weekdays and statutory days, provisional."""
    return year_table(
        year, published=False, source=COMPUTED_SOURCE, days=list(statutory_days(year))
    )


@cache
def built_in_calendar() -> WorkingCalendar:
    """The calendar that holds while the city's own tables are empty."""
    return WorkingCalendar(token=None, years=published_years())
