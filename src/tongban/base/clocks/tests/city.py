"""What the tests of clocks share: moments of November 2026, a post, a case with both limits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tongban.base.audit.models import Entry
from tongban.base.clocks.models import CalendarDay, CalendarYear, Clock, ClockChange, Pause
from tongban.base.clocks.services import start_clocks
from tongban.base.clocks.types import Limit, LimitKind, LimitStart
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import SHANGHAI, moved_to

QIAOCHENG = "341602000000"
BOTH = [LimitKind.PROMISED, LimitKind.STATUTORY]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


def officer(*duties: str) -> Actor:
    return Actor(
        capacity=Capacity.POST,
        name="沈大雪",
        account_id=new_id(),
        post_id=new_id(),
        post_name="核查岗",
        department_id=new_id(),
        division_code=QIAOCHENG,
        duties=frozenset(duties),
    )


HANDLER = officer("handler")
APPROVER = Actor(capacity=Capacity.POST, name="何处暑", post_name="签发岗", account_id=new_id())


ACCEPTED_AT = at(2026, 11, 9, 9, 31)


def accepted_case(
    moment: datetime = ACCEPTED_AT, promised: int = 7, statutory: int | None = 10
) -> UUID:
    """A case accepted then, with both limits running (look/case.html: 7 and 10 working days)."""
    case = new_id()
    limits = [LimitStart(LimitKind.PROMISED, Limit.working_days(promised), "承诺")]
    if statutory is not None:
        limits.append(
            LimitStart(LimitKind.STATUTORY, Limit.working_days(statutory), "行政许可法第四十二条")
        )
    with moved_to(moment):
        start_clocks(
            actor=HANDLER,
            subject_kind="case",
            subject_id=case,
            limits=limits,
            division_code=QIAOCHENG,
            post_id=HANDLER.post_id,
            department_id=HANDLER.department_id,
        )
    return case


def everything() -> list[list[dict[str, Any]]]:
    """Every row that an act of clocks may write, for proving that nothing changed."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Clock, Pause, ClockChange, CalendarDay, CalendarYear, Entry)
    ]
