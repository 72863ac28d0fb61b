"""Guessers are slowed down and the owner is not shut out; nobody learns who has an account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client

from tongban.base.accounts.models import Account, FailedTries
from tongban.base.accounts.services import (
    claim_try,
    forget_old_tries,
    forgive_try,
    record_failed_try,
)
from tongban.base.accounts.services.tries import (
    ACCOUNT,
    ADDRESS,
    CODE,
    TOGETHER,
    CodeTry,
    Try,
    masked_address,
)
from tongban.base.accounts.tests.factors import sign_in, signed_in, who
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.errors import Forbidden, TooMany
from tongban.base.kernel.moments import moved_to, now
from tongban.base.notices.models import Message
from tongban.handling.cases.tests.city import PASSWORD

WRONG = "falsch-2026"


@pytest.fixture(autouse=True)
def addresses(settings):
    """A proxy in front tells the addresses apart."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def tried(login, address, password=WRONG, client=None):
    return sign_in(login, password, client, **{"x-forwarded-for": address})


def claim(times=1, **fields):
    for _time in range(times):
        claim_try(actor=system(), one=Try(**{"whose": "a", "address": "10.0.0.1", **fields}))


def rows():
    return list(FailedTries.objects.order_by("key").values()), Entry.objects.count()


class TestCounting:
    @pytest.mark.django_db
    def test_five_are_free_and_then_the_wait_doubles_up_to_an_hour(self):
        begin = now()
        waits = []
        at = begin
        for number in range(16):
            with moved_to(at):
                claim()
                row = FailedTries.objects.exclude(wait_until=None).order_by("-wait_until").first()
                if number < TOGETHER.limit - 1:
                    assert row is None
                    continue
                waits.append(row.wait_until - now())
                at = row.wait_until + timedelta(seconds=1)
                with pytest.raises(TooMany) as refused:
                    claim()
                assert refused.value.retry_after >= waits[-1].total_seconds()
        assert waits[:4] == [timedelta(seconds=s) for s in (30, 60, 120, 240)]
        assert max(waits) == TOGETHER.most

    @pytest.mark.django_db
    def test_a_refused_try_counts_nothing(self):
        claim(5)
        before = rows()
        with pytest.raises(TooMany):
            claim()
        assert rows() == before

    @pytest.mark.django_db
    def test_another_address_and_another_account_are_counted_by_themselves(self):
        claim(5)
        claim(5, address="10.0.0.2")
        claim(5, whose="b")
        with pytest.raises(TooMany):
            claim(address="10.0.0.2")

    @pytest.mark.django_db
    def test_an_account_tried_from_everywhere_makes_strangers_wait_but_no_known_browser(self):
        for number in range(ACCOUNT.limit):
            claim(address=f"10.1.{number}.1")
        with pytest.raises(TooMany):
            claim(address="10.2.0.1")
        claim(address="10.2.0.1", browser="at home")

    @pytest.mark.django_db
    def test_a_known_browser_is_no_way_round(self):
        claim(5, browser="at home")
        with pytest.raises(TooMany):
            claim(browser="at home", address="10.9.9.9")

    @pytest.mark.django_db
    def test_one_address_that_tries_many_accounts_waits(self):
        for number in range(ADDRESS.limit):
            claim(whose=f"account {number}")
        with pytest.raises(TooMany):
            claim(whose="one more")
        claim(whose="one more", address="10.0.0.2")

    @pytest.mark.django_db
    def test_a_right_one_forgets_its_own_place_and_gives_the_wider_ones_one_back(self):
        claim(4)
        forgive_try(actor=system(), one=Try(whose="a", address="10.0.0.1"))
        counts = sorted(FailedTries.objects.values_list("count", flat=True))
        assert counts == [0, 3, 3]

    @pytest.mark.django_db
    def test_what_is_long_ago_is_forgotten_and_cleared_away(self):
        claim(5)
        with moved_to(now() + timedelta(hours=3)):
            claim(4)
            assert forget_old_tries(actor=system()) == 0
        with moved_to(now() + timedelta(hours=9)):
            assert forget_old_tries(actor=system()) == 3

    @pytest.mark.django_db
    def test_only_the_platform_counts(self):
        claim(2)
        before = rows()
        one = Try(whose="a", address="10.0.0.1")
        for act in (claim_try, forgive_try):
            with pytest.raises(Forbidden):
                act(actor=VISITOR, one=one)
        with pytest.raises(Forbidden):
            forget_old_tries(actor=VISITOR)
        assert rows() == before

    @pytest.mark.django_db
    def test_the_table_tells_nobody_who_was_tried(self):
        claim(whose="name gu", address="203.0.113.9")
        kept = str(list(FailedTries.objects.values()))
        assert "gu" not in kept
        assert "203.0" not in kept

    @pytest.mark.django_db
    def test_a_wrong_try_is_recorded_without_name_or_address(self):
        claim(5)
        one = Try(whose="name meinpasswort", address="203.0.113.9")
        record_failed_try(actor=VISITOR, one=one, account_known=False, device="Edge")
        entry = Entry.objects.get(act="sign_in_failed")
        told = f"{entry.subject_id} {entry.detail}"
        assert "meinpasswort" not in told
        assert "203.0.113.9" not in told
        assert entry.detail["address"] == "203.0.*.*"

    def test_many_at_the_same_moment_are_many(self, open_town):
        """Each in a connection of its own: no two read the same count."""

        def one_try(_number):
            try:
                claim(whose="same")
            except TooMany:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(8) as pool:
            let_through = sum(pool.map(one_try, range(40)))
        FailedTries.objects.all().delete()
        assert let_through == TOGETHER.limit


@pytest.mark.parametrize(
    ("address", "masked"),
    [("203.0.113.9", "203.0.*.*"), ("2001:db8:1::9", "2001:db8:*"), ("", ""), ("x", "")],
)
def test_an_address_is_shown_masked(address, masked):
    assert masked_address(address) == masked


class TestOverHttp:
    def test_an_attack_does_not_shut_the_owner_out(self, town):
        home = signed_in("gu", **{"x-forwarded-for": "10.0.0.7"})
        home.post("/sign-out/", headers={"x-forwarded-for": "10.0.0.7"})
        for number in range(ACCOUNT.limit + 3):
            tried("gu", f"198.51.100.{number}")
        stranger, response = tried("gu", "192.0.2.1", PASSWORD)
        assert who(stranger) is None
        assert "试的次数太多了" in response.content.decode()
        _home, response = tried("gu", "10.0.0.7", PASSWORD, home)
        assert response.status_code == 302
        assert who(home) == str(town.accounts["gu"])

    def test_a_cookie_of_another_account_or_a_made_up_one_is_worth_nothing(self, town):
        browser = signed_in("window", **{"x-forwarded-for": "10.0.0.7"})
        browser.post("/sign-out/", headers={"x-forwarded-for": "10.0.0.7"})
        for number in range(ACCOUNT.limit):
            tried("gu", f"198.51.100.{number}")
        tried("gu", "10.0.0.7", PASSWORD, browser)
        assert who(browser) is None
        for made_up in ("x", "eyJtYXJrIjoieCJ9:1:abc", browser.cookies["tb_browser"].value + "x"):
            forger = Client()
            forger.cookies["tb_browser"] = made_up
            tried("gu", "10.0.0.8", PASSWORD, forger)
            assert who(forger) is None

    def test_name_and_phone_are_one_account(self, town):
        for login in ("gu", town.phones["gu"], "gu", town.phones["gu"], "gu"):
            tried(login, "192.0.2.1")
        client, _response = tried(town.phones["gu"], "192.0.2.1", PASSWORD)
        assert who(client) is None

    def test_after_the_wait_the_right_password_opens(self, town):
        for _time in range(5):
            tried("gu", "192.0.2.1")
        with moved_to(now() + timedelta(seconds=31)):
            client, _response = tried("gu", "192.0.2.1", PASSWORD)
        assert who(client)

    def test_a_wrong_try_and_the_wait_are_in_the_log(self, town):
        for _time in range(6):
            tried("gu", "192.0.2.1")
        acts = list(
            Entry.objects.filter(act__in=("sign_in_failed", "slow_down"))
            .order_by("at", "id")
            .values_list("act", flat=True)
        )
        assert acts.count("sign_in_failed") == 5
        assert acts.count("slow_down") == 1


class CountingHasher(MD5PasswordHasher):
    """Counts what it is asked to do."""

    worked: list[str] = []

    def encode(self, password, salt):
        self.worked.append(password)
        return super().encode(password, salt)


class TestNobodyLearns:
    @pytest.fixture(autouse=True)
    def hasher(self, town, settings):
        Account.objects.get(id=town.accounts["gu"]).check_password(PASSWORD)
        settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
        CountingHasher.worked.clear()

    @pytest.mark.parametrize("login", ["gu", "xia", "nobody", "10000000002", "19999999999"])
    def test_the_hasher_works_as_often_whoever_is_tried(self, town, login):
        tried(login, "192.0.2.1")
        # Where there is no password to compare with, Django hashes something all the same.
        assert len(CountingHasher.worked) == 1

    @pytest.mark.parametrize("login", ["gu", "nobody"])
    def test_a_refused_one_is_refused_alike(self, town, login):
        pages = [tried(login, "192.0.2.1")[1] for _time in range(7)]
        assert [page.status_code for page in pages] == [200] * 7
        said = ["试的次数太多了" in page.content.decode() for page in pages]
        assert said == [False] * 5 + [True] * 2
        assert len(CountingHasher.worked) == 5


class TestCodes:
    def ask(self, phone, address="192.0.2.1", client=None):
        client = client or Client()
        response = client.post(
            "/sign-in/code/", {"phone": phone}, headers={"x-forwarded-for": address}
        )
        return client, response

    @pytest.mark.parametrize("known", [True, False])
    def test_a_number_is_sent_few_codes_an_hour_from_wherever(self, town, known):
        phone = town.phones["xia"] if known else "19999999999"
        answers = [self.ask(phone, f"198.51.100.{n}")[1].status_code for n in range(6)]
        assert answers == [302] * 4 + [200] * 2
        assert Message.objects.filter(template__key="sign_in_code").count() == 4 * known

    def test_a_number_is_sent_ten_codes_a_day(self, town):
        start = now().replace(hour=8, minute=0)
        sent = 0
        for hour in range(6):
            with moved_to(start + timedelta(hours=hour)):
                for _time in range(3):
                    sent += self.ask(town.phones["xia"])[1].status_code == 302
        assert sent == 10

    def test_an_address_is_sent_a_bounded_number_of_codes(self, town, settings):
        settings.CODES_FOR_AN_ADDRESS = 5
        answers = [self.ask(f"1999999999{n}")[1].status_code for n in range(7)]
        assert answers == [302] * 5 + [200] * 2
        assert self.ask("18888888888", "192.0.2.2")[1].status_code == 302

    def test_ten_thousand_tries_at_one_code_fail(self, town):
        """Counted in a locked row: the session's own counter is not needed for it."""
        one = CodeTry("the code of one session")
        let_through = 0
        for _time in range(200):
            try:
                claim_try(actor=system(), one=one)
                let_through += 1
            except TooMany:
                pass
        assert let_through == CODE.limit
        assert CODE.first >= timedelta(seconds=180), "longer than a code is worth anything"

    def test_over_http_the_right_code_is_worth_nothing_after_three_wrong_ones(self, town):
        client, _response = self.ask(town.phones["xia"])
        code = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]
        for number in range(50):
            client.post(
                "/sign-in/code/confirm/",
                {"code": f"{(int(code) + 1 + number) % 1_000_000:06d}"},
                headers={"x-forwarded-for": "192.0.2.1"},
            )
        client.post(
            "/sign-in/code/confirm/", {"code": code}, headers={"x-forwarded-for": "192.0.2.1"}
        )
        assert who(client) is None

    def test_asking_for_an_unknown_number_does_the_same_work_and_keeps_nothing(self, town):
        from django.test.utils import CaptureQueriesContext

        self.ask(town.phones["gu"])  # the first message of all publishes its text
        with CaptureQueriesContext(connection) as known:
            self.ask(town.phones["xia"])
        before = (Message.objects.count(), Entry.objects.count())
        with CaptureQueriesContext(connection) as unknown:
            self.ask("19999999999")
        assert (Message.objects.count(), Entry.objects.count()) == before
        work = [
            [q["sql"].split()[0] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE"}]
            for queries in (known.captured_queries, unknown.captured_queries)
        ]
        assert work[0] == work[1]
