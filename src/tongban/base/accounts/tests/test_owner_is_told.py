"""The owner hears of what a thief would do: once a device, with what to do if it was not oneself."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.test import Client

from tongban.base.accounts import services
from tongban.base.accounts.devices import COOKIE
from tongban.base.accounts.models import Account, Grant, SignInSession
from tongban.base.accounts.tests.district import PASSWORD
from tongban.base.kernel import moments
from tongban.base.kernel.errors import Invalid, Missing
from tongban.base.notices.models import Message

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130 Safari/537.36 Edg/130"
PHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36"
NEW = "spatz-auf-dem-dach-7"


@pytest.fixture
def settled(district):
    """Accounts that are not of today, so that a first sign-in is none of a moment ago."""
    Account.objects.update(created_at=moments.now() - timedelta(days=3))
    return district


def told(template):
    return list(
        Message.objects.filter(template__key=template).order_by("id").values_list("text", flat=True)
    )


def sign_in(browser, who="wang", agent=EDGE):
    answer = browser.post(
        "/sign-in/", {"login": who, "password": PASSWORD}, headers={"User-Agent": agent}
    )
    assert answer.status_code == 302, answer.content.decode()
    return browser


def test_a_browser_that_is_not_known_is_told_of_once(settled):
    browser = sign_in(Client())
    (text,) = told("new_device")
    assert "Windows 上的 Edge" in text
    assert "修改密码" in text
    (message,) = Message.objects.filter(template__key="new_device")
    assert message.address == settled.accounts["wang"].person.phone

    browser.post("/sign-out/")
    sign_in(browser)
    assert len(told("new_device")) == 1, "the browser is known now"

    sign_in(Client(), agent=PHONE)
    assert len(told("new_device")) == 2


def test_a_browser_without_cookies_is_not_told_of_again_and_again(settled):
    for _time in range(3):
        sign_in(Client())

    assert len(told("new_device")) == 1


def test_a_month_later_it_is_told_of_again(settled):
    sign_in(Client())
    SignInSession.objects.update(created_at=moments.now() - timedelta(days=31))

    sign_in(Client())

    assert len(told("new_device")) == 2


def test_a_known_browser_is_unknown_to_another_account(settled):
    browser = sign_in(Client())
    browser.post("/sign-out/")
    sign_in(browser, "li")

    messages = Message.objects.filter(template__key="new_device")
    assert {one.subject_id for one in messages} == {
        str(settled.accounts["wang"].id),
        str(settled.accounts["li"].id),
    }


def test_a_forged_cookie_makes_no_browser_known(settled):
    browser = Client()
    browser.cookies[COOKIE] = "e30:forged:signature"

    sign_in(browser)

    assert len(told("new_device")) == 1


def test_who_registered_a_moment_ago_is_not_told_of_the_first_sign_in(district):
    sign_in(Client())

    assert told("new_device") == []


def test_an_account_without_a_phone_is_told_in_its_mailbox(settled):
    sign_in(Client(), "security")

    (message,) = Message.objects.filter(template__key="new_device")
    assert (message.kind, message.address) == ("mailbox", str(settled.accounts["security"].id))


def granted(district, who="wang"):
    client = district.admitted()
    browser = district.browser(who)
    return services.open_grant(
        actor=district.actor(who),
        client_id=client.id,
        scopes=["openid"],
        capacity=district.capacities[who],
        session_key=browser.session.session_key,
    )


def test_a_changed_password_is_told_and_ends_what_systems_were_granted(district):
    grant = granted(district)

    services.change_password(actor=district.actor("wang"), new_password=NEW)

    assert len(told("password_changed")) == 1
    grant.refresh_from_db()
    assert grant.end_reason == "password_changed"


def test_a_password_that_was_not_changed_tells_nobody_and_ends_nothing(district):
    grant = granted(district)
    before = Message.objects.count()

    with pytest.raises(Invalid):
        services.change_password(actor=district.actor("wang"), new_password="12345678")

    grant.refresh_from_db()
    assert (grant.ended_at, Message.objects.count()) == (None, before)


def test_a_factor_that_comes_or_goes_is_told_and_its_going_ends_what_was_granted(district):
    actor = district.actor("wang")
    factor = services.add_passkey(actor=actor, name="手机", credential={})
    assert "通行密钥" in told("factor_added")[0]
    grant = granted(district)
    messages = Message.objects.count()
    with pytest.raises(Missing):
        services.remove_factor(actor=district.actor("li"), factor_id=factor.id)
    grant.refresh_from_db()
    assert (grant.ended_at, Message.objects.count()) == (None, messages)

    services.remove_factor(actor=actor, factor_id=factor.id)

    assert len(told("factor_removed")) == 1
    grant.refresh_from_db()
    assert grant.end_reason == "factor_removed"


def test_a_new_phone_is_told_to_the_old_one(district):
    from tongban.base.accounts.models import PhoneChange
    from tongban.base.accounts.services.changes import start_phone_change

    actor = district.actor("wang")
    old = district.accounts["wang"].person.phone
    row = start_phone_change(actor=actor, phone="10080000077")
    codes = [
        one.text.split("验证码 ")[1][:6]
        for one in Message.objects.filter(template__key="phone_change_code").order_by("id")
    ]
    assert (
        services.finish_phone_change(
            actor=actor, change_id=row.id, old_code="000000x", new_code=codes[1]
        )
        is False
    )
    assert told("phone_changed") == []

    assert services.finish_phone_change(
        actor=actor, change_id=row.id, old_code=codes[0], new_code=codes[1]
    )

    (message,) = Message.objects.filter(template__key="phone_changed")
    assert message.address == old
    assert PhoneChange.objects.filter(ended_at__isnull=True).count() == 0


def test_a_closed_account_has_no_session_and_no_grant(district):
    grant = granted(district, "li")

    services.close_account(actor=district.actor("li"), agreed=True)

    grant.refresh_from_db()
    assert grant.end_reason == "account_closed"
    open_ones = SignInSession.objects.filter(
        Q(account=district.accounts["li"]), ended_at__isnull=True
    )
    assert not open_ones.exists()
    assert not Grant.objects.filter(account=district.accounts["li"], ended_at=None).exists()
