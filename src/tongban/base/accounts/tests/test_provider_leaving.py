"""When a session ends: what was granted out of it ends, and nobody is signed out or sent on by a link."""

import pytest
from django.test import Client as Browser

from tongban.base.accounts.models import Grant, LegalPerson
from tongban.base.accounts.services import (
    appoint,
    end_tenure,
    revoke_clerk,
)
from tongban.base.accounts.tests import test_provider_refusals
from tongban.base.accounts.tests.district import AFTER, BACK
from tongban.base.accounts.tests.test_provider_refusals import (
    ask,
    consent,
    exchange,
    introspected,
    issued,
    refresh,
    tokens_of,
    told,
    userinfo,
)
from tongban.base.kernel.actors import operator

address, client = test_provider_refusals.address, test_provider_refusals.client


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
