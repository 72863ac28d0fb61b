"""The company's pages in a browser without script: bind, switch, invite, accept, enter by licence."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tongban.base.accounts.models import ClerkInvitation, Clerkship, LegalPerson, SignInSession
from tongban.base.accounts.tests.companies import (
    NOODLES,
    NOODLES_CODE,
    NUMBERS,
    PEOPLE,
    TEA,
    broken,
    registered,
)
from tongban.base.accounts.tests.factors import with_app
from tongban.base.accounts.tests.nation import rows
from tongban.base.kernel.moments import today

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(companies, who):
    client = Client(raise_request_exception=False)
    client.force_login(companies.accounts[who], BACKEND)
    return client


def words(response):
    text = response.content.decode().replace("\u00a0", " ")
    return re.sub(r'<span class="tb-nb">([^<]*)</span>', r"\1", text)


def bound(client):
    return client.post("/company/bind/", {"credit_code": NOODLES_CODE, "name": NOODLES})


def away(client, **more):
    """To the issuer's page."""
    page = client.get("/licence/", more).content.decode()
    found = re.search(r'href="(/demo/business-licence/sign-in/[^"]+)"', page)
    return found.group(1).replace("&amp;", "&")


def shown(client, address, who):
    """Choose the licence in that person's hand; the address that leads back."""
    page = client.get(address).content.decode()
    row = rf'value="([^"]+)"><span>{NOODLES}<small>{PEOPLE[who]}'
    chosen = re.search(row, page).group(1)
    return client.post(address, {"licence": chosen}).headers["Location"]


# Binding and switching


def test_the_representative_binds_and_is_the_company_on_the_next_page(companies):
    client = browser(companies, "boss")
    assert client.get("/company/").status_code == 200
    response = bound(client)
    assert response.headers["Location"] == "/company/"
    page = words(client.get("/company/"))
    assert f"<h1>{NOODLES}</h1>" in page
    assert "您现在以" in page
    assert client.session["capacity"] == f"clerk:{LegalPerson.objects.get().id}"
    assert "单位还没有办件" in words(client.get("/my/"))


@pytest.mark.parametrize("who", ["clerk", "other"])
def test_who_is_not_the_representative_is_told_the_same_whatever_is_wrong(companies, who):
    client = browser(companies, who)
    told = set()
    for code, name in ((NOODLES_CODE, NOODLES), (NOODLES_CODE, TEA)):
        response = client.post("/company/bind/", {"credit_code": code, "name": name})
        assert response.status_code == 422
        assert "没有绑定" in words(response)
        found = re.search(r"代码、名称和您的姓名、证件号码，[^<]+", words(response))
        told.add(found.group())
    assert len(told) == 1
    assert LegalPerson.objects.count() == 0


def test_a_fault_keeps_what_was_typed(companies):
    client = browser(companies, "boss")
    broken("timeout")
    response = bound(client)
    assert response.status_code == 503
    assert f'value="{NOODLES}"' in response.content.decode()
    assert "没有回应" in words(response)


def test_one_tap_leads_both_ways_and_stays_where_one_was(companies):
    client = browser(companies, "boss")
    bound(client)
    company = LegalPerson.objects.get()
    bar = words(client.get("/my/data/"))
    assert f"<b>{NOODLES}</b>" in bar
    assert "换成本人" in bar
    for wanted, stay, leads in (
        ("self", "/my/data/", "/my/data/"),
        (f"clerk:{company.id}", "/search/?q=面馆", "/search/?q=面馆"),
        ("self", "/company/clerks/invite/", "/company/"),
        (f"clerk:{company.id}", f"/my/cases/{company.id}/", "/my/"),
        ("self", "/apply/ABC/page/one/", "/apply/ABC/"),
        (f"clerk:{company.id}", "https://evil.example/", "/my/"),
        ("self", "/desk/", "/my/"),
    ):
        response = client.post("/capacity/", {"capacity": wanted, "stay": stay})
        found = response.headers["Location"]
        assert found in {leads, leads.replace("面馆", "%E9%9D%A2%E9%A6%86")}
        assert client.session["capacity"] == wanted
    assert SignInSession.objects.filter(ended_at__isnull=True).count() <= 1


def test_who_has_one_capacity_sees_no_bar(companies):
    assert "换成" not in words(browser(companies, "clerk").get("/my/"))


def test_who_lost_the_company_in_mid_session_is_offered_what_is_left(companies):
    client = browser(companies, "boss")
    bound(client)
    registered(representative=NUMBERS["heir"])
    bound(browser(companies, "heir"))
    page = words(client.get("/my/"))
    assert "<h1>我的办件</h1>" in page
    assert "tb-capacity" not in page


# Clerks


@pytest.fixture
def boss(companies):
    client = browser(companies, "boss")
    bound(client)
    return client


def asked(**changes):
    return {
        "name": PEOPLE["clerk"],
        "id_number": NUMBERS["clerk"],
        "powers": ["apply"],
        "reach": "all",
        "until": f"{today() + timedelta(days=90):%Y-%m-%d}",
        **changes,
    }


def test_a_clerk_is_invited_accepts_is_changed_and_revoked(companies, boss):
    assert boss.get("/company/clerks/invite/").status_code == 200
    response = boss.post("/company/clerks/invite/", asked())
    assert response.headers["Location"] == "/company/", words(response)
    assert PEOPLE["clerk"] in words(boss.get("/company/"))

    clerk = browser(companies, "clerk")
    assert f"{NOODLES}请您做经办人" in words(clerk.get("/my/"))
    assert "申请和补正" in words(clerk.get("/my/invitations/"))
    invitation = ClerkInvitation.objects.get()
    clerk.post(f"/my/invitations/{invitation.id}/accept/")
    company = LegalPerson.objects.get()
    clerk.post("/capacity/", {"capacity": f"clerk:{company.id}"})
    assert f"<h1>{NOODLES}</h1>" in words(clerk.get("/company/"))
    # A clerk without the right sees no other clerk and manages nobody.
    assert "邀请经办人" not in words(clerk.get("/company/"))
    assert clerk.get("/company/clerks/invite/").status_code == 403

    clerkship = Clerkship.objects.get()
    address = f"/company/clerks/{clerkship.id}/"
    page = boss.get(address).content.decode()
    assert 'value="apply" checked' in page
    assert f'value="{asked()["until"]}"' in page
    changed = asked(powers=["apply", "fetch"])
    assert boss.post(address, changed).headers["Location"] == "/company/"
    assert Clerkship.objects.get().powers == ["apply", "fetch"]

    boss.post(f"{address}revoke/")
    assert "我的单位" in words(clerk.get("/company/"))


def test_what_is_wrong_is_shown_at_its_place_and_nothing_is_sent(companies, boss):
    before = rows()
    response = boss.post("/company/clerks/invite/", asked(id_number="", powers=[]))
    assert response.status_code == 422
    assert "请填一个" in words(response)
    assert "powers-error" in words(response)
    response = boss.post("/company/clerks/invite/", asked(reach="nowhere"))
    assert response.status_code == 422
    assert rows() == before


def test_declining_tells_the_company_and_changes_nothing_else(companies, boss):
    boss.post("/company/clerks/invite/", asked())
    clerk = browser(companies, "clerk")
    clerk.post(f"/my/invitations/{ClerkInvitation.objects.get().id}/decline/")
    assert Clerkship.objects.count() == 0
    assert ClerkInvitation.objects.get().state == "declined"


# The licence


def test_the_representative_enters_with_the_licence_as_the_company(companies):
    client = Client()
    assert "用电子营业执照登录" in words(client.get("/sign-in/"))
    response = client.get(shown(client, away(client), "boss"))
    assert response.headers["Location"] == "/company/"
    assert f"<h1>{NOODLES}</h1>" in words(client.get("/company/"))
    assert client.session["_auth_user_id"] == str(companies.accounts["boss"].id)
    # And back to oneself without signing in again.
    client.post("/capacity/", {"capacity": "self"})
    assert client.get("/my/").status_code == 200


def test_an_administrator_enters_and_goes_where_one_wanted(companies):
    client = Client()
    response = client.get(shown(client, away(client, next="/my/"), "other"))
    assert response.headers["Location"] == "/my/"
    assert client.session["capacity"].startswith("clerk:")


def test_a_second_factor_is_asked_for_all_the_same(companies):
    cache.clear()
    with_app("boss")
    client = Client()
    response = client.get(shown(client, away(client), "boss"))
    assert response.headers["Location"].startswith("/sign-in/factor/")
    assert "_auth_user_id" not in client.session


def test_without_an_account_one_is_led_to_register(companies):
    from tongban.base.accounts.services import InventedIdentity, keep_demo_identities
    from tongban.base.kernel.actors import operator
    from tongban.base.kernel.codes.id_card import complete_id_card

    number = complete_id_card("34169019880101888")
    keep_demo_identities(actor=operator(), identities=[InventedIdentity("吴大暑", number)])
    registered(administrators=(number,))
    PEOPLE["newcomer"] = "吴大暑"
    try:
        client = Client()
        back = shown(client, away(client), "newcomer")
    finally:
        del PEOPLE["newcomer"]
    before = rows()
    response = client.get(back)
    assert response.status_code == 404
    assert "/register/?next=/licence/" in response.content.decode()
    assert rows() == before


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(companies):
    client, other = Client(), Client(raise_request_exception=False)
    back = shown(client, away(client), "boss")
    before = rows()
    assert other.get(back).status_code == 409
    # Another errand of the other browser does not fit either.
    other.get("/licence/")
    assert other.get(back).status_code == 409
    assert rows() == before
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 409


def test_a_state_that_was_mixed_up_uses_the_errand_up(companies):
    client = Client(raise_request_exception=False)
    back = shown(client, away(client), "boss")
    assert client.get(re.sub("state=[^&]+", "state=x", back)).status_code == 409
    assert client.get(back).status_code == 409
    assert "_auth_user_id" not in client.session


def test_an_errand_to_the_nation_is_none_to_the_issuer(companies):
    client = Client(raise_request_exception=False)
    page = client.get("/link/nation/").content.decode()
    state = re.search(r"state=([^&]+)&", page.replace("&amp;", "&")).group(1)
    assert client.get(f"/licence/back/?state={state}&code=x").status_code == 409


def test_the_issuer_sends_people_nowhere_but_back_to_us(companies):
    client = Client(raise_request_exception=False)
    elsewhere = re.sub(
        r"redirect_uri=[^&]+", "redirect_uri=http%3A%2F%2Fevil.example%2F", away(client)
    )
    assert client.get(elsewhere).status_code == 404
    assert client.post(elsewhere, {"licence": "x"}).status_code == 404


@pytest.mark.parametrize("fault", ["timeout", "broken", "busy", "signature", "nonce"])
def test_a_fault_of_the_issuer_lets_nobody_in(companies, fault):
    client = Client(raise_request_exception=False)
    back = shown(client, away(client), "boss")
    broken(fault)
    before = rows()
    assert client.get(back).status_code == 503
    assert "_auth_user_id" not in client.session
    assert rows() == before


def test_cancelling_at_the_issuer_lets_nobody_in(companies):
    client = Client(raise_request_exception=False)
    address = away(client)
    back = client.post(address, {"cancel": "1"}).headers["Location"]
    assert "error=access_denied" in back
    assert client.get(back).status_code == 503
    assert "_auth_user_id" not in client.session


def test_somebody_elses_licence_does_not_enter_ones_session(companies):
    client = browser(companies, "clerk")
    client.get("/my/")
    before = rows()
    response = client.get(shown(client, away(client), "boss"))
    assert response.status_code == 409
    assert "请先退出登录" in words(response)
    assert client.session["_auth_user_id"] == str(companies.accounts["clerk"].id)
    assert rows() == before


def test_a_city_without_licences_offers_none(companies, settings):
    settings.BUSINESS_REGISTRY = "failing"
    client = Client(raise_request_exception=False)
    assert "用电子营业执照登录" not in words(client.get("/sign-in/"))
    assert client.get("/licence/").status_code == 404
    assert client.get("/demo/business-licence/sign-in/").status_code == 404
