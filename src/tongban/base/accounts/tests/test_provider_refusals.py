"""The OpenID security cases: each is refused, and each proves that nothing was issued."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.core.internal import jwkkit
from django.core.cache import cache
from django.test import Client as Browser

from tongban.base.accounts.models import Code, Grant, Token
from tongban.base.accounts.provider import keys
from tongban.base.accounts.tests.district import AFTER, BACK, signed_request

VERIFIER = "correct-horse-battery-staple-correct-horse-battery"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
AT = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def address(db, settings):
    settings.PUBLIC_ADDRESS = AT
    cache.clear()


@pytest.fixture
def client(district):
    return district.admitted()


def request_for(client, **changes):
    given = {
        "client_id": client.identifier,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid profile",
        "state": "s+t/a=t&e",
        "nonce": "n-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def ask(browser, client, **changes):
    return browser.get("/identity/authorize", request_for(client, **changes))


def consent(browser, client, **changes):
    page = ask(browser, client, **changes)
    assert page.status_code == 200, page
    return browser.post(
        "/identity/authorize",
        {"request": signed_request(page.content.decode()), "action": "grant"},
    )


def told(answer):
    assert answer.status_code == 302
    place = answer.headers["Location"]
    assert place.startswith(f"{BACK}?"), place
    return {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}


def basic(client, secret=None):
    pair = f"{client.identifier}:{secret or client.secret}".encode()
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(pair).decode()}


def exchange(client, code, *, headers=None, **changes):
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return Browser().post(
        "/identity/token",
        {name: value for name, value in given.items() if value is not None},
        **(basic(client) if headers is None else headers),
    )


def refresh(client, token, **more):
    return Browser().post(
        "/identity/token",
        {"grant_type": "refresh_token", "refresh_token": token, **more},
        **basic(client),
    )


def userinfo(token):
    return Browser().get("/identity/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}")


def introspected(client, token):
    return (
        Browser().post("/identity/introspect", {"token": token}, **basic(client)).json()["active"]
    )


def tokens_of(district, client, who="wang", **changes):
    code = told(consent(district.browser(who), client, **changes))["code"]
    answer = exchange(client, code)
    assert answer.status_code == 200, answer.content
    return answer.json()


def issued():
    return (Grant.objects.count(), Code.objects.count(), Token.objects.count())


# Where one is sent


@pytest.mark.parametrize(
    "trick",
    [
        f"{BACK}/",
        f"{BACK}/../other",
        f"{BACK}?next=https://evil.example",
        f"{BACK}?",
        f"{BACK}#fragment",
        f"{BACK}#",
        "https://housing.example/Callback",
        "https://housing.example/%63allback",
        "https://housing.example//callback",
        "https://housing.example:443/callback",
        "https://housing.example:8443/callback",
        "https://HOUSING.example/callback",
        "https://evil.housing.example/callback",
        "https://housing.example.evil.example/callback",
        "https://housing.example@evil.example/callback",
        "https://user:pass@housing.example/callback",
        "https://user@housing.example/callback",
        "http://housing.example/callback",
        "javascript://housing.example/callback",
        "data:text/html,callback",
        "//housing.example/callback",
        "https://housing.example\\@evil.example/callback",
        "https://housing.example/callback%0d%0aSet-Cookie:x=1",
        "https://housing.example/callback ",
        " https://housing.example/callback",
        "https://housing。example/callback",
        "https://xn--housing.example/callback",
        "https://127.0.0.1/callback",
        "",
        None,
        AFTER,
    ],
)
def test_an_address_that_was_not_admitted_character_by_character_gets_nobody(
    district, client, trick
):
    browser = district.browser("wang")
    before = issued()

    answer = ask(browser, client, redirect_uri=trick)

    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert issued() == before


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope", "response_type"])
def test_a_parameter_that_comes_twice_is_refused(district, client, name):
    from urllib.parse import urlencode

    query = urlencode(request_for(client)) + "&" + urlencode({name: "other"})

    answer = district.browser("wang").get(f"/identity/authorize?{query}")

    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert issued() == (0, 0, 0)


def test_what_cannot_be_believed_is_refused_before_anybody_signs_in(client):
    answer = ask(Browser(), client, redirect_uri="https://evil.example/")

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_state_and_nonce_come_back_as_they_were_sent_and_the_answer_names_us(district, client):
    answer = told(consent(district.browser("wang"), client, state="ä+/=&?#%00 x", nonce="n&+1"))

    assert answer["state"] == "ä+/=&?#%00 x"
    assert answer["iss"] == f"{AT}/identity"
    token = exchange(client, answer["code"]).json()
    assert jwt.decode(token["id_token"], options={"verify_signature": False})["nonce"] == "n&+1"


def test_who_says_no_is_sent_back_without_anything(district, client):
    browser = district.browser("wang")
    page = ask(browser, client)

    answer = browser.post(
        "/identity/authorize",
        {"request": signed_request(page.content.decode()), "action": "deny"},
    )

    assert told(answer) == {
        "error": "access_denied",
        "state": "s+t/a=t&e",
        "iss": f"{AT}/identity",
    }
    assert issued() == (0, 0, 0)


def test_consent_cannot_be_given_from_another_site(district, client):
    browser = district.browser("wang", enforce_csrf_checks=False)
    page = ask(browser, client)
    forging = Browser(enforce_csrf_checks=True)
    forging.cookies = browser.cookies

    answer = forging.post(
        "/identity/authorize",
        {"request": signed_request(page.content.decode()), "action": "grant"},
    )

    assert answer.status_code == 403
    assert issued() == (0, 0, 0)


def test_a_changed_consent_form_grants_nothing(district, client):
    browser = district.browser("wang")
    signed = signed_request(ask(browser, client).content.decode())

    forged = browser.post("/identity/authorize", {"request": signed[:-2] + "xx", "action": "grant"})
    wider = browser.post(
        "/identity/authorize",
        {"request": signed, "action": "grant", "sensitive": ["identity", "phone"]},
    )

    assert forged.status_code == 403
    assert wider.status_code == 400
    assert issued() == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unauthorized_client"),
        ({"response_type": "id_token"}, "unauthorized_client"),
        ({"response_type": "code id_token"}, "unauthorized_client"),
        ({"response_type": "none"}, "unauthorized_client"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "invalid_request"),
        ({"request_uri": "https://evil.example/request"}, "invalid_request"),
        ({"scope": "openid officer"}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openid licenses:check"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)
def test_what_is_not_offered_is_refused_in_the_protocols_words(district, client, changes, error):
    browser = district.browser("wang")
    before = issued()

    answer = ask(browser, client, **changes)

    place = answer.headers["Location"]
    assert place.startswith(BACK)
    assert f"error={error}" in place
    assert "code=" not in place.replace("error_code=", "")
    assert issued() == before


def test_a_silent_sign_in_needs_consent_given_to_this_client(district, client):
    other = district.admitted(name="另一个系统")
    browser = district.browser("wang")
    told(consent(browser, other))

    assert told(ask(Browser(), client, prompt="none"))["error"] == "login_required"
    assert told(ask(browser, client, prompt="none"))["error"] == "consent_required"
    told(consent(browser, client))
    before = Grant.objects.count()
    answer = told(ask(browser, client, prompt="none"))
    assert Grant.objects.count() == before + 1
    assert exchange(client, answer["code"]).status_code == 200
    wider = told(ask(browser, client, prompt="none", scope="openid profile identity"))
    assert wider["error"] == "consent_required"


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}])
def test_a_client_can_ask_that_somebody_signs_in_anew(district, client, changes):
    browser = district.browser("wang")

    answer = ask(browser, client, **changes)

    assert answer.headers["Location"].startswith("/sign-in/?next=")
    assert "_auth_user_id" not in browser.session
    assert next(iter(changes)) not in answer.headers["Location"]


# The token itself


def key():
    jwk, private = jwkkit.load_jwk_from_pem(keys.signing_keys()[0].pem)
    return jwk, private


def b64(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forged(claims, header, signature=b""):
    body = f"{b64(header)}.{b64(claims)}"
    made = signature(body.encode()) if callable(signature) else signature
    return f"{body}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def signed(claims, **header):
    jwk, private = key()
    return jwt.encode(claims, private, algorithm="RS256", headers={"kid": jwk["kid"], **header})
