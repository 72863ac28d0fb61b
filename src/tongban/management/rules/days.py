"""Days in tables: the engine knows numbers, so a day is one that sorts as days do (20260501).

The difference of two such numbers by 10000, its fraction left out, is the full years between them:
``(opens - born) / 10000`` is somebody's age on the day of the opening.
"""

import re
from datetime import date

_TYPED = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")


def as_number(day: date) -> int:
    """The day as the engine compares it."""
    return day.year * 10000 + day.month * 100 + day.day


def from_number(number: int) -> date | None:
    """The day that a number stands for; None for one that is no day."""
    return _day(number // 10000, number // 100 % 100, number % 100)


def typed_day(text: str) -> date | None:
    """A day as people type it: 2026-05-01, 2026/5/1, 2026 年 5 月 1 日."""
    found = _TYPED.fullmatch(text.strip())
    return _day(*map(int, found.groups())) if found else None


def iso_day(value: object) -> date | None:
    """The day of an answer (ISO 8601); None for anything else."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
