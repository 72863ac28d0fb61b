"""登录会话: begin, follow and end what one sees under "my devices"."""

from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Grant, SignInSession
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.ending import end_grants_where
from tongban.base.accounts.services.warning import warn_of_new_device
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def open_session(
    *,
    actor: Actor,
    account_id: UUID,
    session_key: str,
    method: str,
    device: str,
    address: str,
    detail: dict[str, Any] | None = None,
    new_device: str = "",
) -> SignInSession:
    """Write down that a browser signed in. Only the platform says so.

    ``address`` is masked already. ``detail`` goes into the audit record beside the method.
    ``new_device``: the device in words, when the browser is not known; the owner is told.
    """
    must(actor, "open_session")
    opened, created = SignInSession.objects.get_or_create(
        session_key=session_key,
        defaults={
            "account_id": account_id,
            "method": method,
            "device": device[:64],
            "address": address[:64],
            "seen_at": now(),
        },
    )
    if created:
        record(
            actor=actor,
            act="sign_in",
            subject_kind="account",
            subject_id=account_id,
            detail={"method": method, "device": device, "address": address, **(detail or {})},
        )
        if new_device:
            warn_of_new_device(actor, opened, new_device)
    return opened


@in_one_transaction
def touch_session(*, actor: Actor, session_key: str) -> None:
    """Keep that a session is in use. Not recorded: it is said every minute and decides nothing."""
    must(actor, "touch_session")
    SignInSession.objects.filter(session_key=session_key, ended_at__isnull=True).update(
        seen_at=now()
    )


@in_one_transaction
def rename_session(*, actor: Actor, old_key: str, new_key: str) -> None:
    """Follow a session whose key was changed, so that the old key is worth nothing.

    What was granted out of it follows, too: who changes the capacity has not signed out.
    """
    must(actor, "rename_session")
    SignInSession.objects.filter(session_key=old_key, ended_at__isnull=True).update(
        session_key=new_key
    )
    Grant.objects.filter(session_key=old_key, ended_at__isnull=True).update(session_key=new_key)


@in_one_transaction
def close_session(*, actor: Actor, session_key: str, end: str) -> None:
    """End a session by its key: signed out, idle too long, or over. Said twice it is done once."""
    must(actor, "close_session")
    for one in _open().filter(session_key=session_key):
        _end(actor, [one], end)
        record(
            actor=actor,
            act="sign_out",
            subject_kind="account",
            subject_id=one.account_id,
            detail={"end": end, "device": one.device, "address": one.address},
        )


@in_one_transaction
def end_session(*, actor: Actor, session_id: UUID) -> None:
    """Sign one of one's own devices out. Raises Missing for another's, or one that has ended."""
    must(actor, "end_session")
    account_id = actor.account_id
    assert account_id is not None
    one = _open().filter(id=session_id, account_id=account_id).first()
    if one is None:
        raise Missing(_("没有这台设备，或者它已经退出。"))
    _end(actor, [one], "elsewhere")
    record(
        actor=actor,
        act="end_session",
        subject_kind="account",
        subject_id=account_id,
        detail={"device": one.device, "address": one.address},
    )


@in_one_transaction
def end_other_sessions(*, actor: Actor, keep: str) -> int:
    """Sign all of one's devices out but the one whose session key is ``keep``; returns how many."""
    must(actor, "end_other_sessions")
    account_id = actor.account_id
    assert account_id is not None
    others = list(_open().filter(account_id=account_id).exclude(session_key=keep))
    _end(actor, others, "elsewhere")
    if others:
        record(
            actor=actor,
            act="end_other_sessions",
            subject_kind="account",
            subject_id=account_id,
            detail={"sessions": len(others)},
        )
    return len(others)


@in_one_transaction
def change_capacity(*, actor: Actor, wanted: str, allowed: frozenset[str]) -> None:
    """Record that somebody goes on in another capacity. Raises Forbidden for one not ``allowed``."""
    must(actor, "change_capacity", (wanted, allowed))
    assert actor.account_id is not None
    record(
        actor=actor,
        act="change_capacity",
        subject_kind="account",
        subject_id=actor.account_id,
        detail={"to": wanted},
    )


def _open() -> QuerySet[SignInSession]:
    return SignInSession.objects.select_for_update().filter(ended_at__isnull=True).order_by("id")


def _end(actor: Actor, sessions: list[SignInSession], end: str) -> None:
    """Django's session goes, and with it whatever its cookie was worth; what clients were granted
    out of it goes, too, and they are told.
    """
    keys = [one.session_key for one in sessions]
    Session.objects.filter(session_key__in=keys).delete()
    if keys:
        end_grants_where(actor, Q(session_key__in=keys), end)
    SignInSession.objects.filter(id__in=[one.id for one in sessions]).update(
        ended_at=now(), end=end
    )
