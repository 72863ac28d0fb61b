"""Values, protocol and registry of connectors."""

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from django.db import models
from django.utils.translation import gettext_lazy as _


class HandoverState(models.TextChoices):
    """Whether the other system has the case."""

    TOLD = "told", _("已告知，等受理")
    WAITING = "waiting", _("等待转交")
    SENT = "sent", _("在对方系统办理")
    STUCK = "stuck", _("转不出去")
    FINISHED = "finished", _("结果已回来")
    GIVEN_BACK = "given_back", _("对方退回")
    DROPPED = "dropped", _("本地已结束")


class TellAt(models.TextChoices):
    """From when on a system wants to know of a case."""

    FILING = "filing", _("提交时就告知")
    ACCEPTANCE = "acceptance", _("受理时转交")


class TellingKind(models.TextChoices):
    """What the other system is told beside the handover. Values are those of the timeline."""

    FILED = "filed", _("提交申请")
    CORRECTED = "corrected", _("补正")
    WITHDRAWN = "withdrawn", _("撤回")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    NOT_CORRECTED = "not_corrected", _("补正不来办结")
    TERMINATED = "terminated", _("终止")

    @property
    def ends(self) -> bool:
        """Whether the case is over here, so that the other side need not go on."""
        return self not in {TellingKind.FILED, TellingKind.CORRECTED}


class TellingState(models.TextChoices):
    """Whether the other system knows it."""

    WAITING = "waiting", _("等待告知")
    SENT = "sent", _("已告知")
    STUCK = "stuck", _("告知不了")


ENDED_THERE = "ended"
"""What a listing says of a case that the other side has let go of, because it ended here."""


class RemoteState(models.TextChoices):
    """Where the case is in the other system, as its messages say it."""

    RECEIVED = "received", _("对方已收到")
    WORKING = "working", _("对方正在审查")
    DECIDING = "deciding", _("对方正在决定")
    GRANTED = "granted", _("对方准予")
    REFUSED = "refused", _("对方不予批准")
    RETURNED = "returned", _("对方退回")


def state_words(value: str) -> str:
    """A state as people read it, whichever side says it; what is none of ours as it came."""
    for states in (RemoteState, HandoverState):
        if value in states:
            return str(states(value).label)
    return str(_("本地已结束")) if value == ENDED_THERE else value


FINAL = frozenset({RemoteState.GRANTED, RemoteState.REFUSED, RemoteState.RETURNED})


class Taken(models.TextChoices):
    """What became of a message that came in."""

    APPLIED = "applied", _("已采用")
    LATE = "late", _("晚到，只记录")
    EARLY = "early", _("受理前收到，受理后采用")
    UNKNOWN_CASE = "unknown_case", _("没有这个办件")
    CONTRADICTS = "contradicts", _("和已有的结果矛盾")
    TOO_LATE = "too_late", _("办件已经结束")


class DifferenceKind(models.TextChoices):
    """What the daily comparison finds."""

    MISSING_THERE = "missing_there", _("我们转了，对方没有")
    MISSING_HERE = "missing_here", _("对方有，我们没有")
    STATE = "state", _("两边的状态不一样")
    CONTRADICTION = "contradiction", _("对方的结果前后矛盾")
    TOO_LATE = "too_late", _("结果到的时候办件已经结束")


@dataclass(frozen=True, slots=True)
class SystemAddress:
    """Where a system is, and with what both sides sign."""

    key: str
    address: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class RemoteDocument:
    """A document that came with a message."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What the other system says of one case. ``sequence`` counts its messages about that case."""

    key: str
    case_number: str
    sequence: int
    state: RemoteState
    words: str = ""
    documents: Sequence[RemoteDocument] = ()


class ConnectorError(Exception):
    """The other system did not take it, or gave no answer that may be used; later it may.

    ``reason`` is a short English word without any address.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


@runtime_checkable
class Connector(Protocol):
    """A way to one kind of system. Called outside of any transaction; gives up within seconds."""

    name: str
    told_at: TellAt
    """``FILING``: it is told of a case as soon as that is filed, and gets it at its acceptance."""

    def hand_over(self, system: SystemAddress, key: str, body: bytes) -> str:
        """Hand a case over, once for a key however often it is called; the other side's number.

        Raises ConnectorError; any other exception counts as one.
        """
        ...

    def tell(self, system: SystemAddress, key: str, body: bytes) -> None:
        """Say what happened here to a case, once for a key however often it is called.

        Raises as ``hand_over`` does.
        """
        ...

    def updates(self, system: SystemAddress, after: int) -> tuple[Sequence[Message], int]:
        """Messages since a cursor (0: from the beginning), and the new cursor. May repeat some."""
        ...

    def listing(self, system: SystemAddress) -> Mapping[str, str]:
        """Our case number → state, of every case that the other side has of us."""
        ...


_connectors: dict[str, Connector] = {}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CALLS = {"hand_over": 3, "tell": 3, "updates": 2, "listing": 1}


def register_connector(connector: Connector) -> None:
    """Offer a connector under its name. Raises TypeError unless it keeps the protocol."""
    if not isinstance(connector, Connector) or not _NAME.fullmatch(str(connector.name)):
        raise TypeError(f"{connector!r} is no connector: a short name and four calls are asked")
    if connector.told_at not in TellAt.values:
        raise TypeError(f"connector {connector.name!r}: told_at is one of {TellAt.values}")
    for call, count in _CALLS.items():
        try:
            inspect.signature(getattr(connector, call)).bind(*range(count))
        except TypeError:
            raise TypeError(f"connector {connector.name!r}: {call} takes {count}") from None
    _connectors[connector.name] = connector


def connector_named(name: str) -> Connector:
    """The registered connector. LookupError names what there is."""
    try:
        return _connectors[name]
    except KeyError:
        raise LookupError(f"no connector {name!r}; there are {sorted(_connectors)}") from None


def connector_names() -> list[str]:
    """What may be chosen."""
    return sorted(_connectors)
