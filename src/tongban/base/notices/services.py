"""Acts on messages: publish a text, send, deliver, send again."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel import actors, moments
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.kernel.tries import Tries, settle
from tongban.base.notices import addresses, jobs, plugins, texts
from tongban.base.notices.models import Message, TemplateRevision
from tongban.base.notices.rights import must
from tongban.base.notices.states import NEXT
from tongban.base.notices.types import (
    ChannelKind,
    OutgoingMessage,
    PermanentChannelError,
    Receipt,
    State,
    TemporaryChannelError,
    declared_templates,
)

logger = logging.getLogger(__name__)

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""How long after each failed try the next one comes. When the last has failed, the message is
stuck."""
CLAIM = timedelta(minutes=1)
"""For how long the worker that hands a message over keeps it from the others. A channel gives up
long before; what a killed worker had claimed is tried again after it."""
TRIES: Tries[Message] = Tries(
    rows=lambda: Message.objects.select_related("template"),
    queue=jobs.queue,
    retry_after=RETRY_AFTER,
    claim_for=CLAIM,
    skew=timedelta(seconds=5),
    takes_late_arrivals=True,
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the channel said: a receipt, or why not."""

    channel: str
    receipt: Receipt | None = None
    reason: str = ""
    is_permanent: bool = False


@in_one_transaction
def publish_template(
    *, actor: Actor, key: str, kind: ChannelKind, text: str, names: Collection[str]
) -> TemplateRevision:
    """Publish the next revision of a text (发布消息模板); the newest one again if it is the same.

    Only a system administrator or the platform. Raises ``Forbidden`` and ``Invalid``
    (``template_invalid``), for instance for a placeholder that ``names`` does not declare.
    """
    must(actor, "publish_template")
    if not texts.NAME.fullmatch(key):
        raise ValueError(f"template key {key!r} is not a short English name")
    texts.check(text, names)
    _lock(f"template:{key}:{kind}")
    newest = _newest(key, kind)
    if newest is not None and newest.text == text and set(newest.names) == set(names):
        return newest
    revision = TemplateRevision.objects.create(
        key=key,
        kind=kind,
        revision=newest.revision + 1 if newest is not None else 1,
        text=text,
        names=sorted(names),
        published_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="publish_template",
        subject_kind="template_revision",
        subject_id=revision.id,
        division_code=actor.division_code,
        detail={"key": key, "kind": kind.value, "revision": revision.revision},
    )
    return revision


@in_one_transaction
def send(
    *,
    actor: Actor,
    template: str,
    address: str,
    values: Mapping[str, texts.Value],
    subject_kind: str,
    subject_id: UUID | str,
    channel: ChannelKind | str | None = None,
    sensitive: bool = False,
    valid_for: timedelta | None = None,
    division_code: str = "",
) -> Message:
    """Put a message into the outbox and queue its delivery, with the caller's transaction (发送).

    ``address`` is a mobile number or the id of a mailbox; ``channel`` is the kind, told from the
    address unless given. ``sensitive``: the text (a code) is wiped once it is delivered or over.
    ``valid_for``: after that time it is not delivered any more. Any actor: a message is the
    consequence of another act, which has asked who may.

    It is delivered at least once; a channel that honours the key delivers it once. How many
    messages an address may get in a time is the caller's matter. Raises ``Missing``
    (``template_missing``) and ``Invalid`` (``notice_address``, ``template_values``).
    """
    address = addresses.one_form(address)
    kind = addresses.kind_of(address) if channel is None else ChannelKind(channel)
    revision = _revision(template, kind)
    now = moments.now()
    message = Message.objects.create(
        template=revision,
        kind=kind,
        address=address,
        address_digest=addresses.digest_of(address),
        text=texts.filled(revision.text, revision.names, values),
        is_sensitive=sensitive,
        next_try_at=now,
        expires_at=now + valid_for if valid_for is not None else None,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        division_code=division_code or actor.division_code,
        sent_by=actor.as_value(),
    )
    _record(actor, "send_message", message)
    jobs.queue(message.id)
    return message


def deliver(*, actor: Actor, message_id: UUID) -> None:
    """Try a waiting message once (投递). Only the platform.

    Running it twice, late, or in two workers at once has one effect (``kernel.tries``). If the
    process dies after the claim, the message is tried again when the claim is over, with the same
    key.
    """
    must(actor, "deliver")
    claim = TRIES.claim(
        message_id,
        lambda message: _outgoing(actor, message),
        lambda message: _note_end(actor, message),
    )
    if claim is None:
        return
    outcome = _handed_over(claim.content)
    reason = None if outcome.receipt is not None else _told(outcome.reason, claim.content)
    given_up = State.FAILED if outcome.is_permanent else ""

    def then(message: Message) -> None:
        message.channel = outcome.channel
        if outcome.receipt is not None:
            message.reference = outcome.receipt.reference[:100]
        _note_end(actor, message)

    TRIES.conclude(claim, reason, then, given_up=given_up)


def _outgoing(actor: Actor, message: Message) -> OutgoingMessage | None:
    if message.expires_at is not None and message.expires_at <= moments.now():
        settle(message, State.EXPIRED)
        message.reason = "expired"
        _note_end(actor, message)
        message.save()
        return None
    return OutgoingMessage(
        key=message.id,
        kind=ChannelKind(message.kind),
        address=message.address,
        text=message.text,
        template=message.template.key,
    )


@in_one_transaction
def send_again(*, actor: Actor, message_id: UUID) -> Message:
    """Let a stuck or failed message be tried anew (再发一次), with all its tries.

    Only a system administrator or the platform. Raises ``Forbidden``, ``Missing`` and
    ``Conflict`` (``message_not_stuck``) from any other state.
    """
    must(actor, "send_again")
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("template")
        .filter(pk=message_id)
        .first()
    )
    if message is None:
        raise Missing(_("没有这条消息。"))
    if State.WAITING not in NEXT[State(message.state)] or message.state == State.WAITING:
        raise Conflict(
            _("这条消息现在是“%s”，不需要再发。") % State(message.state).label,
            code="message_not_stuck",
        )
    message.reason = ""
    TRIES.again(message)
    _record(actor, "send_message_again", message)
    return message


@in_one_transaction
def catch_up(*, actor: Actor, limit: int = 1000) -> int:
    """Queue again what should have been tried five minutes ago; how many were not queued.

    A worker that was killed in the middle leaves its job behind; the message must not stay with
    it. Only the platform.
    """
    must(actor, "catch_up")
    return TRIES.catch_up(limit)


def _newest(key: str, kind: ChannelKind) -> TemplateRevision | None:
    return TemplateRevision.objects.filter(key=key, kind=kind).order_by("-revision").first()


def _revision(key: str, kind: ChannelKind) -> TemplateRevision:
    """The newest revision; that which an app brought along becomes the first."""
    if (newest := _newest(key, kind)) is not None:
        return newest
    brought = declared_templates().get(key)
    if brought is None or kind not in brought.kinds:
        raise Missing(
            _("没有名为 %(key)s 的%(kind)s模板。请先发布模板。") % {"key": key, "kind": kind.label},
            code="template_missing",
        )
    return publish_template(
        actor=actors.system("消息模板"), key=key, kind=kind, text=brought.text, names=brought.names
    )


def _handed_over(message: OutgoingMessage) -> _Outcome:
    """What the channel says. Whatever else goes wrong in a channel counts as temporary."""
    name = ""
    try:
        channel = plugins.channel_for(message.kind)
        name = channel.name
        return _Outcome(channel=name, receipt=channel.deliver(message))
    except PermanentChannelError as error:
        return _Outcome(channel=name, reason=error.reason, is_permanent=True)
    except TemporaryChannelError as error:
        return _Outcome(channel=name, reason=error.reason)
    except Exception as error:  # noqa: BLE001 - a broken channel must not stop the others
        # Only the type: the words of an unknown error may hold the address.
        logger.error(  # noqa: TRY400
            "channel %s broke at message %s: %s", name, message.key, type(error).__name__
        )
        return _Outcome(channel=name, reason=type(error).__name__)


def _told(reason: str, message: OutgoingMessage) -> str:
    """The reason for the outbox, even if a channel put the address into it."""
    return reason.replace(message.address, addresses.masked(message.address))[:100]


def _note_end(actor: Actor, message: Message) -> None:
    """What a message that is over leaves; the caller saves it."""
    state = State(message.state)
    if state is State.WAITING:
        return
    if message.is_sensitive and not NEXT[state]:
        message.text = ""
    if state is not State.SENT:
        logger.warning("message %s is %s: %s", message.id, state.value, message.reason)
        _record(actor, "give_up_message", message)


def _record(actor: Actor, act: str, message: Message) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="message",
        subject_id=message.id,
        division_code=message.division_code,
        reason=message.reason,
        detail={
            "template": message.template.key,
            "revision": message.template.revision,
            "kind": message.kind,
            "state": message.state,
            "about": f"{message.subject_kind}:{message.subject_id}",
        },
    )


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


_POST = {"capacity", "department_name", "post_name"}
"""What of an actor names nobody."""


@in_one_transaction
def erase_messages(*, actor: Actor, subject_kind: str, subject_id: UUID) -> int:
    """Empty what was sent about something that is destroyed: address, text, by whom. How many.

    What still waits is not sent any more. Part of the act that destroys; it records it.
    """
    must(actor, "erase_messages")
    rows = list(
        Message.objects.select_for_update(of=("self",)).filter(
            subject_kind=subject_kind, subject_id=str(subject_id)
        )
    )
    for row in rows:
        row.address, row.text, row.address_digest = "", "", bytes(32)
        # Whoever let it be sent may be the person itself.
        row.sent_by = {k: v for k, v in row.sent_by.items() if k in _POST}
        if row.state == State.WAITING:
            settle(row, State.EXPIRED)
            row.reason = "erased"
        row.save()
    return len(rows)
