"""Holding the calendar still while due days are counted with it.

An act takes a shared lock before it counts, a publication the exclusive one before it changes the
calendar: so no clock can be written with days of the edition before, and none slips through the
recomputation. The lock is advisory, because a row lock would be written by every act. It is
always the first lock an act takes, also of an act that counts nothing: else an act that holds a
clock's row and then waits here could wait for a publication that waits for that row.
"""

from django.db import connection

from tongban.base.clocks.models import CalendarEdition
from tongban.base.clocks.queries.calendar import current_calendar
from tongban.base.clocks.types import WorkingCalendar
from tongban.base.kernel.ids import new_id

_LOCK = 0x746F6E67_636C636B
"""Key of the advisory lock ("tongclck")."""


def steady_calendar() -> WorkingCalendar:
    """The calendar, which nobody changes before this transaction ends."""
    hold_calendar()
    return current_calendar()


def hold_calendar() -> None:
    """Keep the calendar from changing before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def lock_calendar() -> WorkingCalendar:
    """The calendar, for this transaction alone to change: waits for every act that counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return current_calendar()


def next_edition() -> WorkingCalendar:
    """Say to all processes that the calendar has changed; the changed calendar."""
    CalendarEdition.objects.update_or_create(id=1, defaults={"token": new_id()})
    return current_calendar()
