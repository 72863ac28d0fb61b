"""登录授权: let a client know somebody, exchange codes and tokens once, end it all."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Code, DeviceRequest, Grant, RequestNonce, Token
from tongban.base.accounts.provider.reads import (
    CODE_CONTEXT,
    DEVICE_CONTEXT,
    TOKEN_CONTEXT,
    USER_CODE_CONTEXT,
    client_in_force,
    is_alive,
    plain_user_code,
    subject_for,
)
from tongban.base.accounts.rights import may, must
from tongban.base.accounts.services.ending import end_grant, end_grants_where
from tongban.base.accounts.types import DeviceState, TokenKind
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction

KEPT_AFTER = timedelta(days=2)
"""How long what is over stays known, so that its second use is still noticed."""


def _told(actor: Actor, act: str, grant: Grant, **detail: Any) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="grant",
        subject_id=grant.id,
        detail={"client": str(grant.client_id), **detail},
    )


@in_one_transaction
def open_grant(
    *,
    actor: Actor,
    client_id: UUID,
    scopes: list[str],
    capacity: str = "",
    session_key: str = "",
    authenticated_at: datetime | None = None,
    methods: list[str] | None = None,
) -> Grant:
    """Somebody lets a client know them as they are signed in; or a machine begins for itself.

    Raises Forbidden for a visitor or a machine in another's name, Missing for a client that is
    not (or no longer) admitted, Conflict for a scope that its admission does not grant.
    """
    must(actor, "open_grant")
    client = client_in_force(Q(id=client_id), lock=True)
    if client is None:
        raise Missing(_("没有这个接入系统，或者它已经停用。"))
    own = actor.account_id == client.account_id
    must(actor, "open_grant", client)
    assert actor.account_id is not None
    if not set(scopes) <= set(client.scopes):
        raise Conflict(_("这个系统没有获准使用这些信息。"), code="scope_not_granted")
    grant = Grant.objects.create(
        client=client,
        account_id=None if own else actor.account_id,
        subject=client.identifier if own else subject_for(client, actor.account_id),
        capacity=capacity,
        scopes=scopes,
        session_key=session_key,
        authenticated_at=authenticated_at,
        methods=methods or [],
    )
    _told(actor, "open_grant", grant, scopes=scopes)
    return grant


@in_one_transaction
def keep_code(
    *, actor: Actor, grant_id: UUID, code: str, content: dict[str, Any], life: int
) -> Code:
    """Remember a code of a grant for ``life`` seconds. Raises Missing, Forbidden."""
    grant = _grant_of(actor, "keep_code", grant_id)
    kept = Code.objects.create(
        grant=grant,
        code_digest=digest(code, CODE_CONTEXT),
        content=content,
        ends_at=now() + timedelta(seconds=life),
    )
    _told(actor, "keep_code", grant)
    return kept


def _grant_of(actor: Actor, act: str, grant_id: UUID) -> Grant:
    must(actor, act)
    locked = Grant.objects.select_for_update(of=("self",)).select_related("client")
    grant = locked.filter(id=grant_id).first()
    if grant is None:
        raise Missing(_("没有这次授权。"))
    must(actor, act, grant)
    return grant


@in_one_transaction
def spend_code(*, actor: Actor, code: str) -> Code | None:
    """Take a code, once. None when there is nothing to take: unknown, over, or another client's.

    A code that comes a second time was stolen or sent twice: its grant ends, and with it every
    token that was issued from it (RFC 6749, 4.1.2). That is kept, so nothing is raised.
    """
    found = (
        Code.objects.select_for_update(of=("self",))
        .select_related("grant__client", "grant__account")
        .filter(code_digest=digest(code, CODE_CONTEXT))
        .first()
    )
    if found is None or not may(actor, "spend_code", found.grant.client):
        return None
    if found.spent_at is not None:
        end_grant(actor, found.grant, "code_reused")
        return None
    if found.ends_at <= now() or not is_alive(found.grant):
        return None
    found.spent_at = now()
    found.save(update_fields=["spent_at"])
    _told(actor, "spend_code", found.grant)
    return found


@in_one_transaction
def keep_tokens(
    *,
    actor: Actor,
    grant_id: UUID,
    scopes: list[str],
    audience: list[str],
    access: str,
    access_life: int,
    refresh: str = "",
    refresh_life: int = 0,
    refresh_scopes: list[str] | None = None,
    refresh_audience: list[str] | None = None,
) -> None:
    """Remember what is handed out, by its digest. A refresh token lives ``refresh_life`` seconds
    from the sign-in on, however often it is exchanged.

    Raises Missing, Forbidden, and Conflict when the grant is over or the scopes are wider than its
    own.
    """
    grant = _grant_of(actor, "keep_tokens", grant_id)
    if not is_alive(grant):
        raise Conflict(_("这次授权已经结束。"), code="grant_ended")
    if not set(scopes) <= set(grant.scopes):
        raise Conflict(_("令牌的权限不能比授权的多。"), code="scope_not_granted")
    Token.objects.create(
        grant=grant,
        kind=TokenKind.ACCESS,
        token_digest=digest(access, TOKEN_CONTEXT),
        scopes=scopes,
        audience=audience,
        ends_at=now() + timedelta(seconds=access_life),
    )
    if refresh:
        Token.objects.create(
            grant=grant,
            kind=TokenKind.REFRESH,
            token_digest=digest(refresh, TOKEN_CONTEXT),
            scopes=refresh_scopes or scopes,
            audience=refresh_audience or audience,
            ends_at=grant.created_at + timedelta(seconds=refresh_life),
        )
    _told(actor, "keep_tokens", grant, scopes=scopes, refreshable=bool(refresh))


@in_one_transaction
def spend_refresh_token(*, actor: Actor, token: str) -> Token | None:
    """Take a refresh token, once. None when it cannot be taken.

    One that comes a second time ends its grant: either the thief or the owner holds a newer one,
    and nobody can tell which (RFC 9700, 4.14.2). That is kept, so nothing is raised.
    """
    found = (
        Token.objects.select_for_update(of=("self",))
        .select_related("grant__client", "grant__account")
        .filter(token_digest=digest(token, TOKEN_CONTEXT), kind=TokenKind.REFRESH)
        .first()
    )
    if found is None or not may(actor, "spend_refresh_token", found.grant.client):
        return None
    if found.spent_at is not None:
        end_grant(actor, found.grant, "refresh_reused")
        return None
    if found.ends_at <= now() or not is_alive(found.grant):
        return None
    found.spent_at = now()
    found.save(update_fields=["spent_at"])
    _told(actor, "spend_refresh_token", found.grant)
    return found


@in_one_transaction
def give_up_token(*, actor: Actor, token: str) -> None:
    """A client gives up one of its own tokens; a refresh token takes the grant along (RFC 7009).

    Of another client's token, or one that there is not, nothing happens and nothing is told.
    """
    found = (
        Token.objects.select_for_update(of=("self",))
        .select_related("grant__client")
        .filter(token_digest=digest(token, TOKEN_CONTEXT))
        .first()
    )
    if found is None or not may(actor, "give_up_token", found.grant.client):
        return
    if found.kind == TokenKind.REFRESH:
        end_grant(actor, found.grant, "given_up")
    elif found.ends_at > now():
        found.ends_at = now()
        found.save(update_fields=["ends_at"])
        _told(actor, "give_up_token", found.grant)


@in_one_transaction
def end_grants(*, actor: Actor, client_id: UUID, reason: str = "signed_out") -> int:
    """Whoever is signed in takes back what a client knows them by; how many grants ended.

    Raises Forbidden for a visitor.
    """
    must(actor, "end_grants")
    return end_grants_where(actor, Q(client_id=client_id, account_id=actor.account_id), reason)


@in_one_transaction
def ask_for_device(
    *, actor: Actor, device_code: str, user_code: str, scopes: list[str], life: int
) -> DeviceRequest:
    """A terminal asks to be signed in; it waits for ``life`` seconds for somebody's confirmation.

    Raises Missing for a client that is not admitted, Conflict for a scope it was not granted.
    """
    client = client_in_force(Q(account_id=actor.account_id), lock=True)
    if client is None:
        raise Missing(_("没有这个接入系统，或者它已经停用。"))
    if not set(scopes) <= set(client.scopes):
        raise Conflict(_("这个系统没有获准使用这些信息。"), code="scope_not_granted")
    # A waiting code that is over must not stand in the way of a new one that happens to be equal.
    DeviceRequest.objects.filter(state=DeviceState.WAITING, ends_at__lte=now()).update(
        state=DeviceState.DENIED
    )
    asked = DeviceRequest.objects.create(
        client=client,
        device_digest=digest(device_code, DEVICE_CONTEXT),
        user_digest=digest(plain_user_code(user_code), USER_CODE_CONTEXT),
        scopes=scopes,
        ends_at=now() + timedelta(seconds=life),
    )
    record(actor=actor, act="ask_for_device", subject_kind="client", subject_id=client.id)
    return asked


@in_one_transaction
def answer_device(
    *,
    actor: Actor,
    user_code: str,
    allow: bool,
    capacity: str = "",
    session_key: str = "",
    authenticated_at: datetime | None = None,
    methods: list[str] | None = None,
) -> DeviceRequest:
    """Whoever is signed in lets the waiting terminal in as themselves, or not.

    Raises Forbidden for a visitor, Missing when no terminal waits with that code, and as
    ``open_grant``.
    """
    must(actor, "answer_device")
    asked = (
        DeviceRequest.objects.select_for_update(of=("self",))
        .filter(
            user_digest=digest(plain_user_code(user_code), USER_CODE_CONTEXT),
            state=DeviceState.WAITING,
            ends_at__gt=now(),
        )
        .first()
    )
    if asked is None:
        raise Missing(_("没有等待这个确认码的终端，请看清屏幕上的码再填。"), code="no_device")
    if allow:
        asked.grant = open_grant(
            actor=actor,
            client_id=asked.client_id,
            scopes=asked.scopes,
            capacity=capacity,
            session_key=session_key,
            authenticated_at=authenticated_at,
            methods=methods,
        )
    asked.state = DeviceState.CONFIRMED if allow else DeviceState.DENIED
    asked.save(update_fields=["state", "grant"])
    record(
        actor=actor,
        act="answer_device",
        subject_kind="client",
        subject_id=asked.client_id,
        detail={"allowed": allow},
    )
    return asked


@in_one_transaction
def poll_device(*, actor: Actor, device_code: str, interval: int) -> tuple[str, Grant | None]:
    """A terminal asks how far its request is: one of RFC 8628's words, or ``ok`` and the grant.

    ``ok`` is said once. A terminal that asks again within ``interval`` seconds is told so.
    """
    asked = (
        DeviceRequest.objects.select_for_update(of=("self",))
        .select_related("client", "grant__client", "grant__account")
        .filter(device_digest=digest(device_code, DEVICE_CONTEXT))
        .first()
    )
    if asked is None or not may(actor, "poll_device", asked.client):
        return "invalid_grant", None
    if asked.state == DeviceState.TAKEN:
        return "invalid_grant", None
    if asked.ends_at <= now():
        return "expired_token", None
    polled_before, asked.polled_at = asked.polled_at, now()
    if polled_before and now() < polled_before + timedelta(seconds=interval):
        asked.save(update_fields=["polled_at"])
        return "slow_down", None
    answer = "authorization_pending" if asked.state == DeviceState.WAITING else "access_denied"
    if asked.state == DeviceState.CONFIRMED and asked.grant and is_alive(asked.grant):
        answer, asked.state = "ok", DeviceState.TAKEN
        _told(actor, "take_device", asked.grant)
    asked.save(update_fields=["polled_at", "state"])
    return answer, asked.grant if answer == "ok" else None


@in_one_transaction
def clear_grants(*, actor: Actor) -> int:
    """Forget codes, tokens, terminals and nonces that were over two days ago; how many rows.

    For the platform alone. Grants stay: they are the record of who let whom know them.
    """
    must(actor, "clear_grants")
    until = now() - KEPT_AFTER
    cleared = sum(
        over.filter(ends_at__lt=until).delete()[0]
        for over in (
            Code.objects.all(),
            Token.objects.all(),
            DeviceRequest.objects.all(),
            RequestNonce.objects.all(),
        )
    )
    if cleared:
        record(
            actor=actor,
            act="clear_grants",
            subject_kind="grant",
            subject_id="all",
            detail={"rows": cleared},
        )
    return cleared
