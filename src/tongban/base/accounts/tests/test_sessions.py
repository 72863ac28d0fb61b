"""One's devices: listed, ended one or all, and ended by themselves."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tongban.base.accounts.models import Account, SignInSession
from tongban.base.accounts.services import (
    change_capacity,
    close_session,
    end_other_sessions,
    end_session,
    open_session,
    rename_session,
    touch_session,
)
from tongban.base.accounts.tests.factors import signed_in, who
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity
from tongban.base.kernel.errors import Forbidden, Missing
from tongban.base.kernel.moments import moved_to, now

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Edg/130.0"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/116 MicroMessenger/8.0"


def rows():
    return (
        list(SignInSession.objects.order_by("id").values()),
        sorted(Session.objects.values_list("session_key", flat=True)),
        Entry.objects.count(),
    )


def acting(town, who_="gu"):
    return Actor(capacity=Capacity.SELF, name="x", account_id=town.accounts[who_])


def only(client):
    return SignInSession.objects.get(session_key=client.session.session_key)


class TestListed:
    def test_with_the_device_in_words_and_the_address_masked(self, town):
        client = signed_in("gu", **{"user-agent": EDGE})
        row = only(client)
        assert (row.device, row.address, row.method) == (
            "Windows 上的 Edge",
            "127.0.*.*",
            "password",
        )
        page = client.get("/security/devices/").content.decode()
        assert "Windows 上的 Edge" in page
        assert "就是这一台" in page

    @pytest.mark.parametrize(
        ("agent", "words"),
        [(WECHAT, "安卓 上的 微信"), ("", "认不出的设备"), ("curl/8", "认不出的设备")],
    )
    def test_devices_are_told_in_words(self, town, agent, words):
        assert only(signed_in("gu", **{"user-agent": agent})).device == words

    def test_only_ones_own(self, town):
        signed_in("window", **{"user-agent": WECHAT})
        page = signed_in("gu", **{"user-agent": EDGE}).get("/security/devices/").content.decode()
        assert "微信" not in page

    def test_a_session_that_was_made_otherwise_is_listed_too(self, town):
        client = Client()
        client.force_login(Account.objects.get(id=town.accounts["xia"]))
        client.get("/my/")
        assert only(client).account_id == town.accounts["xia"]


class TestEnded:
    def test_one_device(self, town):
        here, there = signed_in("gu"), signed_in("gu")
        row = only(there)
        here.post(f"/security/devices/{row.id}/end/")
        assert there.get("/my/").status_code == 302
        assert here.get("/my/").status_code == 200
        row.refresh_from_db()
        assert row.end == "elsewhere"

    def test_the_others(self, town):
        here, *others = (signed_in("gu") for _time in range(3))
        here.post("/security/devices/end/")
        assert [c.get("/my/").status_code for c in (here, *others)] == [200, 302, 302]

    def test_everywhere(self, town):
        here, there = signed_in("gu"), signed_in("gu")
        response = here.post("/security/devices/end/", {"here": "too"})
        assert response.headers["Location"] == "/sign-in/"
        assert [c.get("/my/").status_code for c in (here, there)] == [302, 302]
        assert not SignInSession.objects.filter(ended_at__isnull=True).exists()

    def test_a_cookie_of_an_ended_session_is_worth_nothing(self, town):
        here, there = signed_in("gu"), signed_in("gu")
        cookie = there.cookies["sessionid"].value
        here.post("/security/devices/end/")
        thief = Client()
        thief.cookies["sessionid"] = cookie
        assert thief.get("/my/").status_code == 302
        assert who(thief) is None

    def test_another_persons_device_is_not_there(self, town):
        theirs = only(signed_in("window"))
        client = signed_in("gu")
        before = rows()
        assert client.post(f"/security/devices/{theirs.id}/end/").status_code == 404
        with pytest.raises(Missing):
            end_session(actor=acting(town), session_id=theirs.id)
        assert rows() == before

    def test_signing_out_is_written_down(self, town):
        client = signed_in("gu")
        row = only(client)
        client.post("/sign-out/")
        row.refresh_from_db()
        assert row.end == "signed_out"
        assert Entry.objects.filter(act="sign_out", subject_id=str(row.account_id)).count() == 1


class TestLimits:
    def test_idle_too_long(self, town):
        client = signed_in("gu")
        row = only(client)
        with moved_to(now() + timedelta(minutes=31)):
            assert client.get("/my/").status_code == 302
        row.refresh_from_db()
        assert row.end == "idle"
        assert not Session.objects.filter(session_key=row.session_key).exists()

    def test_use_keeps_it_alive(self, town):
        client = signed_in("gu")
        start = now()
        for minutes in (20, 40, 60):
            with moved_to(start + timedelta(minutes=minutes)):
                assert client.get("/my/").status_code == 200
        assert only(client).seen_at == start + timedelta(minutes=60)

    def test_but_not_for_ever(self, town, settings):
        settings.SESSION_HOURS = 1
        client = signed_in("gu")
        start = now()
        for minutes in (20, 40, 59):
            with moved_to(start + timedelta(minutes=minutes)):
                assert client.get("/my/").status_code == 200
        with moved_to(start + timedelta(minutes=61)):
            assert client.get("/my/").status_code == 302
        assert SignInSession.objects.get().end == "over"

    def test_officers_have_a_limit_of_their_own(self, town, settings):
        settings.STAFF_IDLE_MINUTES = 5
        officer, person = signed_in("window"), signed_in("gu")
        officer.get("/desk/"), person.get("/my/")
        with moved_to(now() + timedelta(minutes=6)):
            assert officer.get("/desk/").status_code == 302
            assert person.get("/my/").status_code == 200

    def test_a_page_that_is_asked_often_writes_no_more_often(self, town, django_assert_num_queries):
        client = signed_in("gu")
        client.get("/security/devices/")
        with django_assert_num_queries(4):  # session, account, devices, one for the menu
            client.get("/security/devices/")


class TestKeys:
    def test_a_key_that_somebody_planted_is_not_the_key_afterwards(self, town):
        client = Client()
        client.get("/sign-in/")
        session = client.session
        session["x"] = 1
        session.save()
        client.cookies["sessionid"] = planted = session.session_key
        client.post("/sign-in/", {"login": "gu", "password": "tong-ban-2026"})
        assert client.session.session_key != planted
        thief = Client()
        thief.cookies["sessionid"] = planted
        assert thief.get("/my/").status_code == 302

    def test_the_key_changes_with_the_capacity_and_the_old_one_is_worth_nothing(self, town):
        client = signed_in("window")
        client.get("/desk/")
        old = client.session.session_key
        client.post("/capacity/", {"capacity": "self"})
        assert client.session.session_key != old
        assert only(client).account_id == town.accounts["window"]
        thief = Client()
        thief.cookies["sessionid"] = old
        assert thief.get("/my/").status_code == 302
        assert Entry.objects.filter(act="change_capacity").count() == 1

    def test_a_capacity_that_is_not_allowed_is_not_recorded(self, town):
        before = rows()
        with pytest.raises(Forbidden):
            change_capacity(actor=acting(town), wanted="post:x", allowed=frozenset({"self"}))
        assert rows() == before


def test_only_the_platform_keeps_the_list(town):
    client = signed_in("gu")
    key = client.session.session_key
    before = rows()
    for act in (
        lambda: open_session(
            actor=acting(town), account_id=town.accounts["gu"], session_key="x", method="",
            device="", address="",
        ),
        lambda: touch_session(actor=acting(town), session_key=key),
        lambda: rename_session(actor=acting(town), old_key=key, new_key="x"),
        lambda: close_session(actor=acting(town), session_key=key, end="x"),
        lambda: end_session(actor=VISITOR, session_id=only(client).id),
        lambda: end_other_sessions(actor=VISITOR, keep=""),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    assert rows() == before
