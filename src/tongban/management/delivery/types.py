"""Values, protocols, registries and errors of delivery."""

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor


class Direction(models.TextChoices):
    """Which way it goes."""

    OUT = "out", _("送出结果")
    IN = "in", _("寄来材料")
    BACK = "ret", _("退还材料")


class Way(models.TextChoices):
    """How it goes."""

    WINDOW = "window", _("窗口领取")
    POST = "post", _("邮寄")


class Payer(models.TextChoices):
    """Who pays the courier."""

    OFFICE = "office", _("办事单位付邮费")
    RECIPIENT = "recipient", _("收件人付邮费")


class ParcelState(models.TextChoices):
    """How far it is."""

    ASKED = "asked", _("等待交付")
    HANDED = "handed", _("已交快递")
    PICKED_UP = "picked_up", _("快递已收")
    UNDER_WAY = "under_way", _("在路上")
    DELIVERED = "delivered", _("已送到")
    RETURNED = "returned", _("已退回")
    LOST = "lost", _("已丢失")
    CANCELLED = "cancelled", _("已取消")


class BookingState(models.TextChoices):
    """叫快递: how far the order to the courier is (``kernel.tries``)."""

    WAITING = "waiting", _("正在叫快递")
    SENT = "sent", _("快递已接单")
    STUCK = "stuck", _("快递叫不到，要人来看")


TOLD = (
    ParcelState.PICKED_UP,
    ParcelState.UNDER_WAY,
    ParcelState.RETURNED,
    ParcelState.LOST,
    ParcelState.DELIVERED,
)
"""What a courier may tell, in the order that counts between two told for the same moment."""
OPEN = frozenset({ParcelState.HANDED, ParcelState.PICKED_UP, ParcelState.UNDER_WAY})
"""States in which the courier is asked how far it is."""


LONGEST = {"name": 50, "phone": 20, "address": 200, "number": 64}
"""Letters of what stands on a parcel."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What a courier is asked to carry; ``key`` is the same at every try."""

    key: UUID
    direction: Direction
    payer: Payer
    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CourierEvent:
    """One thing that a courier tells of a parcel."""

    key: str
    """The courier's own number of it: the same however often it is told."""
    state: ParcelState
    at: datetime
    where: str = ""


class CourierError(Exception):
    """A courier could not be used now. ``reason`` is a short English word without an address."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class ForgedError(CourierError):
    """A message whose signature does not hold."""


class UnreadableError(CourierError):
    """A message that says nothing that we understand."""


@runtime_checkable
class Courier(Protocol):
    """Who carries parcels. Only ``kernel.outgoing`` calls out."""

    name: str

    def ask(self, shipment: Shipment) -> str:
        """Order the carrying, once for a key; the tracking number. Raises ``CourierError``."""
        ...

    def track(self, number: str) -> Sequence[CourierEvent]:
        """All that is known of a parcel so far. Raises ``CourierError``."""
        ...

    def read(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Sequence[CourierEvent]]:
        """A message to ``/delivery/callback/<name>/``: tracking number and events, verified.

        Raises ``ForgedError`` and ``UnreadableError``.
        """
        ...


@runtime_checkable
class SentSubject(Protocol):
    """What is sent about, told to delivery by the app above whose it is."""

    kind: str

    def hold(self, subject_id: UUID) -> None:
        """Lock the subject's row, always before a parcel's."""
        ...

    def heard(self, *, actor: Actor, subject_id: UUID, parcel: object) -> None:
        """A parcel has come to another state; called in the act's transaction."""
        ...


_couriers: dict[str, Courier] = {}
_subjects: dict[str, SentSubject] = {}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_METHODS = {"ask": 1, "track": 1, "read": 2}


def register_courier(courier: Courier) -> None:
    """Offer a courier under its name for ``settings.COURIER``. Raises ``TypeError`` unless it keeps
    the protocol.
    """
    if not isinstance(courier, Courier) or not _NAME.fullmatch(str(courier.name)):
        raise TypeError(f"{courier!r} is no courier: see delivery.types.Courier")
    for method, count in _METHODS.items():
        try:
            inspect.signature(getattr(courier, method)).bind(*[None] * count)
        except TypeError:
            raise TypeError(
                f"courier {courier.name!r}: {method} takes {count} argument(s)"
            ) from None
    _couriers[courier.name] = courier


def courier_named(name: str) -> Courier:
    """The registered courier. ``LookupError`` names what there is."""
    try:
        return _couriers[name]
    except KeyError:
        raise LookupError(f"no courier {name!r}; there are {sorted(_couriers)}") from None


def register_subject(subject: SentSubject) -> None:
    """Called from above, in ``AppConfig.ready``."""
    if not isinstance(subject, SentSubject):
        raise TypeError(f"{subject!r} is no subject: see delivery.types.SentSubject")
    _subjects[subject.kind] = subject


def subject_of(kind: str) -> SentSubject | None:
    """Who answers for that kind of matter."""
    return _subjects.get(kind)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is to be sent, about what, to whom."""

    subject_kind: str
    subject_id: UUID
    subject_number: str
    what: str
    department_id: UUID
    division_code: str
    direction: Direction
    way: Way
    payer: Payer = Payer.OFFICE
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    requirement_key: str = ""
    """The material that papers are sent in for."""
