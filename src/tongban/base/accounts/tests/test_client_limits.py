"""Admitted systems are counted one by one, by what they say of themselves, without a query for it."""

import base64

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.accounts import visit_limits
from tongban.base.accounts.models import Token
from tongban.base.accounts.provider.claimed import IDENTIFIER, claimed_client
from tongban.base.accounts.visit_limits import POST, Rule

HERE = "198.51.100.7"


def basic(name, secret="x"):
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def ask(machine, *, address=HERE, secret=None):
    return Browser().post(
        "/identity/token",
        {"grant_type": "client_credentials", "scope": "licenses:check"},
        headers={
            "Authorization": basic(machine.identifier, secret or machine.secret),
            "x-forwarded-for": address,
        },
    )


@pytest.fixture
def two_a_minute(monkeypatch, settings):
    settings.VISITS_FACTOR, settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1, 1
    monkeypatch.setitem(
        visit_limits.RULES, "idp:oidc:token", Rule("token", POST, client=(2, visit_limits.DAY))
    )


def test_a_system_that_asks_too_often_waits_and_the_others_do_not(district, two_a_minute):
    one, other = district.machine(), district.machine(name="另一个系统")

    assert [ask(one).status_code for _time in range(2)] == [200, 200]
    kept = Token.objects.count()
    refused = ask(one)

    assert refused.status_code == 429
    assert refused.json() == {
        "error": "temporarily_unavailable",
        "error_description": "too_many",
    }
    assert int(refused.headers["Retry-After"]) > 0
    assert Token.objects.count() == kept
    assert ask(other).status_code == 200


def test_who_uses_anothers_name_does_not_shut_the_other_out(district, two_a_minute):
    machine = district.machine()
    for _time in range(4):
        last = ask(machine, address="203.0.113.9", secret="guessed")
    assert last.status_code == 429

    assert ask(machine).status_code == 200


def test_the_counting_is_one_statement(district):
    machine = district.machine()
    with CaptureQueriesContext(connection) as queries:
        ask(machine)

    counting = [q["sql"] for q in queries if "accounts_visitcount" in q["sql"]]
    assert len(counting) == 1
    before = queries.captured_queries.index(
        next(q for q in queries.captured_queries if "accounts_visitcount" in q["sql"])
    )
    assert not any("accounts_client" in q["sql"] for q in queries.captured_queries[:before])


@pytest.mark.parametrize(
    "route",
    ["idp:oidc:token", "idp:oidc:introspect", "idp:oidc:revoke", "openapi:holder_check"],
)
def test_every_address_for_systems_counts_them(route):
    assert visit_limits.RULES[route].client
    assert visit_limits.RULES[route].address


def named(**headers):
    return claimed_client(RequestFactory().post("/", REMOTE_ADDR=HERE, headers=headers))


def test_each_way_of_naming_oneself_is_read(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    name = "c-0123456789abcdef"
    bearer = base64.urlsafe_b64encode(b'{"client_id":"' + name.encode() + b'"}').decode()
    signature = (
        'tongban=("@method" "@authority" "@path" "@query" "content-digest");created=1795764282;'
        f'nonce="aaaaaaaaaaaaaaaa";keyid="{name}";alg="ed25519"'
    )
    signed = base64.b64encode(b"s" * 64).decode()

    for headers in (
        {"Authorization": basic(name)},
        {"Authorization": f"Bearer e30.{bearer.rstrip('=')}.x"},
        {"Signature-Input": signature, "Signature": f"tongban=:{signed}:"},
    ):
        assert named(**headers) == f"{name}|{HERE}", headers
    form = RequestFactory().post(
        "/",
        f"client_id={name}",
        content_type="application/x-www-form-urlencoded",
        REMOTE_ADDR=HERE,
    )
    assert claimed_client(form) == f"{name}|{HERE}"


@given(
    st.sampled_from(["Basic ", "Bearer ", "bearer a.", "Digest ", ""]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
)
def test_whatever_stands_in_the_header_names_a_client_or_nobody(kind, text):
    told = named(Authorization=kind + text)

    assert told == "" or IDENTIFIER.fullmatch(told.split("|")[0])
