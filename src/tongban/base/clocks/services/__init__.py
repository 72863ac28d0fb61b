"""Acts of clocks. Each runs in the transaction of the act that calls it.

Whether the actor may do what starts, stops or ends a limit is decided by the calling act, which
also holds the lock of its subject's row; the calendar's acts decide for themselves.
"""

from tongban.base.clocks.services.calendar import publish_year, seed_calendar
from tongban.base.clocks.services.ending import end_clocks
from tongban.base.clocks.services.extending import extend_clock
from tongban.base.clocks.services.owning import hand_over_clocks
from tongban.base.clocks.services.pausing import pause_clocks, resume_clocks
from tongban.base.clocks.services.starting import start_clock, start_clocks

__all__ = [
    "end_clocks",
    "extend_clock",
    "hand_over_clocks",
    "pause_clocks",
    "publish_year",
    "resume_clocks",
    "seed_calendar",
    "start_clock",
    "start_clocks",
]
