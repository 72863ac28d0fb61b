"""Tries at signing in as the services count them: who is tried, from where, in which browser."""

from typing import Any

from django.http import HttpRequest

from tongban.base.accounts.devices import address_of, device_of, known_browser
from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import account_by_phone, account_named
from tongban.base.accounts.services import claim_try, forgive_try, record_failed_try
from tongban.base.accounts.services.tries import CodeTry, Try
from tongban.base.kernel.actors import VISITOR, system


def of_account(request: HttpRequest, account: Account, *, kind: str) -> Try:
    """A try at an account that is known already."""
    return Try(
        whose=str(account.pk),
        address=address_of(request),
        browser=known_browser(request, account),
        kind=kind,
    )


def of_credentials(request: HttpRequest, credentials: dict[str, Any]) -> Try:
    """A try with what was typed. An account is one account, by whatever name it is tried."""
    name = str(credentials.get("username") or "")
    phone = str(credentials.get("phone") or "")
    account = account_by_phone(phone) if phone else None
    if account is None and name and "\0" not in name:
        account = account_named(name)
    if account is not None:
        return of_account(request, account, kind="password")
    return Try(whose=f"name {(phone or name).strip().lower()}", address=address_of(request))


def of_passkey(request: HttpRequest) -> Try:
    """A passkey that was not accepted: whose it claims to be says the sender, so nobody's."""
    address = address_of(request)
    return Try(whose=f"name passkey from {address}", address=address, kind="passkey")


def claim(one: Try | CodeTry) -> None:
    """Count it; raises TooMany while one has to wait."""
    claim_try(actor=system("登录"), one=one)


def forgive(one: Try | CodeTry) -> None:
    """It was right."""
    forgive_try(actor=system("登录"), one=one)


def failed(request: HttpRequest, one: Try) -> None:
    """It was wrong."""
    record_failed_try(
        actor=VISITOR,
        one=one,
        account_known=not one.whose.startswith("name "),
        device=device_of(request),
    )
