"""Reads of clients, grants and tokens: what is in force now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.models import (
    Account,
    Client,
    ClientSecret,
    Code,
    DeviceRequest,
    Grant,
    LogoutNotice,
    Token,
)
from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.rights import may
from tongban.base.accounts.types import ClientState, DeviceState, LogoutState, Scope, TokenKind
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.sealing import digest

CODE_CONTEXT = "accounts.code.code"
TOKEN_CONTEXT = "accounts.token.token"  # noqa: S105 - names the column, holds no token
DEVICE_CONTEXT = "accounts.devicerequest.device_code"
USER_CODE_CONTEXT = "accounts.devicerequest.user_code"
SUBJECT_CONTEXT = "accounts.grant.subject"
SESSION_CONTEXT = "accounts.grant.sid"
SECRET_CONTEXT = "accounts.clientsecret.secret"  # noqa: S105 - names the column, holds no secret


def client_in_force(which: Q, *, lock: bool = False) -> Client | None:
    """The one admitted client that fits, within its days; locked against its suspension if asked."""
    clients = Client.objects.select_related("account", "department")
    if lock:
        # Shared with other sign-ins, against decisions on the client alone.
        clients = clients.select_for_update(of=("self",), no_key=True)
    return clients.filter(
        which, Q(valid_until__isnull=True) | Q(valid_until__gte=today()), state=ClientState.ADMITTED
    ).first()


def subject_for(client: Client, account_id: UUID) -> str:
    """Who somebody is for one client: the same at every sign-in, another for every other client, so
    that two systems cannot join what they know (OpenID Connect Core, 8.1).
    """
    return digest(f"{client.id}:{account_id}", SUBJECT_CONTEXT).hex()[:40]


def sid_for(grant_id: UUID) -> str:
    """A sign-in's name for its client (``sid``): what its ID tokens and its logout token share."""
    return digest(str(grant_id), SESSION_CONTEXT).hex()[:32]


def plain_user_code(code: str) -> str:
    """A confirmation code as it is compared: without what people put between its letters."""
    return "".join(one for one in code.upper() if one.isalnum())


def is_alive(grant: Grant) -> bool:
    """Whether what was issued from a grant is still good: not ended, the client admitted, the
    account in use, still in the capacity, and not signed out where it signed in.
    """
    if grant.ended_at is not None or not is_in_force(grant.client):
        return False
    if grant.account is None:
        return True
    if not grant.account.is_active or not is_signed_in(grant):
        return False
    return _is_in_capacity(grant)


def is_in_force(client: Client) -> bool:
    """Whether a client that was read is admitted, and within its days."""
    return client.state == ClientState.ADMITTED and (
        client.valid_until is None or client.valid_until >= today()
    )


def is_signed_in(grant: Grant) -> bool:
    """Whether the session of the sign-in was not ended. Signing out deletes it; one that is only
    idle stays until its browser comes back or it is cleared away, so that work at the client goes on.
    """
    return Session.objects.filter(session_key=grant.session_key).exists()


def _is_in_capacity(grant: Grant) -> bool:
    assert grant.account is not None
    wanted = grant.capacity.partition(":")[0]
    return actor_for(grant.account, grant.capacity).capacity.value == wanted


def grant_actor(grant: Grant) -> Actor:
    """Who acts by a grant: the person in the capacity of the sign-in, looked up anew."""
    assert grant.account is not None
    return actor_for(grant.account, grant.capacity)


def machine_actor(client: Client) -> Actor:
    """The client itself as it acts, with the scopes of its admission."""
    return Actor(
        capacity=Capacity.MACHINE,
        name=client.name,
        account_id=client.account_id,
        department_id=client.department_id,
        department_name=client.department.name,
        division_code=client.division_code,
        scopes=frozenset(client.scopes),
    )


def holds_secret(client: Client, secret: str) -> bool:
    """Whether it is one of the client's secrets that are good now."""
    return ClientSecret.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now()),
        client=client,
        secret_digest=digest(secret, SECRET_CONTEXT),
    ).exists()


def code_known(code: str) -> Code | None:
    """A code, spent or not, within its time."""
    return (
        Code.objects.select_related("grant__client")
        .filter(code_digest=digest(code, CODE_CONTEXT), ends_at__gt=now())
        .first()
    )


def token_in_force(value: str, kind: TokenKind | None = None) -> Token | None:
    """A token that may be used now: within its time, not exchanged, its grant alive."""
    found = (
        Token.objects.select_related("grant__client__department", "grant__account__person")
        .filter(token_digest=digest(value, TOKEN_CONTEXT), ends_at__gt=now(), spent_at__isnull=True)
        .first()
    )
    if found is None or (kind and found.kind != kind) or not is_alive(found.grant):
        return None
    return found


def waiting_device(user_code: str) -> DeviceRequest | None:
    """The terminal that waits with that confirmation code."""
    found = (
        DeviceRequest.objects.select_related("client__department")
        .filter(
            user_digest=digest(plain_user_code(user_code), USER_CODE_CONTEXT),
            state=DeviceState.WAITING,
            ends_at__gt=now(),
        )
        .first()
    )
    return found if found and is_in_force(found.client) else None


def granted_before(account: Account, client: Client, capacity: str) -> set[str]:
    """What somebody already lets a client know in that capacity, out of the grants that are open."""
    told: set[str] = set()
    for scopes in Grant.objects.filter(
        account=account, client=client, capacity=capacity, ended_at__isnull=True
    ).values_list("scopes", flat=True):
        told.update(scopes)
    return told


def known_audiences() -> set[str]:
    """The interfaces of admitted clients, for which a token may be asked."""
    return set(
        Client.objects.filter(state=ClientState.ADMITTED)
        .exclude(audience="")
        .values_list("audience", flat=True)
    )


def clients_for(actor: Actor) -> QuerySet[Client]:
    """The clients that an officer sees: all of them for security and audit officers, those of one's
    department for its data officer.
    """
    clients = Client.objects.select_related("department", "asked_by__person", "decided_by__person")
    if may(actor, "clients_for", None):
        return clients.order_by("-created_at")
    if may(actor, "clients_for") and actor.department_id:
        return clients.filter(department_id=actor.department_id).order_by("-created_at")
    return clients.none()


REASONS = {
    "timeout": _("对方没有及时回应"),
    "unreachable": _("连不上对方"),
    "name_unknown": _("域名解析不了"),
    "tls": _("对方的证书不对"),
    "private_address": _("地址在没有放行的网络里"),
    "plain_http": _("地址不是 https"),
    "status": _("对方没有接受"),
    "cut_off": _("发送中断了，没有结果"),
}
"""Why a notice did not get through, in words. What is not here is shown as it is."""


def logouts_of(client: Client) -> dict[str, object]:
    """How many logout notices of a client wait or are stuck, and what the last one met with."""
    notices = LogoutNotice.objects.filter(grant__client=client)
    counted = notices.aggregate(
        waiting=Count("id", filter=Q(state=LogoutState.WAITING)),
        stuck=Count("id", filter=Q(state=LogoutState.STUCK)),
    )
    if counted["stuck"]:
        last = notices.filter(state=LogoutState.STUCK).order_by("-id").first()
        reason = last.reason if last else ""
        counted["reason"] = REASONS.get(reason.partition("_")[0], REASONS.get(reason, reason))
    return counted


@dataclass(frozen=True, slots=True)
class Known:
    """A system that somebody lets know them."""

    client: Client
    words: tuple[str, ...]
    since: datetime


def systems_knowing(account_id: UUID) -> list[Known]:
    """The systems with open grants of an account, by name, with everything they may know."""
    found: dict[UUID, Known] = {}
    for grant in (
        Grant.objects.filter(account_id=account_id, ended_at__isnull=True)
        .select_related("client__department")
        .order_by("created_at")
    ):
        words = tuple(str(Scope(one).label) for one in grant.scopes)
        known = found.get(grant.client_id)
        found[grant.client_id] = Known(
            grant.client,
            tuple(dict.fromkeys((*(known.words if known else ()), *words))),
            known.since if known else grant.created_at,
        )
    return sorted(found.values(), key=lambda known: known.client.name)
