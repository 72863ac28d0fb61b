"""The token itself and the keys behind it: a forged, foreign or outdated one opens nothing."""

import hashlib
import hmac
from datetime import timedelta

import jwt
import pytest
from allauth.core.internal import jwkkit
from django.core.cache import cache
from django.test import Client as Browser

from tongban.base.accounts.provider.tokens import verified
from tongban.base.accounts.services import (
    rotate_signing_key,
)
from tongban.base.accounts.tests.test_provider_refusals import (
    AT,
    basic,
    consent,
    exchange,
    forged,
    introspected,
    key,
    signed,
    tokens_of,
    told,
    userinfo,
)
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.moments import moved_to, now

API = f"{AT}/api/v1"


@pytest.fixture(autouse=True)
def address(db, settings):
    settings.PUBLIC_ADDRESS = AT
    cache.clear()


@pytest.fixture
def client(district):
    return district.admitted()


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
