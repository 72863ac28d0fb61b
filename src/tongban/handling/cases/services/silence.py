"""What the office's silence means before acceptance (行政许可法 32; limits as data: §7.0)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from tongban.base.clocks.queries import clocks_of, end_of_limit
from tongban.base.clocks.types import ClockView, LimitKind
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now, today
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import KIND, CaseState
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Guide, GuideSilence, ItemType

LICENSING_SILENCE = GuideSilence(5, "行政许可法第三十二条")
"""What holds for a licensing item whose guide says nothing else; no other kind of item has it."""
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
    silence = silence_of(case)
    if silence is None:
        return None
    asked = [c for c in clocks if c.limit_kind == LimitKind.ACCEPTANCE.value]
    if not asked:
        return None
    # Of several, the last: a corrected case was received anew.
    clock = max(asked, key=lambda c: c.started_at)
    if now() <= clock.due_at:
        return None
    over = now() > end_of_limit(silence.limit, clock.started_at)
    return clock.started_at if over else None


def silence_of(case: Case) -> GuideSilence | None:
    """What the case's own revision says of silence, else the law of its item's type."""
    written = catalog.guide(case.revision_id).silence
    if written is not None:
        return written
    return LICENSING_SILENCE if case.item.item_type == ItemType.LICENSING else None


@dataclass(frozen=True, slots=True)
class Granted:
    """What silence has granted: by the end of which day, by which clause."""

    due_on: date
    clause: str


def limit_that_granted(case: Case) -> Granted | None:
    """The end that is over and has granted the case by the guide's clause: of the licence that it
    renews (行政许可法 50), which nothing stops, or of the limit (默许); None without such a clause,
    before its end, and while the limit stands still.
    """
    guide = catalog.guide(case.revision_id)
    if guide.renewal and case.renews_until is not None and today() > case.renews_until:
        return Granted(case.renews_until, guide.renewal)
    clock = _limit_over(case, guide) if guide.tacit else None
    return Granted(clock.due_on, guide.tacit) if clock is not None else None


def _limit_over(case: Case, guide: Guide) -> ClockView | None:
    kind = LimitKind.PROMISED if guide.statutory is None else LimitKind.STATUTORY
    return next(
        (
            clock
            for clock in clocks_of(KIND, case.id)
            if clock.limit_kind == kind.value
            and clock.is_open
            and clock.paused_at is None
            and now() > clock.due_at
        ),
        None,
    )


def must_not_be_granted(case: Case) -> None:
    """Raises Conflict (``granted_already``) when silence has granted the case already."""
    if limit_that_granted(case) is not None:
        raise Conflict(
            _("办理期限已经过了，按指南写明的规定视为准予，不能再不予批准。"),
            code="granted_already",
        )


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
