"""What the office's silence means before acceptance (行政许可法 32; limits as data: §7.0)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from tongban.base.clocks.queries import current_calendar
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import end_of, now, to_shanghai
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import CaseState
from tongban.management.catalog.types import ItemType

SILENT_AFTER = 5
"""Working days after receipt: 行政许可法 32. Licensing items only; no other kind of item has it."""
BEFORE_ACCEPTANCE = (CaseState.FILED, CaseState.PREREVIEWED)


class _Limit(Protocol):
    """What is asked of a clock: the row and its view have it both."""

    @property
    def limit_kind(self) -> str:
        """What it limits."""
        ...

    @property
    def started_at(self) -> datetime:
        """When the application was received."""
        ...

    @property
    def due_at(self) -> datetime:
        """The end of its last day."""
        ...


def receipt_if_silent(case: Case, clocks: Iterable[_Limit]) -> datetime | None:
    """When the case was received, if the law has accepted it since; else None.

    ``clocks`` hold the acceptance clock that ran until now. An item may promise to answer sooner
    than the law asks: breaking that is late, but accepts nothing yet.
    """
    if case.item.item_type != ItemType.LICENSING:
        return None
    asked = [c for c in clocks if c.limit_kind == LimitKind.ACCEPTANCE.value]
    if not asked:
        return None
    # Of several, the last: a corrected case was received anew.
    clock = max(asked, key=lambda c: c.started_at)
    if now() <= clock.due_at:
        return None
    received = to_shanghai(clock.started_at).date()
    last, _provisional = current_calendar().add_working_days(received, SILENT_AFTER)
    return clock.started_at if now() > end_of(last) else None


def must_not_be_silent(case: Case, clocks: Iterable[_Limit]) -> None:
    """Raises Conflict (``already_accepted``) when the law has accepted the case already."""
    if receipt_if_silent(case, clocks) is not None:
        raise Conflict(
            _(
                "收到申请已经超过五个工作日，没有告知申请人，依法视为受理（行政许可法第三十二条），"
                "不能再要求补正或者不予受理。请点“受理”接着办。"
            ),
            code="already_accepted",
        )
