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

    WAITING = "waiting", _("等待转交")
    SENT = "sent", _("在对方系统办理")
    STUCK = "stuck", _("转不出去")
    FINISHED = "finished", _("结果已回来")
    GIVEN_BACK = "given_back", _("对方退回")
    DROPPED = "dropped", _("本地已结束")


class RemoteState(models.TextChoices):
    """Where the case is in the other system, as its messages say it."""

    RECEIVED = "received", _("对方已收到")
    WORKING = "working", _("对方正在审查")
    DECIDING = "deciding", _("对方正在决定")
    GRANTED = "granted", _("对方准予")
    REFUSED = "refused", _("对方不予批准")
    RETURNED = "returned", _("对方退回")


FINAL = frozenset({RemoteState.GRANTED, RemoteState.REFUSED, RemoteState.RETURNED})


class Taken(models.TextChoices):
    """What became of a message that came in."""

    APPLIED = "applied", _("已采用")
    LATE = "late", _("晚到，只记录")
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

    def hand_over(self, system: SystemAddress, key: str, body: bytes) -> str:
        """Hand a case over, once for a key however often it is called; the other side's number.

        Raises ConnectorError; any other exception counts as one.
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
_CALLS = {"hand_over": 3, "updates": 2, "listing": 1}


def register_connector(connector: Connector) -> None:
    """Offer a connector under its name. Raises TypeError unless it keeps the protocol."""
    if not isinstance(connector, Connector) or not _NAME.fullmatch(str(connector.name)):
        raise TypeError(f"{connector!r} is no connector: a short name and three calls are asked")
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
