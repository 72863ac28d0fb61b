"""Codes, clients and refresh tokens: whatever does not belong together is refused and issues nothing."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from tongban.base.accounts.models import Grant, Token
from tongban.base.accounts.services import (
    end_client,
    make_secret,
    suspend_client,
)
from tongban.base.accounts.tests import test_provider_refusals
from tongban.base.accounts.tests.district import BACK, signed_request
from tongban.base.accounts.tests.test_provider_refusals import (
    CHALLENGE,
    ask,
    basic,
    consent,
    exchange,
    introspected,
    issued,
    refresh,
    tokens_of,
    told,
    userinfo,
)
from tongban.base.kernel.moments import moved_to, now

address, client = test_provider_refusals.address, test_provider_refusals.client


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
