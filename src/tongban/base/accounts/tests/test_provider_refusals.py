"""The OpenID security cases: each is refused, and each proves that nothing was issued."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.core.internal import jwkkit
from django.core.cache import cache
from django.test import Client as Browser

from tongban.base.accounts.models import Code, DeviceRequest, Grant, LegalPerson, Token
from tongban.base.accounts.provider import keys
from tongban.base.accounts.provider.reads import subject_for
from tongban.base.accounts.provider.tokens import verified
from tongban.base.accounts.services import (
    appoint,
    end_client,
    end_tenure,
    make_secret,
    revoke_clerk,
    rotate_signing_key,
    suspend_client,
)
from tongban.base.accounts.tests.district import AFTER, BACK, signed_request
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.moments import moved_to, now

VERIFIER = "correct-horse-battery-staple-correct-horse-battery"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
AT = "http://127.0.0.1:8000"
API = f"{AT}/api/v1"


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


# The code


def test_a_code_that_comes_twice_takes_back_what_was_issued_from_it(district, client):
    code = told(consent(district.browser("wang"), client))["code"]
    first = exchange(client, code).json()
    assert userinfo(first["access_token"]).status_code == 200

    second = exchange(client, code)

    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert Token.objects.count() == 2
    assert Grant.objects.get().end_reason == "code_reused"
    assert userinfo(first["access_token"]).status_code == 401
    assert refresh(client, first["refresh_token"]).status_code == 400
    assert introspected(client, first["access_token"]) is False


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": None},
        {"code_verifier": ""},
        {"code_verifier": "w" * 50},
        {"code_verifier": CHALLENGE},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": None},
        {"code": "other"},
        {"code": None},
        {"code": "x" * 5000},
        {"resource": "https://elsewhere.example/api"},
        {"resource": "not an address"},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"},
        {"grant_type": None},
    ],
)
def test_a_code_is_worth_nothing_without_all_that_belongs_to_it(district, client, changes):
    code = told(consent(district.browser("wang"), client))["code"]

    answer = exchange(client, changes.pop("code", code), **changes)

    assert answer.status_code in {400, 401}, answer.content
    assert answer.headers["Content-Type"].startswith("application/json")
    assert "access_token" not in answer.json()
    assert Token.objects.count() == 0


def test_a_code_belongs_to_the_client_it_was_made_for(district, client):
    other = district.admitted(name="另一个系统")
    code = told(consent(district.browser("wang"), client))["code"]

    mixed_up = exchange(other, code)
    named_wrong = exchange(client, code, client_id=other.identifier)

    assert mixed_up.json()["error"] == "invalid_grant"
    assert named_wrong.status_code in {400, 401}
    assert Token.objects.count() == 0
    assert Grant.objects.get().ended_at is None, "a stranger's try takes nothing from the owner"
    assert exchange(client, code).status_code == 200


def test_a_code_is_over_after_a_minute(district, client):
    code = told(consent(district.browser("wang"), client))["code"]

    with moved_to(now() + timedelta(seconds=61)):
        answer = exchange(client, code)

    assert answer.json()["error"] == "invalid_grant"
    assert Token.objects.count() == 0


# Who asks


def test_a_client_proves_itself_by_its_secret_in_one_way(district, client):
    code = told(consent(district.browser("wang"), client))["code"]
    body = {"client_id": client.identifier, "client_secret": client.secret}

    for headers, more in (
        ({}, {}),
        ({}, {"client_id": client.identifier}),
        (basic(client, "wrong"), {}),
        ({}, {**body, "client_secret": "wrong"}),
        (basic(client), body),
        ({"HTTP_AUTHORIZATION": "Basic ////"}, {}),
        ({"HTTP_AUTHORIZATION": "Bearer x"}, {}),
    ):
        answer = exchange(client, code, headers=headers, **more)
        assert answer.status_code == 401, (headers, more, answer.content)
    assert Token.objects.count() == 0
    assert exchange(client, code, headers={}, **body).status_code == 200


def test_the_older_secret_is_good_for_a_week_and_not_at_all_once_it_leaked(district, client):
    old = client.secret
    new = make_secret(actor=district.actor("data"), client_id=client.id)

    def is_good(secret):
        answer = Browser().post("/identity/introspect", {"token": "x"}, **basic(client, secret))
        return answer.status_code == 200

    assert (is_good(old), is_good(new)) == (True, True)
    with moved_to(now() + timedelta(days=7, seconds=1)):
        assert (is_good(old), is_good(new)) == (False, True)
    newest = make_secret(actor=district.actor("security"), client_id=client.id, at_once=True)
    assert (is_good(old), is_good(new), is_good(newest)) == (False, False, True)


@pytest.mark.parametrize("how", [suspend_client, end_client])
def test_a_client_that_was_shut_out_gets_nothing_more(district, client, how):
    tokens = tokens_of(district, client)
    browser = district.browser("wang")
    signed = signed_request(ask(browser, client).content.decode())
    open_code = told(consent(browser, client))["code"]
    how(actor=district.actor("security"), client_id=client.id, reason="密钥泄露")
    before = issued()

    assert ask(browser, client).status_code == 400
    late = browser.post("/identity/authorize", {"request": signed, "action": "grant"})
    assert late.status_code == 400
    assert exchange(client, open_code).status_code == 401
    assert refresh(client, tokens["refresh_token"]).status_code == 401
    assert userinfo(tokens["access_token"]).status_code == 401
    answer = Browser().post(
        "/identity/introspect", {"token": tokens["access_token"]}, **basic(client)
    )
    assert answer.status_code == 401
    assert issued() == before


def test_a_clients_days_end(district):
    client = district.admitted(valid_until=now().date())
    tokens = tokens_of(district, client)

    assert userinfo(tokens["access_token"]).status_code == 200
    with moved_to(now() + timedelta(days=1)):
        assert ask(district.browser("wang"), client).status_code == 400
        assert refresh(client, tokens["refresh_token"]).status_code == 401


# Refresh


def test_a_refresh_token_that_comes_twice_ends_everything(district, client):
    tokens = tokens_of(district, client)
    second = refresh(client, tokens["refresh_token"]).json()
    before = issued()

    stolen = refresh(client, tokens["refresh_token"])

    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert issued() == before
    assert Grant.objects.get().end_reason == "refresh_reused"
    assert refresh(client, second["refresh_token"]).json()["error"] == "invalid_grant"
    assert userinfo(second["access_token"]).status_code == 401


def test_a_refresh_does_not_widen_and_asking_costs_nothing(district, client):
    tokens = tokens_of(district, client)
    before = issued()

    wider = refresh(client, tokens["refresh_token"], scope="openid profile identity")

    assert (wider.status_code, wider.json()["error"]) == (400, "invalid_scope")
    assert issued() == before
    narrower = refresh(client, tokens["refresh_token"], scope="openid").json()
    assert narrower["scope"] == "openid"
    again = refresh(client, narrower["refresh_token"]).json()
    assert set(again["scope"].split()) == {"openid", "profile"}


def test_a_refresh_token_is_the_clients_own_and_lives_a_working_day(district, client):
    other = district.admitted(name="另一个系统")
    tokens = tokens_of(district, client)
    before = issued()

    assert refresh(other, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    with moved_to(now() + timedelta(hours=8, seconds=1)):
        assert refresh(client, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert issued() == before
    assert refresh(client, tokens["refresh_token"]).status_code == 200


def test_a_client_gives_up_its_own_tokens_and_no_others(district, client):
    other = district.admitted(name="另一个系统")
    tokens = tokens_of(district, client)

    def give_up(who, token):
        return Browser().post("/identity/revoke", {"token": token}, **basic(who)).status_code

    assert give_up(other, tokens["access_token"]) == 200
    assert give_up(other, tokens["refresh_token"]) == 200
    assert userinfo(tokens["access_token"]).status_code == 200, "another's tokens stay"
    assert give_up(client, tokens["access_token"]) == 200
    assert userinfo(tokens["access_token"]).status_code == 401
    assert give_up(client, tokens["refresh_token"]) == 200
    assert refresh(client, tokens["refresh_token"]).status_code == 400


# Whose session it was


def test_signing_out_here_ends_it_there(district, client):
    browser = district.browser("wang")
    code = told(consent(browser, client))["code"]
    tokens = exchange(client, code).json()
    waiting = told(consent(browser, client))["code"]
    before = issued()

    browser.post("/sign-out/")

    assert refresh(client, tokens["refresh_token"]).status_code == 400
    assert userinfo(tokens["access_token"]).status_code == 401
    assert introspected(client, tokens["access_token"]) is False
    assert exchange(client, waiting).status_code == 400
    assert issued() == before


@pytest.mark.parametrize(
    ("forced", "capacity", "has_post"), [("offered", "post", True), ("required", "self", False)]
)
def test_a_post_that_lacks_its_second_factor_is_told_to_no_system(
    district, settings, forced, capacity, has_post
):
    settings.SECOND_FACTOR, settings.SECOND_FACTOR_DUTIES = forced, ["handler"]
    client = district.admitted(scopes=["openid", "profile", "officer"])
    post = district.capacities["handler"]
    appoint(
        actor=operator(),
        account_id=district.accounts["wang"].id,
        post_id=post.removeprefix("post:"),
    )
    browser = district.browser("wang")
    browser.post("/capacity/", {"capacity": post})

    tokens = exchange(client, told(consent(browser, client, scope="openid officer"))["code"]).json()

    assert Grant.objects.get().capacity.partition(":")[0] == capacity
    assert ("post" in userinfo(tokens["access_token"]).json()) is has_post


def test_changing_the_capacity_is_no_signing_out(district, client):
    browser = district.browser("wang")
    tokens = exchange(client, told(consent(browser, client))["code"]).json()

    browser.post("/capacity/", {"capacity": f"clerk:{district.company.id}"})
    assert userinfo(tokens["access_token"]).status_code == 200

    browser.post("/sign-out/")
    assert userinfo(tokens["access_token"]).status_code == 401


def test_who_loses_the_capacity_loses_what_was_granted_in_it(district):
    client = district.admitted(scopes=["openid", "profile", "company", "officer"])
    browser = district.browser("wang")
    browser.post("/capacity/", {"capacity": f"clerk:{district.company.id}"})
    code = told(consent(browser, client, scope="openid profile company"))["code"]
    clerk = exchange(client, code).json()
    officer = tokens_of(district, client, "handler", scope="openid officer")
    assert userinfo(clerk["access_token"]).json()["company"]["name"] == "小满面馆"
    assert userinfo(officer["access_token"]).json()["post"]["name"] == "handler岗"

    # As whom wang acts both ways: as its clerk, and because wang represents it.
    revoke_clerk(
        actor=operator(),
        legal_person_id=district.company.id,
        person_id=district.accounts["wang"].person_id,
    )
    assert userinfo(clerk["access_token"]).status_code == 200
    LegalPerson.objects.filter(id=district.company.id).update(
        representative=district.accounts["li"].person_id
    )
    post = district.capacities["handler"].removeprefix("post:")
    end_tenure(actor=operator(), account_id=district.accounts["handler"].id, post_id=post)

    for tokens in (clerk, officer):
        assert userinfo(tokens["access_token"]).status_code == 401
        assert refresh(client, tokens["refresh_token"]).status_code == 400


def test_an_account_that_was_closed_is_known_nowhere(district, client):
    tokens = tokens_of(district, client)
    account = district.accounts["wang"]
    account.is_active = False
    account.save(update_fields=["is_active"])

    assert userinfo(tokens["access_token"]).status_code == 401
    assert refresh(client, tokens["refresh_token"]).status_code == 400
    assert introspected(client, tokens["access_token"]) is False


def test_somebody_sees_who_knows_them_and_takes_it_back(district, client):
    browser = district.browser("wang")
    tokens = exchange(client, told(consent(browser, client))["code"]).json()
    theirs = tokens_of(district, client, "li")
    assert userinfo(tokens["access_token"]).status_code == 200
    page = browser.get("/granted/").content.decode()
    assert "公租房管理系统" in page
    assert "本人同意" in page, "and who read what"

    strange = district.browser("handler").post("/granted/", {"client": str(client.id)})
    assert strange.status_code == 404
    assert userinfo(tokens["access_token"]).status_code == 200
    browser.post("/granted/", {"client": str(client.id)})

    assert userinfo(tokens["access_token"]).status_code == 401
    assert refresh(client, tokens["refresh_token"]).status_code == 400
    assert userinfo(theirs["access_token"]).status_code == 200
    assert "公租房管理系统" not in browser.get("/granted/").content.decode().split("谁看过")[0]
    assert told(ask(browser, client, prompt="none"))["error"] == "consent_required"


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


def good_claims(**changes):
    at = int(now().timestamp())
    return {
        "iss": f"{AT}/identity",
        "sub": "someone",
        "aud": [API],
        "iat": at,
        "exp": at + 300,
        **changes,
    }


def signed(claims, **header):
    jwk, private = key()
    return jwt.encode(claims, private, algorithm="RS256", headers={"kid": jwk["kid"], **header})


def test_a_token_of_ours_is_believed(folders, db):
    assert verified(signed(good_claims()), audience=API)["sub"] == "someone"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "HS256", "RS512", ""])
def test_the_algorithm_is_ours_and_not_the_tokens(folders, db, algorithm):
    jwk, private = key()
    public = private.public_key().public_bytes(
        jwkkit.cryptography.hazmat.primitives.serialization.Encoding.PEM,
        jwkkit.cryptography.hazmat.primitives.serialization.PublicFormat.SubjectPublicKeyInfo,
    )
    header = {"alg": algorithm, "kid": jwk["kid"], "typ": "JWT"}

    def by_public_key(body):
        return hmac.new(public, body, hashlib.sha256).digest()

    assert verified(forged(good_claims(), header), audience=API) is None
    assert verified(forged(good_claims(), header, by_public_key), audience=API) is None
    assert userinfo(forged(good_claims(), header, by_public_key)).status_code == 401


@pytest.mark.parametrize(
    ("seconds", "is_believed"), [(-45, True), (-3600, False), (45, True), (120, False)]
)
def test_clocks_may_differ_by_a_minute(folders, db, seconds, is_believed):
    at = int(now().timestamp())
    claims = good_claims(exp=at + seconds) if seconds < 0 else good_claims(nbf=at + seconds, iat=at)

    assert (verified(signed(claims), audience=API) is not None) is is_believed


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example"},
        {"aud": []},
        {"aud": None},
        {"iss": "https://elsewhere.example/identity"},
        {"iss": f"{AT}/identity/"},
        {"exp": None},
        {"exp": "soon"},
        {"sub": None},
    ],
)
def test_a_token_for_somebody_else_or_without_an_end_is_not_believed(folders, db, changes):
    claims = {name: value for name, value in good_claims(**changes).items() if value is not None}

    assert verified(signed(claims), audience=API) is None


@pytest.mark.parametrize("header", [{"kid": "other"}, {"kid": None}, {"kid": 7}])
def test_a_token_names_a_key_that_is_published(folders, db, header):
    _jwk, private = key()
    made = forged(
        good_claims(),
        {"alg": "RS256", **header},
        lambda body: private.sign(
            body,
            jwkkit.cryptography.hazmat.primitives.asymmetric.padding.PKCS1v15(),
            jwkkit.cryptography.hazmat.primitives.hashes.SHA256(),
        ),
    )

    assert verified(made, audience=API) is None


def test_a_signature_alone_is_not_enough(district, client):
    tokens = tokens_of(district, client)
    true = jwt.decode(tokens["access_token"], options={"verify_signature": False})

    assert userinfo(signed({**true, "scope": "openid identity phone"})).status_code == 401
    assert userinfo(tokens["id_token"]).status_code == 401, "an ID token opens nothing"
    assert userinfo(tokens["refresh_token"]).status_code == 401
    in_address = Browser().get("/identity/userinfo", {"access_token": tokens["access_token"]})
    assert in_address.status_code in {400, 401}


def test_a_token_for_another_interface_opens_nothing_here(district):
    district.admitted(name="档案查询接口", audience="https://archive.example/api")
    client = district.admitted(name="窗口系统")
    browser = district.browser("wang")
    answer = consent(browser, client, resource="https://archive.example/api")
    token = exchange(client, told(answer)["code"]).json()["access_token"]

    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["aud"] == ["https://archive.example/api"]
    assert userinfo(token).status_code == 401


def test_introspection_tells_only_whom_it_concerns(district, client):
    other = district.admitted(name="另一个系统")
    archive = district.admitted(name="档案查询接口", audience="https://archive.example/api")
    browser = district.browser("wang")
    answer = consent(browser, client, resource="https://archive.example/api")
    token = exchange(client, told(answer)["code"]).json()["access_token"]

    assert introspected(client, token) is True
    assert introspected(archive, token) is True
    asked = Browser().post("/identity/introspect", {"token": token}, **basic(other))
    assert asked.json() == {"active": False}
    assert Browser().post("/identity/introspect", {"token": token}).status_code == 401
    kiosk = district.kiosk()
    named = {"token": token, "client_id": kiosk.identifier}
    assert Browser().post("/identity/introspect", named).status_code == 401


# Leaving


def test_a_link_alone_signs_nobody_out(district, client):
    browser = district.browser("wang")

    page = browser.get("/identity/sign-out", {"client_id": client.identifier})

    assert page.status_code == 200
    assert "_auth_user_id" in browser.session
    forging = Browser(enforce_csrf_checks=True)
    forging.cookies = browser.cookies
    assert forging.post("/identity/sign-out", {"answer": "leave"}).status_code == 403
    assert "_auth_user_id" in browser.session
    browser.post("/identity/sign-out", {"answer": "leave"})
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("place", [f"{AFTER}/", "https://evil.example/", BACK, f"{AFTER}?x=1"])
def test_nobody_is_sent_anywhere_else_after_leaving(district, client, place):
    browser = district.browser("wang")

    answer = browser.get(
        "/identity/sign-out", {"client_id": client.identifier, "post_logout_redirect_uri": place}
    )

    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "_auth_user_id" in browser.session


def test_another_ones_id_token_signs_nobody_out(district, client):
    theirs = tokens_of(district, client, "li")
    browser = district.browser("wang")
    other = district.admitted(name="另一个系统")

    page = browser.get("/identity/sign-out", {"id_token_hint": theirs["id_token"]})
    mixed = browser.get(
        "/identity/sign-out",
        {"id_token_hint": theirs["id_token"], "client_id": other.identifier},
    )

    assert page.status_code == 200
    assert mixed.status_code == 400
    assert "_auth_user_id" in browser.session
    assert Grant.objects.get().ended_at is None


# Keys


def published():
    return {one["kid"] for one in Browser().get("/identity/keys").json()["keys"]}


def signing():
    return jwt.get_unverified_header(signed_now())["kid"]


def signed_now():
    from allauth.idp.oidc.adapter import get_adapter

    jwk, private = jwkkit.load_jwk_from_pem(get_adapter().get_signing_key().pem)
    return jwt.encode(good_claims(), private, algorithm="RS256", headers={"kid": jwk["kid"]})


def test_a_new_key_is_published_an_hour_before_it_signs_and_the_old_one_until_its_tokens_are_over(
    folders, db, settings
):
    first = published()
    old = signed_now()
    assert len(first) == 1
    rotate_signing_key(actor=operator())
    both = published()
    (new,) = both - first
    assert signing() in first
    with moved_to(now() + timedelta(minutes=61)):
        assert published() == both
        assert verified(old, audience=API) is not None
    # The library asks the machine's clock which key signs; so does the token's time.
    with moved_to(now() + timedelta(hours=27)):
        assert published() == {new}
        assert verified(old, audience=API) is None
    mode = next((settings.KEYS_FOLDER / "identity").glob("*.pem")).stat().st_mode
    assert mode & 0o077 == 0


def test_a_leaked_key_is_worth_nothing_at_once(folders, db):
    old = signed_now()

    rotate_signing_key(actor=system(), at_once=True)

    assert verified(old, audience=API) is None
    assert verified(signed_now(), audience=API) is not None
    assert len(published()) == 1


# Terminals


def wait_at(kiosk, scope="openid profile"):
    answer = Browser().post(
        "/identity/device-code", {"client_id": kiosk.identifier, "scope": scope}
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def poll(kiosk, waiting):
    return Browser().post(
        "/identity/token",
        {
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "device_code": waiting["device_code"],
            "client_id": kiosk.identifier,
        },
    )


def test_a_terminal_is_let_in_by_whoever_stands_before_it(district):
    kiosk = district.kiosk()
    waiting = wait_at(kiosk)
    assert poll(kiosk, waiting).json()["error"] == "authorization_pending"
    assert poll(kiosk, waiting).json()["error"] == "slow_down"
    browser = district.browser("wang")
    code = waiting["user_code"].lower().replace("-", " ")
    assert "大厅自助终端" in browser.post("/identity/device", {"code": code}).content.decode()
    assert Grant.objects.count() == 0, "looking lets nobody in"

    browser.post("/identity/device", {"code": code, "answer": "allow"})

    DeviceRequest.objects.update(polled_at=None)
    token = poll(kiosk, waiting).json()
    assert userinfo(token["access_token"]).json()["sub"] == subject_for(
        kiosk, district.accounts["wang"].id
    )
    DeviceRequest.objects.update(polled_at=None)
    assert poll(kiosk, waiting).json()["error"] == "invalid_grant", "one device code, one sign-in"
    assert Token.objects.count() == 2


def test_a_terminal_that_is_denied_or_late_gets_nothing(district):
    kiosk = district.kiosk()
    denied, late = wait_at(kiosk), wait_at(kiosk)
    browser = district.browser("wang")
    browser.post("/identity/device", {"code": denied["user_code"], "answer": "deny"})

    assert poll(kiosk, denied).json()["error"] == "access_denied"
    with moved_to(now() + timedelta(minutes=11)):
        assert poll(kiosk, late).json()["error"] == "expired_token"
        answer = browser.post("/identity/device", {"code": late["user_code"], "answer": "allow"})
        assert answer.status_code == 422
    assert (Grant.objects.count(), Token.objects.count()) == (0, 0)


def test_a_code_of_a_terminal_cannot_be_guessed(district):
    kiosk = district.kiosk()
    waiting = wait_at(kiosk)
    browser = district.browser("wang")

    answers = [
        browser.post("/identity/device", {"code": f"BCDF-{n:04d}", "answer": "allow"}).status_code
        for n in range(12)
    ]

    assert answers[:10] == [422] * 10
    assert answers[10:] == [429, 429]
    right = browser.post("/identity/device", {"code": waiting["user_code"], "answer": "allow"})
    assert right.status_code == 429, "the right one among too many is refused too"
    again = Browser()
    again.force_login(district.accounts["wang"])
    fresh = again.post("/identity/device", {"code": waiting["user_code"], "answer": "allow"})
    assert fresh.status_code == 429, "a new session is the same account"
    assert (Grant.objects.count(), Token.objects.count()) == (0, 0)


@pytest.mark.parametrize("change", ["client", "scope", "code", "kind"])
def test_a_terminals_request_is_its_own(district, client, change):
    kiosk, other = district.kiosk(), district.kiosk()
    waiting = wait_at(kiosk)
    if change == "client":
        answer = poll(other, waiting)
    elif change == "scope":
        answer = Browser().post(
            "/identity/device-code",
            {"client_id": kiosk.identifier, "scope": "openid identity"},
        )
    elif change == "code":
        answer = poll(kiosk, {"device_code": "x" * 3000})
    else:
        answer = Browser().post(
            "/identity/device-code", {"client_id": client.identifier, "scope": "openid"}
        )

    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.json()
    assert (Grant.objects.count(), Token.objects.count()) == (0, 0)
