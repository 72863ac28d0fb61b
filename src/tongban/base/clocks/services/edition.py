"""Holding the calendar still while due days are counted with it.

An act takes a shared lock before it counts, a publication the exclusive one before it changes the
calendar: so no clock can be written with days of the edition before, and none slips through the
recomputation. The lock is advisory, because a row lock would be written by every act. It is
always the first lock an act takes, also of an act that counts nothing: else an act that holds a
clock's row and then waits here could wait for a publication that waits for that row.
"""

from uuid import UUID

from django.db import connection

from tongban.base.clocks.models import CalendarEdition
from tongban.base.clocks.queries.calendar import calendar_of, current_calendar
from tongban.base.clocks.types import WorkingCalendar
from tongban.base.kernel.ids import new_id

_LOCK = 0x746F6E67_636C636B
"""Key of the advisory lock ("tongclck")."""

# Two statements in one round trip. Each sees what is committed when it begins, so the token is
# read after the lock was waited for; in one statement it would be the token of before.
_EDITION = "SELECT token FROM clocks_calendaredition"
_HOLD = f"SELECT pg_advisory_xact_lock_shared({_LOCK}); {_EDITION}"
_SEIZE = f"SELECT pg_advisory_xact_lock({_LOCK}); {_EDITION}"


def steady_calendar() -> WorkingCalendar:
    """The calendar, which nobody changes before this transaction ends."""
    return calendar_of(_token_after(_HOLD))


def hold_calendar() -> None:
    """Keep the calendar from changing before this transaction ends."""
    _token_after(_HOLD)


def lock_calendar() -> WorkingCalendar:
    """The calendar, for this transaction alone to change: waits for every act that counts."""
    return calendar_of(_token_after(_SEIZE))


def _token_after(statements: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
        cursor.nextset()
        row = cursor.fetchone()
    return row[0] if row else None


def next_edition() -> WorkingCalendar:
    """Say to all processes that the calendar has changed; the changed calendar."""
    CalendarEdition.objects.update_or_create(id=1, defaults={"token": new_id()})
    return current_calendar()
