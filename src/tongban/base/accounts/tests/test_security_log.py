"""The security log, the watch over it, and what the security administrator does about alerts."""

from datetime import timedelta

import pytest

from tongban.base.accounts.jobs import forget_counts
from tongban.base.accounts.jobs import watch as watch_job
from tongban.base.accounts.models import Account, SecurityAlert, VisitCount
from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.services import (
    acknowledge_alert,
    appoint,
    open_session,
    record_failed_try,
    watch,
)
from tongban.base.accounts.services.tries import Try
from tongban.base.accounts.tests.factors import sign_in, signed_in
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to
from tongban.base.orgs.services import open_post
from tongban.handling.cases.tests.looking import moment

NOON = moment(2026, 11, 25, 12, 1)


@pytest.fixture
def guard(town):
    """The window's officer keeps watch as well."""
    post = open_post(
        actor=operator(),
        department_id=town.departments["hall"],
        name="安全管理岗",
        duties=("security_admin",),
    )
    appoint(actor=operator(), account_id=town.accounts["qiu"], post_id=post.id)
    return actor_for(Account.objects.get(id=town.accounts["qiu"]), f"post:{post.id}")


def fail(whose, address="10.0.0.1", times=1, known=True):
    for _time in range(times):
        one = Try(whose=str(whose), address=address)
        record_failed_try(actor=VISITOR, one=one, account_known=known, device="Edge")


def found():
    return list(SecurityAlert.objects.order_by("created_at").values_list("kind", "count"))


class TestWatch:
    def test_one_failure_more_than_is_free_is_an_alert_and_five_are_none(self, town):
        with moved_to(NOON):
            fail(town.accounts["gu"], times=5)
            assert watch(actor=system()) == 0
            fail(town.accounts["gu"])
            assert watch(actor=system()) == 1
        alert = SecurityAlert.objects.get()
        assert (alert.kind, alert.count, alert.account_id) == (
            "one_account", 6, town.accounts["gu"],
        )  # fmt: skip

    def test_run_again_it_finds_the_same_and_counts_on(self, town):
        with moved_to(NOON):
            fail(town.accounts["gu"], times=10)
            assert [watch(actor=system()) for _time in range(3)] == [1, 0, 0]
            fail(town.accounts["gu"], times=2)
            watch(actor=system())
        assert found() == [("one_account", 12)]

    def test_one_address_that_tries_ten_accounts(self, town):
        with moved_to(NOON):
            for number in range(10):
                fail(f"name {number}", address="203.0.113.9", known=False)
            watch(actor=system())
        assert found() == [("one_address", 10)]
        assert SecurityAlert.objects.get().about == "203.0.*.*"

    def test_ten_accounts_from_ten_addresses_are_none(self, town):
        with moved_to(NOON):
            for number in range(10):
                fail(f"name {number}", address=f"203.0.113.{number}", known=False)
            assert watch(actor=system()) == 0

    @pytest.mark.parametrize(
        ("hour", "high", "count"),
        [(23, True, 1), (3, True, 1), (5, True, 1), (6, True, 0), (21, True, 0), (3, False, 0)],
    )
    def test_a_high_post_that_signs_in_at_night(self, town, hour, high, count):
        with moved_to(moment(2026, 11, 25, hour, 30)):
            open_session(
                actor=system(),
                account_id=town.accounts["signer"],
                session_key="k",
                method="password",
                device="Edge",
                address="10.0.*.*",
                detail={"is_high": True} if high else None,
            )
            watch(actor=system())
            watch(actor=system())
        assert found() == [("at_night", 1)] * count

    def test_what_is_long_past_is_not_looked_at_again(self, town):
        with moved_to(NOON):
            fail(town.accounts["gu"], times=20)
        with moved_to(NOON + timedelta(hours=3)):
            assert watch(actor=system()) == 0

    def test_what_happened_while_the_worker_was_away_is_found(self, town):
        with moved_to(NOON):
            fail(town.accounts["gu"], times=6)
        with moved_to(NOON + timedelta(hours=1)):
            assert watch(actor=system()) == 1

    @pytest.mark.parametrize(("minutes", "count"), [(2, 1), (4, 0)])
    def test_the_stretch_slides(self, town, minutes, count):
        """Six failures so many minutes apart, whatever quarter of an hour they begin in."""
        for number in range(6):
            with moved_to(NOON + timedelta(minutes=8 + minutes * number)):
                fail(town.accounts["gu"])
        with moved_to(NOON + timedelta(minutes=40)):
            assert watch(actor=system()) == count

    def test_an_attack_from_one_place_over_http_is_seen(self, town):
        """Refused tries are not recorded; that somebody waited and went on is enough."""
        at = NOON
        for _try in range(7):
            with moved_to(at):
                sign_in("gu", "falsch-2026")
            at += timedelta(seconds=0 if _try < 4 else 31)
        with moved_to(at):
            assert watch(actor=system()) == 1

    def test_only_the_platform_watches(self, town):
        with moved_to(NOON):
            fail(town.accounts["gu"], times=20)
            with pytest.raises(Forbidden):
                watch(actor=VISITOR)
        assert found() == []

    def test_the_jobs_call_it(self, town):
        fail(town.accounts["gu"], times=10)
        watch_job(timestamp=0)
        watch_job(timestamp=0)
        assert found() == [("one_account", 10)]
        VisitCount.objects.create(key="k", count=1, ends_at=moment(2020, 1, 1))
        forget_counts(timestamp=0)
        assert not VisitCount.objects.exists()


class TestAcknowledge:
    @pytest.fixture
    def alert(self, town):
        return SecurityAlert.objects.create(
            kind="one_account", mark="m", count=10, last_at=NOON, account_id=town.accounts["gu"]
        )

    def test_with_a_note_and_once(self, town, guard, alert):
        acknowledge_alert(actor=guard, alert_id=alert.id, note=" 打过电话，是本人忘了密码。 ")
        alert.refresh_from_db()
        assert alert.note == "打过电话，是本人忘了密码。"
        assert alert.acknowledged_by_id == town.accounts["qiu"]
        assert Entry.objects.get(act="acknowledge_alert").subject_id == str(alert.id)
        before = Entry.objects.count()
        with pytest.raises(Conflict):
            acknowledge_alert(actor=guard, alert_id=alert.id, note="再来一次")
        assert Entry.objects.count() == before

    @pytest.mark.parametrize("note", ["", " ", "好", "x" * 501, "坏\0字"])
    def test_without_a_note_nothing_changes(self, town, guard, alert, note):
        before = Entry.objects.count()
        with pytest.raises(Invalid):
            acknowledge_alert(actor=guard, alert_id=alert.id, note=note)
        alert.refresh_from_db()
        assert (alert.acknowledged_at, Entry.objects.count()) == (None, before)

    def test_nobody_else_may(self, town, guard, alert):
        before = Entry.objects.count()
        others = [
            VISITOR,
            system(),
            Actor(capacity=Capacity.SELF, name="x", account_id=town.accounts["gu"]),
            town.officer("admin"),
        ]
        for actor in others:
            with pytest.raises(Forbidden):
                acknowledge_alert(actor=actor, alert_id=alert.id, note="没事，放着。")
        with pytest.raises(Missing):
            acknowledge_alert(actor=guard, alert_id=new_id(), note="没事，放着。")
        alert.refresh_from_db()
        assert (alert.acknowledged_at, Entry.objects.count()) == (None, before)

    def test_on_the_page(self, town, guard, alert):
        client = signed_in("qiu")
        page = client.get("/desk/security/").content.decode()
        assert "一个账户反复登录失败" in page
        response = client.post(f"/desk/security/alerts/{alert.id}/", {"note": "核实过了。"})
        assert response.headers["Location"] == "/desk/security/"
        assert "没有等着看的告警" in client.get("/desk/security/").content.decode()

    def test_an_empty_note_is_told_on_the_page(self, town, guard, alert):
        client = signed_in("qiu")
        client.post(f"/desk/security/alerts/{alert.id}/", {"note": ""})
        assert "写明查了什么、怎么办。" in client.get("/desk/security/").content.decode()


class TestPage:
    def test_the_log_can_be_narrowed(self, town, guard):
        fail(town.accounts["gu"], times=2)
        client = signed_in("qiu")
        table = "<tbody>"

        def lines(query):
            page = client.get(f"/desk/security/{query}").content.decode()
            return page.count("<tr>") - 1 if table in page else 0

        assert lines("?act=sign_in_failed") == 2
        assert lines("?act=sign_in_failed&account=gu") == 2
        assert lines("?act=sign_in_failed&account=qiu") == 0
        assert lines("?account=nobody") == 0
        assert lines("?act=sign_in&account=qiu") == 1

    @pytest.mark.parametrize(
        "query",
        ["?days=x", "?days=99999999999", "?page=0", "?page=-1", "?page=99999", "?act=open_account",
         "?account=%00", "?account=" + "x" * 500, "?days=7&days=1"],
    )  # fmt: skip
    def test_what_is_typed_into_the_address_breaks_nothing(self, town, guard, query):
        assert signed_in("qiu").get(f"/desk/security/{query}").status_code == 200

    def test_it_asks_as_often_however_long_the_log_is(
        self, town, guard, django_assert_max_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = signed_in("qiu")
        client.get("/desk/security/")
        counts = []
        for number in (1, 30):
            fail(town.accounts["gu"], times=number, address=f"10.0.0.{number}")
            with CaptureQueriesContext(connection) as queries:
                client.get("/desk/security/")
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_the_other_administrators_do_not_see_it(self, town, guard):
        assert signed_in("admin").get("/desk/security/").status_code == 403
