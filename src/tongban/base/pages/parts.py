"""Values that components draw. Apps build these from their own rows; templates only place them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Literal

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.moments import to_shanghai

Text = str
"""Plain text; components escape it, keep numbers with their units and never trust it as HTML."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers at a glance (谁能办、要什么、去哪办、多久、多少钱)."""

    question: Text
    answer: Text
    more: Text = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One step on the timeline of a case, in plain words."""

    title: Text
    at: datetime | date | None = None
    text: Text = ""
    by: Text = ""
    """Post and name of who did it."""
    state: Literal["done", "now", "next", "pause"] = "done"
    badge: Text = ""
    reason: Text = ""
    """For a stopped clock: why, with the clause."""
    when: Text = ""
    """Words instead of ``at``, for a span of days."""
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class EventDay:
    """What happened on one day of a case; without a day: what it waits for now."""

    on: date | None
    events: Sequence[Event]
    is_open: bool = False

    @property
    def said(self) -> list[str]:
        """What it was about, each thing once, in the order in which it happened."""
        return list(dict.fromkeys(str(event.title) for event in reversed(self.events)))


def by_day(events: Sequence[Event]) -> list[EventDay]:
    """The lines of a timeline, newest first, day by day (Shanghai's); the latest day is open.

    What has not happened yet, and what has no moment, stands before the days.
    """
    ahead = [event for event in events if event.state != "done" or event.at is None]
    behind = [event for event in events if event.state == "done" and event.at is not None]
    days = [EventDay(None, ahead, is_open=True)] if ahead else []
    for on, those in groupby(behind, key=lambda event: _shanghai_day(event.at)):
        is_latest = not days or days[-1].on is None
        days.append(EventDay(on, list(those), is_open=is_latest))
    return days


def _shanghai_day(at: datetime | date | None) -> date | None:
    return to_shanghai(at).date() if isinstance(at, datetime) else at


STATES_OF_MATERIAL = {
    "held": _("系统已获取，无需提交"),
    "need": _("需要上传"),
    "form": _("在线填写"),
    "given": _("已上传"),
}
"""What an applicant has to do about a material."""


@dataclass(frozen=True, slots=True)
class Material:
    """One paper of the list, with why it is wanted and where it comes from."""

    name: Text
    state: Literal["held", "need", "form", "given"]
    why: Text = ""
    source: Text = ""
    state_words: Text = ""
    """Instead of the usual words for ``state``."""
    links: Sequence[Link] = ()

    @property
    def words(self) -> str:
        """What to do about it."""
        return self.state_words or str(STATES_OF_MATERIAL[self.state])


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm of supervision (预警): red is past the statutory limit or beyond the guide."""

    kind: Text
    number: Text
    title: Text
    text: Text
    owner: Text
    state: Text
    url: str = ""
    is_red: bool = False
    records: Sequence[tuple[Text, Text]] = ()
    """The recorded fields, by name."""


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A value that is known already, with its source; shown, not asked."""

    label: Text
    value: Text
    source: Text
    link: Link | None = None
    """How to say that it is wrong, or to take another."""
