"""What time it is. All days are days in Shanghai (GB/T 7408; the law's days are Beijing time)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """The present moment, aware, in Shanghai time; or the moment the clock was moved to."""
    moved = _moved.get()
    return moved if moved is not None else datetime.now(UTC).astimezone(SHANGHAI)


def today() -> date:
    """The present day in Shanghai."""
    return now().date()


def to_shanghai(moment: datetime) -> datetime:
    """The same moment told in Shanghai time."""
    return moment.astimezone(SHANGHAI)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That hour of that day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def end_of(day: date) -> datetime:
    """24:00 of that day: the last moment that still belongs to it (民法典 203)."""
    return at(day) + timedelta(days=1)


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at that moment: for the demo city's year and for tests."""
    token = _moved.set(moment.astimezone(SHANGHAI))
    try:
        yield
    finally:
        _moved.reset(token)
