"""Reads of messages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.notices import addresses
from tongban.base.notices.models import DemoLetter, Message
from tongban.base.notices.rights import must
from tongban.base.notices.states import TROUBLED
from tongban.base.notices.types import ChannelKind, SentText, State, declared_templates

REASONS = {
    "gateway_down": gettext_lazy("发送通道不通"),
    "timeout": gettext_lazy("发送通道没有回应"),
    "unknown_number": gettext_lazy("没有这个号码"),
    "refused": gettext_lazy("对方不接收"),
}
"""What channels give as reasons, in words; a channel of a city's own uses these where they fit."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What the demo channel delivered."""

    kind: str
    address: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TroubledMessage:
    """A message that somebody must look at: nothing of its text, and the address masked."""

    id: UUID
    kind: str
    template: str
    """What officers call it."""
    address: str
    state: str
    reason: str
    """Why it did not go, in words."""
    attempts: int
    created_at: datetime
    subject_kind: str
    subject_id: str


def messages_to(address: str, *, limit: int = 50) -> list[SentText]:
    """The messages to an address, newest first. Whose address it is, the caller has made sure."""
    rows = Message.objects.filter(address_digest=addresses.digest_of(address))
    return [
        _as_sent(row)
        for row in rows.select_related("template").order_by("-created_at", "-id")[:limit]
    ]


def messages_about(subject_kind: str, subject_id: UUID | str) -> list[SentText]:
    """The messages about something, oldest first. Texts that were secret are not shown."""
    rows = Message.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return [_as_sent(row) for row in rows.select_related("template").order_by("created_at", "id")]


def troubled_messages(actor: Actor, *, limit: int = 200) -> list[TroubledMessage]:
    """Stuck and failed messages, newest first. Raises ``Forbidden`` for all but administrators."""
    must(actor, "troubled_messages")
    rows = _troubled().select_related("template").order_by("-created_at", "-id")[:limit]
    return [
        TroubledMessage(
            id=row.id,
            kind=str(ChannelKind(row.kind).label),
            template=_title(row.template.key),
            address=addresses.masked(row.address),
            state=str(State(row.state).label),
            reason=_in_words(row.reason),
            attempts=row.attempts,
            created_at=row.created_at,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
        )
        for row in rows
    ]


def troubled_count(actor: Actor) -> int:
    """How many stuck and failed messages there are. Raises ``Forbidden``."""
    must(actor, "troubled_count")
    return _troubled().count()


def demo_letters(address: str = "", *, limit: int = 50) -> list[Letter]:
    """What the demo channel delivered, newest first, to one address if given.

    Raises ``Missing`` outside the demo: the letters hold sign-in codes.
    """
    if not settings.DEMO:
        raise Missing(_("没有这个页面。"))
    rows = DemoLetter.objects.order_by("-created_at", "-id")
    if address:
        rows = rows.filter(address_digest=addresses.digest_of(address))
    return [
        Letter(
            kind=str(ChannelKind(row.kind).label),
            address=addresses.masked(row.address),
            text=row.text,
            created_at=row.created_at,
        )
        for row in rows[:limit]
    ]


def _troubled() -> QuerySet[Message]:
    return Message.objects.filter(state__in=TROUBLED)


def _title(key: str) -> str:
    brought = declared_templates().get(key)
    return brought.title if brought is not None and brought.title else key


def _in_words(reason: str) -> str:
    if reason in REASONS:
        return str(REASONS[reason])
    return _("发送通道出错（%s）") % reason


def _as_sent(row: Message) -> SentText:
    return SentText(
        id=row.id,
        template=row.template.key,
        text="" if row.is_sensitive else row.text,
        state=State(row.state),
        created_at=row.created_at,
        sent_at=row.sent_at,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
    )
