"""What queries hand out about clocks, with the words and marks that pages need."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongban.base.clocks.types.limits import (
    ChangeCause,
    Limit,
    LimitKind,
    Outcome,
    PauseKind,
    Unit,
)
from tongban.base.kernel.moments import to_shanghai
from tongban.base.pages.limits import SOON, RulerDay, left_in_full, left_in_short, mark
from tongban.base.pages.wording import day as day_text
from tongban.base.pages.wording import short_day

_SHORT = {
    LimitKind.PROMISED: gettext_lazy("承诺"),
    LimitKind.STATUTORY: gettext_lazy("法定"),
    LimitKind.ACCEPTANCE: pgettext_lazy("limit", "受理"),
    LimitKind.CORRECTION: pgettext_lazy("limit", "补正"),
    LimitKind.STEP: pgettext_lazy("limit", "环节"),
    LimitKind.DELIVERY: pgettext_lazy("limit", "送达"),
    LimitKind.ANSWER: pgettext_lazy("limit", "答复"),
    LimitKind.LATE_MATERIAL: pgettext_lazy("limit", "补交"),
}
PROVISIONAL = gettext_lazy("暂定，待国务院公布放假安排")
"""What stands wherever a provisional day is shown."""


@dataclass(frozen=True, slots=True)
class PauseView:
    """停表 as shown: ``requester`` and ``approver`` are actors' values (name, post_name, …)."""

    id: UUID
    limit_kinds: tuple[str, ...]
    kind: PauseKind
    reason: str
    clause: str
    requester: dict[str, Any]
    approver: dict[str, Any]
    notice_number: str
    started_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether time still stands still."""
        return self.ended_at is None

    @property
    def kind_text(self) -> str:
        """听证, 检测 … as read."""
        return str(self.kind.label)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as seen on the day ``today``.

    ``due_on`` and ``due_at`` of a paused clock are a projection: as if it went on the next day.
    ``remaining`` counts working days after today up to ``due_on``; 0 on the last day, negative
    when over; of an ended clock as it was on the day it ended.
    """

    id: UUID
    subject_kind: str
    subject_id: UUID
    limit_kind: str
    basis: str
    limit: Limit
    division_code: str
    post_id: UUID | None
    department_id: UUID | None
    started_at: datetime
    due_at: datetime
    due_on: date
    paused_at: datetime | None
    paused_days: int
    extended_days: int
    ended_at: datetime | None
    outcome: str
    provisional: bool
    today: date
    remaining: int
    remaining_hours: int | None = None
    """Full hours left of an open limit in hours, negative when over; None for other units."""
    pause_kind: PauseKind | None = None
    pause_day: int = 0
    """Which working day of the running pause today is, from 1."""

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.ended_at is None

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return self.paused_at is not None

    @property
    def stands_still(self) -> bool:
        """Whether nobody knows its last day yet: it is paused, and its end has not passed."""
        return self.is_open and self.is_paused and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether its end has passed, or had when it ended."""
        return self.remaining < 0

    @property
    def is_soon(self) -> bool:
        """Whether it runs and has at most ``SOON`` working days left."""
        return self.is_open and not self.is_paused and 0 <= self.remaining <= SOON

    @property
    def label(self) -> str:
        """承诺时限, 法定时限 …; 期限 for a kind that another app brought."""
        try:
            return str(LimitKind(self.limit_kind).label)
        except ValueError:
            return _("期限")

    @property
    def short_label(self) -> str:
        """承诺, 法定 … as in the pill."""
        try:
            return str(_SHORT[LimitKind(self.limit_kind)])
        except ValueError:
            return self.label

    @property
    def left(self) -> int:
        """``remaining``, under the name that the page's pill knows."""
        return self.remaining

    @property
    def total(self) -> int | None:
        """How many working days the limit has, extension included; None in any other unit."""
        if self.limit.unit != Unit.WORKING_DAY:
            return None
        return self.limit.number + self.extended_days

    @property
    def limit_text(self) -> str:
        """7 个工作日, with the extension: 20 个工作日，延长 10 天."""
        if not self.extended_days:
            return self.limit.text
        return _("{limit}，延长 {days} 天").format(limit=self.limit.text, days=self.extended_days)

    @property
    def due_text(self) -> str:
        """11 月 23 日（周一）; with hour and minute for a limit in hours."""
        if self.limit.unit == Unit.HOUR:
            return f"{day_text(self.due_on)} {to_shanghai(self.due_at):%H:%M}"
        return day_text(self.due_on)

    @property
    def provisional_text(self) -> str:
        """暂定，待国务院公布放假安排; empty when the date is sure."""
        return str(PROVISIONAL) if self.provisional and self.is_open else ""

    @property
    def outcome_text(self) -> str:
        """按时, 超期, 取消; empty while it is open."""
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def remaining_text(self) -> str:
        """还剩 1 个工作日 · 今天到期 · 已超过 2 个工作日 · 停表中，还剩 4 个工作日; the outcome of an
        ended clock.
        """
        if not self.is_open:
            return self.outcome_text
        if self.is_paused and not self.is_over:
            return _("停表中，还剩 {days} 个工作日").format(days=self.remaining)
        if self.remaining_hours is not None:
            return self._hours_text(self.remaining_hours)
        return left_in_full(self.remaining)

    @property
    def pill_text(self) -> str:
        """还剩 4 天 · 今天 · 超 1 天 · 停表中; the outcome of an ended clock."""
        if not self.is_open:
            return self.outcome_text
        if self.is_paused and not self.is_over:
            return _("停表中")
        if self.remaining_hours is not None:
            return self._hours_text(self.remaining_hours)
        return left_in_short(self.remaining)

    @staticmethod
    def _hours_text(hours: int) -> str:
        if hours < 0:
            return _("超 {hours} 小时").format(hours=-hours)
        if hours == 0:
            return _("不到 1 小时")
        return _("还剩 {hours} 小时").format(hours=hours)

    @property
    def pause_text(self) -> str:
        """检验，第 2 天 while it stands still; else empty."""
        if not self.is_paused or self.pause_kind is None:
            return ""
        return _("{kind}，第 {day} 天").format(kind=self.pause_kind.label, day=self.pause_day)

    @property
    def pill_class(self) -> str:
        """is-over, is-paused, is-soon or empty."""
        if not self.is_open:
            return "is-over" if self.outcome == Outcome.LATE else ""
        if self.is_paused and not self.is_over:
            return "is-paused"
        return mark(self.remaining)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One trace of a changed due day. ``days``: how many were added or did not count."""

    limit_kind: str
    cause: ChangeCause
    old_due_on: date
    new_due_on: date
    old_provisional: bool
    new_provisional: bool
    days: int
    reason: str
    clause: str
    approver: dict[str, Any] | None
    actor: dict[str, Any]
    changed_at: datetime

    @property
    def cause_text(self) -> str:
        """恢复计时, 延长 or 放假安排公布."""
        return str(self.cause.label)


MOST_CELLS = 30
"""A ruler of more working days is not drawn."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Both clocks on one line: one cell a working day, from the first counted day to the last.

    ``days`` are the cells as the page's ruler draws them. ``compact`` says that there would be
    more than ``MOST_CELLS`` of them: ``days`` is empty then and the words have to do. ``used``
    counts the working days gone by, today included when it counts (``today_counts``); ``paused``
    those that stood still. ``length`` is the number of cells, also of a compact ruler.
    """

    promised: ClockView | None
    statutory: ClockView | None
    first_day: date
    today: date
    days: tuple[RulerDay, ...]
    compact: bool
    length: int
    used: int
    paused: int
    today_counts: bool

    @property
    def is_provisional(self) -> bool:
        """Whether one of the dates may still move."""
        return any(c.provisional and c.is_open for c in (self.promised, self.statutory) if c)

    @property
    def provisional_text(self) -> str:
        """暂定，待国务院公布放假安排; empty when both dates are sure."""
        return str(PROVISIONAL) if self.is_provisional else ""

    @property
    def used_text(self) -> str:
        """6 天（含今天）, or 6 天 when today does not count."""
        if self.today_counts:
            return _("{days} 天（含今天）").format(days=self.used)
        return _("{days} 天").format(days=self.used)

    @property
    def paused_text(self) -> str:
        """3 天; empty when it never stood still."""
        return _("{days} 天").format(days=self.paused) if self.paused else ""

    @property
    def first_day_text(self) -> str:
        """11 月 10 日: the first day that counts."""
        return short_day(self.first_day)

    @property
    def sentence(self) -> str:
        """The ruler for those who do not see it, compact or not."""
        said = _("从 {day}起算。已用 {used} 个工作日").format(
            day=short_day(self.first_day), used=self.used
        )
        if self.paused:
            said += _("，停表 {paused} 个工作日").format(paused=self.paused)
        ends = _("，").join(
            _("{label} {day}前办结").format(label=c.short_label, day=short_day(c.due_on))
            for c in (self.promised, self.statutory)
            if c and not c.stands_still
        )
        said = (_("%(said)s。%(ends)s。") if ends else _("%(said)s。")) % {
            "said": said,
            "ends": ends,
        }
        if any(c.stands_still for c in (self.promised, self.statutory) if c):
            said = _("%(said)s停表中，结束以后接着算。") % {"said": said}
        return (
            _("%(said)s%(provisional_text)s。")
            % {"said": said, "provisional_text": self.provisional_text}
            if self.is_provisional
            else said
        )
