"""Values of clocks: the calendar, limits, and what queries hand out."""

from tongban.base.clocks.types.calendar import SpecialDay, WorkingCalendar, YearTable
from tongban.base.clocks.types.following import (
    DueFollower,
    due_moved,
    due_recounted,
    follow_due,
)
from tongban.base.clocks.types.limits import (
    ChangeCause,
    Limit,
    LimitKind,
    LimitStart,
    Outcome,
    PauseKind,
    Unit,
    kept_limit,
)
from tongban.base.clocks.types.views import (
    MOST_CELLS,
    PROVISIONAL,
    ChangeView,
    ClockView,
    PauseView,
    Ruler,
)

__all__ = [
    "MOST_CELLS",
    "PROVISIONAL",
    "ChangeCause",
    "ChangeView",
    "ClockView",
    "DueFollower",
    "Limit",
    "LimitKind",
    "LimitStart",
    "Outcome",
    "PauseKind",
    "PauseView",
    "Ruler",
    "SpecialDay",
    "Unit",
    "WorkingCalendar",
    "YearTable",
    "due_moved",
    "due_recounted",
    "follow_due",
    "kept_limit",
]
