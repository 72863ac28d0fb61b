"""Sign-in over HTTP: by password, by a code, and what nobody learns from trying."""

import re
import zlib
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.core.signing import b64_decode
from django.test import Client

from tongban.base.accounts.models import Account
from tongban.base.accounts.services import appoint, end_tenure, open_account, revoke_clerk
from tongban.base.kernel.actors import operator, system
from tongban.base.notices.models import DemoLetter, Message
from tongban.base.notices.services import deliver
from tongban.handling.cases.tests.city import PASSWORD

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
NONCE = re.compile(r'nonce-[^"\']+')


@pytest.fixture(autouse=True)
def no_tries_yet(db):
    cache.clear()


@pytest.fixture
def client():
    return Client()


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def ask_code(client, phone):
    return client.post("/sign-in/code/", {"phone": phone})


def enter(client, code):
    return client.post("/sign-in/code/confirm/", {"code": code})


def the_code():
    """Delivered by the demo channel and read in its mailbox."""
    message = Message.objects.latest("created_at")
    deliver(actor=system(), message_id=message.id)
    return re.search(r"\d{6}", DemoLetter.objects.latest("created_at").text).group()


def who(client):
    return client.session.get("_auth_user_id")


def words(response, *typed):
    """The page as it is read, without what differs from request to request."""
    page = CSRF.sub("", NONCE.sub("", response.content.decode()))
    for one in typed:
        page = page.replace(one, "…")
    return page


def test_by_sign_in_name_or_phone_and_password(town, client):
    assert sign_in(client, "gu").headers["Location"] == "/my/"
    assert who(client) == str(town.accounts["gu"])
    other = Client()
    assert sign_in(other, town.phones["gu"]).status_code == 302
    assert who(other) == str(town.accounts["gu"])
    assert other.get("/my/").status_code == 200


def test_the_session_key_changes_on_sign_in_and_the_session_ends_on_sign_out(town, client):
    client.get("/sign-in/")
    session = client.session
    session["seen"] = "before"
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key
    sign_in(client, "gu")
    assert client.session.session_key != before
    after = client.session.session_key
    assert client.post("/sign-out/").headers["Location"] == "/"
    assert who(client) is None
    stolen = Client()
    stolen.cookies["sessionid"] = after
    assert stolen.get("/my/").status_code == 302


def test_signing_out_needs_a_press(town, client):
    sign_in(client, "gu")
    assert client.get("/sign-out/").status_code == 200
    assert who(client)


@pytest.mark.parametrize("login", ["gu", "nobody", "xia", "a" * 300, "x\0y"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(town, client, login):
    right = words(sign_in(Client(), "qiu", "falsch-2026"), "qiu")
    response = sign_in(client, login, "falsch-2026")
    assert response.status_code == 200
    assert who(client) is None
    if len(login) < 64 and "\0" not in login:
        assert "登录名或密码不对" in response.content.decode()
        assert words(response, login) == right


def test_a_wrong_phone_and_a_right_phone_with_a_wrong_password_read_the_same(town):
    pages = [
        words(sign_in(Client(), phone, "falsch-2026"), phone)
        for phone in (town.phones["gu"], "19999999999")
    ]
    assert pages[0] == pages[1]
    assert "手机号或密码不对" in pages[0]


def test_an_account_without_a_password_is_not_entered_by_one(town, client):
    sign_in(client, "xia", "")
    sign_in(client, "xia", "!")
    assert who(client) is None


def test_too_many_wrong_tries_are_stopped_also_for_the_right_password(town, client):
    for _try in range(5):
        sign_in(client, "gu", "falsch-2026")
    response = sign_in(client, "gu")
    assert who(client) is None
    assert "试的次数太多了" in response.content.decode()
    # Others go on: the tries count for the name.
    assert sign_in(Client(), "window").status_code == 302


def test_a_closed_account_is_not_entered(town, client):
    Account.objects.filter(id=town.accounts["gu"]).update(is_active=False)
    sign_in(client, "gu")
    assert client.get("/my/").status_code == 302


def test_a_session_ends_when_the_account_is_closed(town, client):
    sign_in(client, "gu")
    Account.objects.filter(id=town.accounts["gu"]).update(is_active=False)
    assert client.get("/my/").status_code == 302


class TestByCode:
    def test_the_code_that_came_opens_the_account(self, town, client):
        assert ask_code(client, "100 0000 0002").headers["Location"] == "/sign-in/code/confirm/"
        message = Message.objects.latest("created_at")
        assert (message.is_sensitive, message.address) == (True, town.phones["xia"])
        response = enter(client, the_code())
        assert response.status_code == 302
        assert who(client) == str(town.accounts["xia"])

    def test_a_delivered_code_is_wiped_from_the_outbox(self, town, client):
        ask_code(client, town.phones["xia"])
        code = the_code()
        assert code not in {m.text for m in Message.objects.all()}

    def test_neither_phone_nor_code_can_be_read_in_the_table_of_sessions(self, town, client):
        ask_code(client, town.phones["xia"])
        code = the_code()
        kept = Session.objects.get(session_key=client.session.session_key)
        assert code in str(kept.get_decoded())
        assert town.phones["xia"] in str(kept.get_decoded())
        packed = kept.session_data.partition(":")[0]
        plain = b64_decode(packed.removeprefix(".").encode())
        if packed.startswith("."):
            plain = zlib.decompress(plain)
        assert code.encode() not in plain
        assert town.phones["xia"].encode() not in plain
        assert b"phone" not in plain

    @pytest.mark.usefixtures("town")
    def test_a_session_that_cannot_be_opened_is_none(self, client):
        sign_in(client, "gu")
        row = Session.objects.get(session_key=client.session.session_key)
        row.session_data = signing.dumps(
            row.get_decoded(), salt="django.contrib.sessions.SessionStore"
        )
        row.save()
        assert client.get("/my/").status_code == 302

    def test_a_wrong_code_is_told_and_the_right_one_still_works(self, town, client):
        ask_code(client, town.phones["xia"])
        code = the_code()
        response = enter(client, f"{(int(code) + 1) % 1_000_000:06d}")
        assert "验证码不对" in response.content.decode()
        assert who(client) is None
        enter(client, code)
        assert who(client)

    def test_after_three_wrong_codes_the_right_one_is_worth_nothing(self, town, client):
        ask_code(client, town.phones["xia"])
        code = the_code()
        for offset in (1, 2, 3):
            enter(client, f"{(int(code) + offset) % 1_000_000:06d}")
        enter(client, code)
        assert who(client) is None

    def test_a_code_is_not_sent_any_more_when_it_is_worth_nothing(self, town, client):
        ask_code(client, town.phones["xia"])
        message = Message.objects.latest("created_at")
        assert message.expires_at - message.created_at <= timedelta(seconds=181)

    def test_an_old_code_is_worth_nothing(self, town, client, monkeypatch):
        ask_code(client, town.phones["xia"])
        code = the_code()
        import time

        later = time.time() + 181
        monkeypatch.setattr(time, "time", lambda: later)
        enter(client, code)
        assert who(client) is None

    def test_a_code_works_once(self, town, client):
        ask_code(client, town.phones["xia"])
        code = the_code()
        enter(client, code)
        client.post("/sign-out/")
        other = Client()
        enter(other, code)
        enter(client, code)
        assert who(other) is None
        assert who(client) is None

    def test_a_code_belongs_to_the_session_that_asked(self, town, client):
        ask_code(client, town.phones["xia"])
        code = the_code()
        thief = Client()
        ask_code(thief, town.phones["gu"])
        enter(thief, code)
        assert who(thief) is None

    def test_an_unknown_phone_gets_the_same_pages_and_no_message(self, town):
        pages = []
        for phone in (town.phones["xia"], "19999999999"):
            browser = Client()
            asked = ask_code(browser, phone)
            shown = browser.get("/sign-in/code/confirm/")
            wrong = enter(browser, "000000")
            pages.append(
                (asked.status_code, asked.headers["Location"], words(shown, phone),
                 words(wrong, phone))
            )  # fmt: skip
        assert pages[0] == pages[1]
        assert Message.objects.filter(template__key="sign_in_code").count() == 1

    @pytest.mark.parametrize("phone", ["", "12", "abc", "1" * 500, "1000000000\0"])
    @pytest.mark.usefixtures("town")
    def test_what_is_no_phone_is_told_at_the_field(self, client, phone):
        response = ask_code(client, phone)
        assert response.status_code == 200
        assert "请填" in response.content.decode()
        assert not Message.objects.exists()

    def test_too_many_codes_for_one_phone_are_stopped(self, town):
        for _time in range(8):
            ask_code(Client(), town.phones["xia"])
        assert Message.objects.filter(template__key="sign_in_code").count() <= 4


class TestCapacities:
    def test_an_officer_lands_at_the_desk_and_may_switch_to_oneself(self, town, client):
        assert sign_in(client, "window").headers["Location"] == "/desk/"
        assert client.get("/desk/").status_code == 200
        assert client.session["capacity"] == f"post:{town.posts['window']}"
        assert client.get("/my/").status_code == 403
        assert client.post("/capacity/", {"capacity": "self"}).headers["Location"] == "/my/"
        assert client.get("/my/").status_code == 200
        assert client.get("/desk/").status_code == 403

    def test_a_capacity_that_one_has_not_is_refused_and_the_old_one_stays(self, town, client):
        sign_in(client, "gu")
        client.get("/my/")
        before = client.session["capacity"]
        for wanted in (f"post:{town.posts['signer']}", "system", "operator", "", "clerk:1\0"):
            assert client.post("/capacity/", {"capacity": wanted}).status_code == 403
        assert client.session["capacity"] == before

    def test_a_clerk_switches_to_the_company_and_loses_it_in_mid_session(self, town, client):
        sign_in(client, "gu")
        client.post("/capacity/", {"capacity": f"clerk:{town.company}"})
        case = town.filed("shop", town.clerk())
        assert client.get(f"/my/cases/{case.id}/").status_code == 200
        revoke_clerk(actor=operator(), legal_person_id=town.company, person_id=town.persons["gu"])
        assert client.get(f"/my/cases/{case.id}/").status_code == 404
        assert client.get("/my/").status_code == 200

    def test_an_officer_moved_in_mid_session_loses_the_desk(self, town, client):
        sign_in(client, "window")
        assert client.get("/desk/").status_code == 200
        end_tenure(
            actor=operator(), account_id=town.accounts["window"], post_id=town.posts["window"]
        )
        assert client.get("/desk/").status_code == 403

    def test_who_has_nothing_left_can_still_sign_out(self, town, client):
        account = open_account(actor=operator(), login_name="robot", password=PASSWORD)
        appoint(actor=operator(), account_id=account.id, post_id=town.posts["handler"])
        sign_in(client, "robot")
        assert client.get("/desk/").status_code == 200
        end_tenure(actor=operator(), account_id=account.id, post_id=town.posts["handler"])
        assert client.get("/desk/").status_code == 403
        client.post("/sign-out/")
        assert who(client) is None

    @pytest.mark.usefixtures("town")
    def test_switching_goes_back_to_where_one_was_but_never_outside(self, client):
        sign_in(client, "gu")
        for following, goes in (
            ("/my/licenses/", "/my/licenses/"),
            ("https://example.com/", "/my/"),
            ("//example.com/", "/my/"),
        ):
            response = client.post("/capacity/", {"capacity": "self", "next": following})
            assert response.headers["Location"] == goes


@pytest.mark.parametrize("path", ["/my/", "/desk/", "/capacity/", "/apply/x/"])
def test_without_signing_in_one_is_led_to_the_door(town, client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=")


def test_the_way_back_after_signing_in_stays_inside(town):
    for following, goes in (("/my/licenses/", "/my/licenses/"), ("https://example.com/", "/my/")):
        response = sign_in(Client(), "gu", next=following)
        assert response.headers["Location"] == goes


def test_a_code_expires_before_the_session_does(settings):
    assert timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT) < timedelta(
        seconds=settings.SESSION_COOKIE_AGE
    )
