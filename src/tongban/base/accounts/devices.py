"""Browsers: told in words, and known again by a signed cookie once an account signed in there."""

import secrets

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account

COOKIE = "tb_browser"
SALT = "tongban.accounts.browser"
DAYS = 180
MOST_ACCOUNTS = 5
"""One browser remembers so many accounts: a family's telephone, not a hall's public machine."""

SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
PROGRAMS = (
    ("MicroMessenger", "微信"),
    ("AlipayClient", "支付宝"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_of(request: HttpRequest) -> str:
    """The browser in words, such as ``Windows 上的 Edge``."""
    agent = request.headers.get("User-Agent", "")
    system = next((words for mark, words in SYSTEMS if mark in agent), "")
    program = next((words for mark, words in PROGRAMS if mark in agent), "")
    if system and program:
        return _("%(system)s 上的 %(program)s") % {"system": system, "program": program}
    return system or program or _("认不出的设备")


def address_of(request: HttpRequest) -> str:
    """The visitor's address, told by the trusted proxies in front; empty when there is none."""
    return get_client_ip(request) or ""


def known_browser(request: HttpRequest, account: Account | None) -> str:
    """The browser's mark, if this account has signed in there before; else an empty string.

    The mark is worth nothing after a change of password: who got hold of the cookie gains nothing
    for the next one.
    """
    told = _read(request)
    if account is None or told is None:
        return ""
    expected = _proof(account, told[0])
    given = told[1].get(account.pk.hex, "")
    return told[0] if constant_time_compare(expected, given) else ""


def remember_browser(request: HttpRequest, response: HttpResponseBase, account: Account) -> None:
    """Let the browser be known as one of the account's."""
    mark, accounts = _read(request) or (secrets.token_hex(16), {})
    accounts = {k: v for k, v in accounts.items() if k != account.pk.hex}
    kept = dict(list(accounts.items())[-(MOST_ACCOUNTS - 1) :])
    kept[account.pk.hex] = _proof(account, mark)
    response.set_cookie(
        COOKIE,
        signing.dumps({"mark": mark, "accounts": kept}, salt=SALT),
        max_age=DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, dict[str, str]] | None:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return str(told["mark"]), dict(told["accounts"])


def _proof(account: Account, mark: str) -> str:
    return salted_hmac(SALT, f"{account.pk.hex}|{mark}|{account.password}").hexdigest()[:32]
