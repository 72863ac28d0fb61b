"""What an officer wants to see of the inbox, as it stands in the page's address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.handling.cases.types import CaseState, Channel

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 80


class Due(models.TextChoices):
    """By when."""

    OVER = "over", _("已经超期")
    TODAY = "today", _("今天到期")
    WEEK = "week", _("本周到期")


class Held(models.TextChoices):
    """In whose hand."""

    ME = "me", _("我领办的")
    NOBODY = "nobody", _("还没人领办")
    OTHERS = "others", _("同事领办的")


WAITING_STATES = (
    CaseState.FILED,
    CaseState.PREREVIEWED,
    CaseState.ACCEPTED,
    CaseState.REVIEWED,
)
"""Those that wait for an officer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the inbox; an empty one wants all. ``after`` is where the page begins."""

    q: str = ""
    item: str = ""
    state: str = ""
    due: str = ""
    held: str = ""
    channel: str = ""
    division: str = ""
    paused: str = ""
    after: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """From an address. What is not among the choices is left out."""
        allowed: dict[str, set[str]] = {
            "state": {s.value for s in WAITING_STATES},
            "due": set(Due.values),
            "held": set(Held.values),
            "channel": set(Channel.values),
            "paused": {"1"},
        }
        said = {}
        for one in fields(cls):
            text = given.get(one.name, "").replace("\x00", "").strip()[:LONGEST]
            if one.name not in allowed or text in allowed[one.name]:
                said[one.name] = text
        if not (said["division"].isascii() and said["division"].isdigit()):
            said["division"] = ""
        wanted = cls(**said)
        return wanted if wanted.position else replace(wanted, after="")

    @property
    def is_filtered(self) -> bool:
        """Whether anything beside the search is asked for."""
        return any(
            getattr(self, one.name) for one in fields(self) if one.name not in {"q", "after"}
        )

    @property
    def address(self) -> str:
        """What stands behind the question mark, without the place in the list."""
        return urlencode(self._pairs())

    def address_after(self, due_at: datetime, ident: UUID) -> str:
        """The address of the page that begins behind that case."""
        key = f"{(due_at - _EPOCH) // timedelta(microseconds=1)}_{ident.hex}"
        return urlencode([*self._pairs(), ("after", key)])

    @property
    def position(self) -> tuple[datetime, UUID] | None:
        """Behind which case the page begins: its due moment and its id."""
        micros, _sep, ident = self.after.partition("_")
        try:
            return _EPOCH + timedelta(microseconds=int(micros)), UUID(ident)
        except (ValueError, OverflowError):
            return None

    def _pairs(self) -> list[tuple[str, str]]:
        return [
            (one.name, value)
            for one in fields(self)
            if one.name != "after" and (value := getattr(self, one.name))
        ]
