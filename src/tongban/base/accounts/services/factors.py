"""第二重验证: set up and take away what proves that it is oneself, besides the password.

The rows are django-allauth's ``Authenticator``; what they keep secret is sealed by the adapter in
``second_factor.py``.
"""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.ending import end_grants_where
from tongban.base.accounts.services.warning import warn_owner
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.transactions import in_one_transaction

MOST_PASSKEYS = 10
WORDS = {Authenticator.Type.TOTP.value: "验证器", Authenticator.Type.WEBAUTHN.value: "通行密钥"}
"""What the owner's message calls them."""


@in_one_transaction
def add_app(*, actor: Actor, secret: str, code: str) -> Authenticator:
    """Use an authenticator app (TOTP) from now on. Its first code proves that it was set up.

    Raises Conflict when there is one already, Invalid for a code that is not the app's.
    """
    must(actor, "add_app")
    account = _own_account(actor)
    if _of(account).filter(type=Authenticator.Type.TOTP).exists():
        raise Conflict(_("已经有验证器了。要换一个，请先移除原来的。"), code="app_present")
    counter = matching_counter(secret, code)
    if counter is None:
        raise Invalid(
            _("验证器没有加上，请再看一遍。"),
            findings=[
                FieldFinding("code", "wrong_code", _("数字不对。请填验证器里现在显示的 6 位数字。"))
            ],
        )
    kept: Authenticator = TOTP.activate(account, secret).instance
    kept.data["last_counter"] = counter
    kept.save(update_fields=["data"])
    _recovery_codes_beside(account)
    _record(actor, "add_factor", account, {"type": kept.type})
    warn_owner(actor, account, "factor_added", factor=WORDS[kept.type])
    return kept


@in_one_transaction
def add_passkey(*, actor: Actor, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey that the page's ceremony has verified. Raises Conflict for one too many."""
    must(actor, "add_passkey")
    account = _own_account(actor)
    present = _of(account).filter(type=Authenticator.Type.WEBAUTHN).count()
    if present >= MOST_PASSKEYS:
        raise Conflict(_("通行密钥太多了。请先移除不用的，再添加。"), code="too_many_passkeys")
    kept: Authenticator = WebAuthn.add(account, name.strip()[:40], credential).instance
    _recovery_codes_beside(account)
    _record(actor, "add_factor", account, {"type": kept.type})
    warn_owner(actor, account, "factor_added", factor=WORDS[kept.type])
    return kept


@in_one_transaction
def remove_factor(*, actor: Actor, factor_id: int) -> None:
    """Take an app or a passkey away; with the last of them go the recovery codes.

    What systems were granted ends with it; the page ends the other sessions.

    Raises Missing for another's, or for recovery codes, which are no factor of their own.
    """
    must(actor, "remove_factor")
    account = _own_account(actor)
    factor = (
        _of(account)
        .select_for_update()
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .filter(id=factor_id)
        .first()
    )
    if factor is None:
        raise Missing(_("没有这个验证方式，可能已经移除了。"))
    factor.delete()
    if not _of(account).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        _of(account).delete()
    end_grants_where(actor, Q(account=account), "factor_removed")
    _record(actor, "remove_factor", account, {"type": factor.type})
    warn_owner(actor, account, "factor_removed", factor=WORDS[factor.type])


@in_one_transaction
def renew_recovery_codes(*, actor: Actor) -> list[str]:
    """Make new recovery codes; the old ones are worth nothing. Returns them, to be shown once.

    Raises Conflict without a factor beside which they could stand.
    """
    must(actor, "renew_recovery_codes")
    account = _own_account(actor)
    if not _of(account).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        raise Conflict(_("请先添加验证器或通行密钥，再生成备用码。"), code="no_factor")
    _of(account).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    made: list[str] = RecoveryCodes.activate(account).get_unused_codes()
    _record(actor, "renew_recovery_codes", account, {})
    return made


@in_one_transaction
def use_code(*, actor: Actor, account_id: Any, code: str) -> Authenticator | None:
    """Whether this is the code of the account's app, or one of its recovery codes; each works once.

    The app's counter is kept with the row: a code that was used, or an older one, is refused, also
    to somebody who reads it over a shoulder within its half minute. None when it is not right.
    """
    must(actor, "use_code")
    typed = "".join(code.split())
    rows: list[Authenticator] = list(
        Authenticator.objects.select_for_update().filter(user_id=account_id).order_by("id")
    )
    for row in rows:
        if row.type == Authenticator.Type.TOTP:
            counter = matching_counter(get_adapter().decrypt(row.data["secret"]), typed)
            if counter is not None and counter > row.data.get("last_counter", -1):
                row.data["last_counter"] = counter
                row.save(update_fields=["data"])
                return row
        if row.type == Authenticator.Type.RECOVERY_CODES and RecoveryCodes(row).validate_code(
            typed
        ):
            return row
    return None


def matching_counter(secret: str, code: str) -> int | None:
    """The stretch of time whose code this is, of those that are tolerated now; None for none."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()) or len(typed) != app_settings.TOTP_DIGITS:
        return None
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), typed):
            return int(counter)
    return None


def _own_account(actor: Actor) -> Account:
    assert actor.account_id is not None
    return Account.objects.select_for_update(of=("self",)).get(id=actor.account_id)


def _of(account: Account) -> Any:
    return Authenticator.objects.filter(user_id=account.pk)


def _recovery_codes_beside(account: Account) -> None:
    RecoveryCodes.activate(account)


def _record(actor: Actor, act: str, account: Account, detail: dict[str, Any]) -> None:
    record(actor=actor, act=act, subject_kind="account", subject_id=account.id, detail=detail)
