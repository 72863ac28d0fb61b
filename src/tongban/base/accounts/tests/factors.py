"""What the tests of second factors do as a person would: sign in, read a code off an app."""

import re
import time
from urllib.parse import parse_qs, urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tongban.base.accounts.models import Account
from tongban.handling.cases.tests.city import PASSWORD


def sign_in(login, password=PASSWORD, client=None, **headers):
    client = client or Client()
    return client, client.post(
        "/sign-in/", {"login": login, "password": password}, headers=headers or None
    )


def signed_in(login, **headers):
    account = Account.objects.get(login_name=login)
    if not account.has_usable_password():  # most of the town's officers have none
        account.set_password(PASSWORD)
        account.save()
    client, response = sign_in(login, **headers)
    assert response.status_code == 302, response.content.decode()
    return client


def code_of(secret, later=0):
    """What the app shows, or showed, or will show: it is tolerated half a minute either way."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def secret_on(page):
    address = re.search(r'href="(otpauth://[^"]+)"', page.content.decode()).group(1)
    return parse_qs(urlsplit(address.replace("&amp;", "&")).query)["secret"][0]


def with_app(login):
    """Signed in with an app set up in this session: the browser, the app's secret, the codes."""
    client = signed_in(login)
    secret = secret_on(client.get("/security/app/"))
    # The code before, so that the present one is still good for signing in. It is over when half
    # a minute begins meanwhile; then there is another one before.
    for _try in range(2):
        response = client.post("/security/app/", {"code": code_of(secret, -1)})
        if response.status_code == 302:
            break
    assert response.headers["Location"] == "/security/codes/"
    codes = re.findall(r"<b>(\d{8})</b>", client.get("/security/codes/").content.decode())
    return client, secret, codes


def who(client):
    return client.session.get("_auth_user_id")
