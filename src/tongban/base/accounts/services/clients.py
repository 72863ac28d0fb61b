"""接入系统: apply, review, admit, suspend, resume, end; and the secrets of those admitted."""

import base64
import re
from datetime import date, timedelta
from secrets import token_hex, token_urlsafe
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, Client, ClientSecret, Grant
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.people import PHONE, findings_of_name
from tongban.base.accounts.types import MACHINE_SCOPES, ClientKind, ClientState, Scope
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.outgoing import OutgoingRefusedError, is_plain_host, place_of
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department as department_of

SECRET_CONTEXT = "accounts.clientsecret.secret"  # noqa: S105 - names the column, holds no secret
OVERLAP = timedelta(days=7)
"""How long the older secret stays good when a new one is made."""
MOST_ADDRESSES = 10
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ADDRESS = re.compile(r"[!-~]{1,500}")
"""Printable ASCII without a space: an address is compared character by character."""

MOVES: dict[str, tuple[ClientState, ...]] = {
    "admit_client": (ClientState.ASKED,),
    "refuse_client": (ClientState.ASKED,),
    "suspend_client": (ClientState.ADMITTED,),
    "resume_client": (ClientState.SUSPENDED,),
    "end_client": (ClientState.ADMITTED, ClientState.SUSPENDED),
}
"""From which states each act may be done."""


@in_one_transaction
def apply_for_client(
    *,
    actor: Actor,
    name: str,
    kind: str,
    purpose: str,
    contact_name: str,
    contact_phone: str,
    scopes: list[str],
    department_id: UUID | None = None,
    redirect_addresses: list[str] | None = None,
    logout_addresses: list[str] | None = None,
    logout_notice_address: str = "",
    audience: str = "",
    public_key: str = "",
    certificate_subject: str = "",
) -> Client:
    """A department's data officer applies for one of its systems; nothing is opened by that.

    Raises Forbidden, and Invalid with every finding.
    """
    must(actor, "apply_for_client")
    where = department_id if actor.is_platform else actor.department_id
    if where is None:
        raise Missing(_("没有这个部门。"))
    department = department_of(where)
    back, after = redirect_addresses or [], logout_addresses or []
    findings = findings_of_name(name, 100)
    findings += _findings_of_words(purpose, contact_name, contact_phone)
    findings += _findings_of_way(kind, scopes, back, public_key, certificate_subject)
    for place, addresses in (
        ("redirect_addresses", back),
        ("logout_addresses", after),
        ("audience", [audience] if audience else []),
    ):
        findings += _findings_of_addresses(place, addresses)
    findings += _findings_of_notice_address(kind, logout_notice_address)
    if findings:
        raise Invalid(_("没有提交，请按提示核对后再填。"), findings=findings)
    client = Client.objects.create(
        identifier=f"c-{token_hex(8)}",
        name=name.strip(),
        kind=kind,
        department_id=department.id,
        division_code=department.division.code,
        purpose=purpose.strip(),
        contact_name=contact_name.strip(),
        contact_phone=contact_phone,
        redirect_addresses=back,
        logout_addresses=after,
        logout_notice_address=logout_notice_address,
        audience=audience,
        scopes=sorted(set(scopes)),
        public_key=public_key,
        certificate_subject=certificate_subject,
        asked_by_id=actor.account_id,
    )
    _told(actor, "apply_for_client", client, scopes=client.scopes, addresses=back)
    return client


def _findings_of_words(purpose: str, contact_name: str, contact_phone: str) -> list[FieldFinding]:
    found = []
    if not 0 < len(purpose.strip()) <= 500:
        found.append(FieldFinding("purpose", "length", _("请用 1 到 500 个字写清用途。")))
    if findings_of_name(contact_name, 100):
        found.append(FieldFinding("contact_name", "length", _("请填联系人的姓名。")))
    if not (PHONE.fullmatch(contact_phone) or re.fullmatch(r"0\d{2,3}-?\d{7,8}", contact_phone)):
        found.append(
            FieldFinding("contact_phone", "phone", _("请填 11 位手机号，或者带区号的座机号。"))
        )
    return found


def _findings_of_way(
    kind: str, scopes: list[str], back: list[str], public_key: str, subject: str
) -> list[FieldFinding]:
    """What does not fit the way in which the system wants to come in."""
    if kind not in ClientKind.values:
        return [FieldFinding("kind", "unknown", _("没有这种接入方式，请重选。"))]
    found = []
    allowed = MACHINE_SCOPES if kind == ClientKind.MACHINE else set(Scope.values) - MACHINE_SCOPES
    if not scopes or not set(scopes) <= allowed:
        found.append(FieldFinding("scopes", "scopes", _("请选权限范围，只能选这种接入方式有的。")))
    if kind != ClientKind.MACHINE and Scope.OPENID not in scopes:
        found.append(FieldFinding("scopes", "openid", _("登录一定要有“知道是同一个人再次登录”。")))
    if kind == ClientKind.WEB and not back:
        found.append(FieldFinding("redirect_addresses", "none", _("请填登录后返回的地址。")))
    if kind != ClientKind.WEB and back:
        found.append(FieldFinding("redirect_addresses", "unused", _("这种接入方式不用返回地址。")))
    if public_key and not is_public_key(public_key):
        found.append(
            FieldFinding("public_key", "key", _("公钥是 Ed25519 的 32 个字节，用 base64url 写。"))
        )
    if len(subject) > 300:
        found.append(FieldFinding("certificate_subject", "length", _("证书主体最多 300 个字。")))
    return found


def is_public_key(text: str) -> bool:
    """Whether it is a raw Ed25519 public key in base64url without padding."""
    try:
        raw = base64.b64decode(text + "=", altchars=b"-_", validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return False
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == text


def _findings_of_addresses(place: str, addresses: list[str]) -> list[FieldFinding]:
    """Only https and nothing that two readers could read in two ways; http for this machine alone."""
    if len(addresses) > MOST_ADDRESSES:
        return [
            FieldFinding(place, "many", _("最多填 %(most)s 个地址。") % {"most": MOST_ADDRESSES})
        ]
    return [
        FieldFinding(
            place,
            "address",
            _("“%(address)s”不能用：要以 https:// 开头，不带用户名、#、* 和反斜线。")
            % {"address": one[:60]},
        )
        for one in addresses
        if not is_plain_address(one)
    ]


def _findings_of_notice_address(kind: str, address: str) -> list[FieldFinding]:
    """We call it ourselves, so it must be one that we may call."""
    if not address:
        return []
    place = "logout_notice_address"
    if kind == ClientKind.MACHINE:
        return [FieldFinding(place, "unused", _("只调用接口的系统没有人登录，不用退出通知地址。"))]
    try:
        is_good = place_of(address).scheme == "https" or is_plain_host(place_of(address))
    except OutgoingRefusedError:
        is_good = False
    if is_good:
        return []
    words = _("“%(address)s”不能用：要以 https:// 开头，不带用户名、#、* 和反斜线。")
    return [FieldFinding(place, "address", words % {"address": address[:60]})]


def is_plain_address(address: str) -> bool:
    """Whether an address may be registered; see ``_findings_of_addresses``."""
    if not ADDRESS.fullmatch(address) or any(one in address for one in "#*\\@"):
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "/../" in f"{parts.path}/" or "/./" in f"{parts.path}/":
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def _locked(actor: Actor, client_id: UUID, act: str) -> Client:
    """Steps one to three of every decision: who may, the row, its state."""
    must(actor, act)
    client = Client.objects.select_for_update(of=("self",)).filter(id=client_id).first()
    if client is None:
        raise Missing(_("没有这个接入系统。"))
    if client.state not in MOVES[act]:
        raise Conflict(
            _("这个系统现在是“%(state)s”，不能这样办。请刷新再看。")
            % {"state": client.get_state_display()},
            code="client_state",
        )
    return client


def _told(actor: Actor, act: str, client: Client, reason: str = "", **detail: Any) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="client",
        subject_id=client.id,
        division_code=client.division_code,
        reason=reason,
        detail=detail,
    )


def _must_say_why(reason: str) -> str:
    if not 0 < len(reason.strip()) <= 500:
        raise Invalid(
            _("请写明原因再提交。"),
            findings=[FieldFinding("reason", "length", _("请用 1 到 500 个字写明原因。"))],
        )
    return reason.strip()


@in_one_transaction
def admit_client(
    *,
    actor: Actor,
    client_id: UUID,
    scopes: list[str],
    daily_quota: int,
    valid_until: date | None = None,
) -> Client:
    """Let a system in, with the scopes asked for or fewer, a quota, and until when.

    Its machine account is opened. Raises Forbidden, also for whoever applied: admission takes two;
    Missing, Conflict, Invalid.
    """
    client = _locked(actor, client_id, "admit_client")
    must(actor, "admit_client", client)
    findings = []
    if not scopes or not set(scopes) <= set(client.scopes):
        findings.append(FieldFinding("scopes", "scopes", _("只能批准申请过的权限，至少一项。")))
    if client.kind != ClientKind.MACHINE and Scope.OPENID not in scopes:
        findings.append(FieldFinding("scopes", "openid", _("登录用的系统一定要有登录这一项。")))
    if not 1 <= daily_quota <= 100_000_000:
        findings.append(FieldFinding("daily_quota", "range", _("每天次数填 1 到 1 亿。")))
    if valid_until is not None and valid_until < today():
        findings.append(FieldFinding("valid_until", "past", _("截止日期要在今天以后。")))
    if findings:
        raise Invalid(_("没有批准，请按提示核对后再填。"), findings=findings)
    account = Account(login_name=f"client.{client.identifier}")
    account.set_unusable_password()
    account.save()
    client.account = account
    client.scopes = sorted(set(scopes))
    client.daily_quota = daily_quota
    client.valid_until = valid_until
    _decide(actor, client, ClientState.ADMITTED)
    _told(
        actor,
        "admit_client",
        client,
        scopes=client.scopes,
        daily_quota=daily_quota,
        valid_until=str(valid_until or ""),
        account=str(account.id),
    )
    return client


def _decide(actor: Actor, client: Client, state: ClientState, reason: str = "") -> None:
    client.state, client.state_reason = state, reason
    client.decided_by_id, client.decided_at = actor.account_id, now()
    client.save()


@in_one_transaction
def refuse_client(*, actor: Actor, client_id: UUID, reason: str) -> Client:
    """Say no, and why. Raises Forbidden, Missing, Conflict, Invalid without a reason."""
    client = _locked(actor, client_id, "refuse_client")
    why = _must_say_why(reason)
    _decide(actor, client, ClientState.REFUSED, why)
    _told(actor, "refuse_client", client, reason=why)
    return client


@in_one_transaction
def suspend_client(*, actor: Actor, client_id: UUID, reason: str) -> Client:
    """Shut it out from the next request on, until resumed. Raises as ``refuse_client``."""
    client = _locked(actor, client_id, "suspend_client")
    why = _must_say_why(reason)
    _decide(actor, client, ClientState.SUSPENDED, why)
    _told(actor, "suspend_client", client, reason=why)
    return client


@in_one_transaction
def resume_client(*, actor: Actor, client_id: UUID, reason: str) -> Client:
    """Let a suspended system in again. Raises as ``refuse_client``."""
    client = _locked(actor, client_id, "resume_client")
    why = _must_say_why(reason)
    _decide(actor, client, ClientState.ADMITTED, why)
    _told(actor, "resume_client", client, reason=why)
    return client


@in_one_transaction
def end_client(*, actor: Actor, client_id: UUID, reason: str) -> Client:
    """End it for good: its grants, its secrets and its account too. Raises as ``refuse_client``."""
    client = _locked(actor, client_id, "end_client")
    why = _must_say_why(reason)
    _decide(actor, client, ClientState.ENDED, why)
    ClientSecret.objects.filter(client=client).update(ends_at=now())
    Grant.objects.filter(client=client, ended_at__isnull=True).update(
        ended_at=now(), end_reason="client_ended"
    )
    Account.objects.filter(machine=client).update(is_active=False)
    _told(actor, "end_client", client, reason=why)
    return client


@in_one_transaction
def make_secret(*, actor: Actor, client_id: UUID, at_once: bool = False) -> str:
    """A new secret, told this once; what is kept is its digest.

    The one before stays good for a week, so that the system can be changed without a gap; with
    ``at_once`` (it leaked) it ends now. For security officers and the department's data officer.
    Raises Forbidden, Missing, and Conflict when the system is not admitted or only a terminal.
    """
    must(actor, "make_secret")
    client = Client.objects.select_for_update(of=("self",)).filter(id=client_id).first()
    must(actor, "make_secret", client)
    if client is None:
        raise Missing(_("没有这个接入系统。"))
    if client.state != ClientState.ADMITTED:
        raise Conflict(_("系统接入以后才有密钥。"), code="client_state")
    if client.kind == ClientKind.KIOSK:
        raise Conflict(_("自助终端摆在外面，守不住密钥，所以没有密钥。"), code="no_secret")
    ends = now() if at_once else now() + OVERLAP
    held = ClientSecret.objects.filter(client=client)
    held.filter(ends_at__isnull=True).update(ends_at=ends)
    held.filter(ends_at__gt=ends).update(ends_at=ends)
    secret = token_urlsafe(32)
    ClientSecret.objects.create(client=client, secret_digest=digest(secret, SECRET_CONTEXT))
    _told(actor, "make_secret", client, at_once=at_once)
    return secret
