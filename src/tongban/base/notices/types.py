"""Values, protocols, registries and errors of notices."""

import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelKind(models.TextChoices):
    """消息渠道: by which kind of address somebody is reached."""

    SMS = "sms", _("短信")
    MAILBOX = "mailbox", _("站内信")


class State(models.TextChoices):
    """消息状态; the life cycle is in ``states``."""

    WAITING = "waiting", _("等待发送")
    SENT = "sent", _("已发出")
    STUCK = "stuck", _("发不出去")
    FAILED = "failed", _("被渠道拒绝")
    EXPIRED = "expired", _("已过有效期")


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What a channel is given. Address and text stay out of every log line."""

    key: UUID
    """The message's id: the same at every try. A channel delivers one key once."""
    kind: ChannelKind
    address: str = field(repr=False)
    """A mobile number of 11 digits, or the id of a mailbox."""
    text: str = field(repr=False)
    template: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's word that it took the message; ``reference`` is the channel's own number."""

    reference: str = ""


class ChannelError(Exception):
    """A channel did not take a message.

    ``reason`` is a short English word for the outbox (``timeout``, ``unknown_number``); it must
    not contain the address.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class TemporaryChannelError(ChannelError):
    """It may go later: the message is tried again."""


class PermanentChannelError(ChannelError):
    """It will never go as it is: the message fails."""


@runtime_checkable
class Channel(Protocol):
    """A way out: an SMS gateway, a mailbox. It is called outside of any transaction and
    must give up by itself within some seconds, well before ``services.CLAIM`` is over: after that
    another worker may hand the same key over.
    """

    name: str

    def deliver(self, message: OutgoingMessage) -> Receipt:
        """Hand the message over, once for a key however often it is called.

        Raises ``TemporaryChannelError`` or ``PermanentChannelError``; any other exception counts
        as temporary.
        """
        ...


@dataclass(frozen=True, slots=True)
class TemplateDefinition:
    """The text that an app brings along for a message; a city may publish later revisions.

    ``text`` has placeholders like ``{code}``; ``names`` are all that may occur in it.
    """

    key: str
    text: str
    names: frozenset[str]
    title: str = ""
    """What officers call it; the key stands in its place when it is empty."""
    kinds: tuple[ChannelKind, ...] = (ChannelKind.SMS, ChannelKind.MAILBOX)


@dataclass(frozen=True, slots=True)
class SentText:
    """A message as its reader sees it; ``text`` is empty when it was secret and is over."""

    id: UUID
    template: str
    text: str = field(repr=False)
    state: State
    created_at: datetime
    sent_at: datetime | None
    subject_kind: str
    subject_id: str


_channels: dict[str, Channel] = {}
_definitions: dict[str, TemplateDefinition] = {}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def register_channel(channel: Channel) -> None:
    """Offer a channel under its name for ``settings.NOTICE_CHANNELS``.

    Raises ``TypeError`` unless it keeps the protocol: a short English name, and ``deliver`` that
    can be called with one message.
    """
    if not isinstance(channel, Channel) or not _NAME.fullmatch(str(channel.name)):
        raise TypeError(f"{channel!r} is not a channel: it needs a short name and deliver(message)")
    try:
        inspect.signature(channel.deliver).bind(None)
    except TypeError:
        raise TypeError(f"channel {channel.name!r}: deliver takes one message") from None
    _channels[channel.name] = channel


def channel_named(name: str) -> Channel:
    """The registered channel. ``LookupError`` names what there is."""
    try:
        return _channels[name]
    except KeyError:
        raise LookupError(f"no channel {name!r}; there are {sorted(_channels)}") from None


def declare_templates(definitions: Iterable[TemplateDefinition]) -> None:
    """Bring templates along, in ``AppConfig.ready``.

    A declared template is published by itself when it is first sent. Raises ``ValueError`` when
    another text has the same key.
    """
    for definition in definitions:
        if _definitions.setdefault(definition.key, definition) != definition:
            raise ValueError(f"the template {definition.key!r} is declared twice, differently")


def declared_templates() -> dict[str, TemplateDefinition]:
    """Every declared template by its key."""
    return dict(_definitions)
