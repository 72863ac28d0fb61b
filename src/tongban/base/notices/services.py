"""Acts on messages: publish a text, send, deliver, send again."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel import actors, moments
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.transactions import in_one_transaction
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
_SKEW = timedelta(seconds=5)
"""A worker's clock may be that much before ours; its job is not sent home for it."""
_OVERDUE = timedelta(minutes=5)
CLAIM = timedelta(minutes=1)
"""For how long the worker that hands a message over keeps it from the others. A channel gives up
long before; what a killed worker had claimed is tried again after it."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A message that this worker hands over now; ``attempt`` tells it from later claims."""

    attempt: int
    at: datetime
    message: OutgoingMessage


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

    Claimed in one transaction, handed over outside of any, recorded in another: a gateway that is
    slow holds no lock. Running it twice, late, or in two workers at once has one effect: a message
    that does not wait, not yet, or is claimed, is left alone. If the process dies after the claim,
    the message is tried again when the claim is over, with the same key.
    """
    must(actor, "deliver")
    claim = _claimed(actor, message_id)
    if claim is not None:
        _record_outcome(actor, claim, _handed_over(claim))


@transaction.atomic(durable=True)
def _claimed(actor: Actor, message_id: UUID) -> _Claim | None:
    """The message, kept from every other worker for ``CLAIM``; None when it is not to be tried.

    Durable: the claim must stand before the channel is called.
    """
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("template")
        .filter(pk=message_id)
        .first()
    )
    now = moments.now()
    if message is None or message.state != State.WAITING or message.next_try_at is None:
        return None
    if message.next_try_at > now + _SKEW:
        if message.claimed_until is not None:
            # Another worker has it, or had it and died: then this job is the one that is left.
            jobs.queue(message.id, message.claimed_until)
        return None
    if message.expires_at is not None and message.expires_at <= now:
        _finish(actor, message, State.EXPIRED, reason="expired")
        return None
    message.attempts += 1
    message.next_try_at = message.claimed_until = now + CLAIM
    message.save(update_fields=["attempts", "next_try_at", "claimed_until"])
    return _Claim(
        attempt=message.attempts,
        at=now,
        message=OutgoingMessage(
            key=message.id,
            kind=ChannelKind(message.kind),
            address=message.address,
            text=message.text,
            template=message.template.key,
        ),
    )


@in_one_transaction
def _record_outcome(actor: Actor, claim: _Claim, outcome: _Outcome) -> None:
    """Write down what the channel said."""
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("template")
        .get(pk=claim.message.key)
    )
    if message.state != State.WAITING:
        return
    if message.attempts != claim.attempt and outcome.receipt is None:
        # It took longer than the claim, and another worker is at it: its word counts.
        return
    message.channel, message.claimed_until = outcome.channel, None
    if outcome.receipt is not None:
        message.reference = outcome.receipt.reference[:100]
        message.sent_at = claim.at
        _finish(actor, message, State.SENT)
    elif outcome.is_permanent:
        _finish(actor, message, State.FAILED, reason=_told(outcome.reason, message))
    else:
        _try_later(actor, message, claim.at, _told(outcome.reason, message))


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
    message.state, message.attempts, message.reason = State.WAITING, 0, ""
    message.next_try_at = moments.now()
    message.save(update_fields=["state", "attempts", "reason", "next_try_at"])
    _record(actor, "send_message_again", message)
    jobs.queue(message.id)
    return message


@in_one_transaction
def catch_up(*, actor: Actor, limit: int = 1000) -> int:
    """Queue again what should have been tried five minutes ago; how many were not queued.

    A worker that was killed in the middle leaves its job behind; the message must not stay with
    it. Only the platform.
    """
    must(actor, "catch_up")
    overdue = Message.objects.filter(
        state=State.WAITING, next_try_at__lt=moments.now() - _OVERDUE
    ).order_by("next_try_at")
    return sum(jobs.queue(each) for each in overdue.values_list("id", flat=True)[:limit])


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


def _handed_over(claim: _Claim) -> _Outcome:
    """What the channel says. Whatever else goes wrong in a channel counts as temporary."""
    name = ""
    try:
        channel = plugins.channel_for(claim.message.kind)
        name = channel.name
        return _Outcome(channel=name, receipt=channel.deliver(claim.message))
    except PermanentChannelError as error:
        return _Outcome(channel=name, reason=error.reason, is_permanent=True)
    except TemporaryChannelError as error:
        return _Outcome(channel=name, reason=error.reason)
    except Exception as error:  # noqa: BLE001 - a broken channel must not stop the others
        # Only the type: the words of an unknown error may hold the address.
        logger.error(  # noqa: TRY400
            "channel %s broke at message %s: %s", name, claim.message.key, type(error).__name__
        )
        return _Outcome(channel=name, reason=type(error).__name__)


def _told(reason: str, message: Message) -> str:
    """The reason for the outbox, even if a channel put the address into it."""
    return reason.replace(message.address, addresses.masked(message.address))[:100]


def _try_later(actor: Actor, message: Message, now: datetime, reason: str) -> None:
    if message.attempts > len(RETRY_AFTER):
        _finish(actor, message, State.STUCK, reason=reason)
        return
    message.reason = reason
    message.next_try_at = now + RETRY_AFTER[message.attempts - 1]
    message.save(update_fields=["reason", "next_try_at", "claimed_until", "channel"])
    jobs.queue(message.id, message.next_try_at)


def _finish(actor: Actor, message: Message, state: State, reason: str = "") -> None:
    message.state, message.reason = state, reason
    message.next_try_at = message.claimed_until = None
    if message.is_sensitive and not NEXT[state]:
        message.text = ""
    message.save(
        update_fields=[
            "state",
            "reason",
            "next_try_at",
            "claimed_until",
            "channel",
            "reference",
            "sent_at",
            "text",
        ]
    )
    if state is not State.SENT:
        logger.warning("message %s is %s: %s", message.id, state.value, reason)
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
            row.state, row.next_try_at, row.claimed_until = State.EXPIRED, None, None
            row.reason = "erased"
        row.save()
    return len(rows)
