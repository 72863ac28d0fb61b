"""Who asks too often is told to wait, and how long; nobody else notices."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from tests.house.visits import routes_of

from tongban.base.accounts import visit_limits
from tongban.base.accounts.models import VisitCount
from tongban.base.accounts.services import count_visit, forget_old_visits
from tongban.base.accounts.tests.factors import signed_in
from tongban.base.accounts.visit_limits import PROGRESS, RULES, UPLOAD
from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.errors import Forbidden, TooMany
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases.tests.looking import moment

NOON = moment(2026, 11, 25, 12, 0)
ASKED = {"number": "123456789012", "last_four": "0021"}


@pytest.fixture(autouse=True)
def counted(settings):
    settings.VISITS_FACTOR = 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def ask(client, path="/progress/", address="192.0.2.1", **more):
    return client.post(path, ASKED, headers={"x-forwarded-for": address, **more})


class TestCounting:
    @pytest.mark.django_db
    def test_so_many_and_not_one_more_until_the_stretch_is_over(self):
        keys = {"a": (3, 60)}
        with moved_to(NOON + timedelta(seconds=20)):
            for _time in range(3):
                count_visit(actor=system(), keys=keys)
            with pytest.raises(TooMany) as refused:
                count_visit(actor=system(), keys=keys)
        assert refused.value.retry_after == 41
        with moved_to(NOON + timedelta(seconds=60)):
            count_visit(actor=system(), keys=keys)

    @pytest.mark.django_db
    def test_one_statement_for_all_keys(self):
        keys = dict.fromkeys("abc", (9, 60))
        for _time in range(2):
            with CaptureQueriesContext(connection) as queries:
                count_visit(actor=system(), keys=keys)
            assert [q["sql"].split()[0] for q in queries if "SAVEPOINT" not in q["sql"]] == [
                "INSERT"
            ]

    @pytest.mark.django_db
    def test_a_refusal_counts_nothing_under_the_other_keys(self):
        count_visit(actor=system(), keys={"a": (1, 60)})
        before = sorted(VisitCount.objects.values_list("key", "count"))
        with pytest.raises(TooMany):
            count_visit(actor=system(), keys={"a": (1, 60), "b": (9, 60)})
        assert sorted(VisitCount.objects.values_list("key", "count")) == before

    @pytest.mark.django_db
    def test_nobody_else_counts_or_forgets(self):
        count_visit(actor=system(), keys={"a": (1, 60)})
        for act in (
            lambda: count_visit(actor=VISITOR, keys={"a": (1, 60)}),
            lambda: forget_old_visits(actor=VISITOR),
        ):
            with pytest.raises(Forbidden):
                act()
        assert VisitCount.objects.get().count == 1

    @pytest.mark.django_db
    def test_what_is_over_is_cleared_away_and_the_rest_stays(self):
        with moved_to(now() - timedelta(hours=1)):
            count_visit(actor=system(), keys={"a": (1, 60)})
        count_visit(actor=system(), keys={"a": (1, 60)})
        assert forget_old_visits(actor=system()) == 1
        assert VisitCount.objects.count() == 1

    @pytest.mark.django_db
    def test_the_table_is_written_without_a_log(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relpersistence FROM pg_class WHERE relname = 'accounts_visitcount'"
            )
            assert cursor.fetchone() == ("u",)


class TestOverHttp:
    def test_the_answer_says_what_to_do_and_when(self, town):
        client = Client()
        with moved_to(NOON):
            answers = [ask(client) for _time in range(PROGRESS.address[0] + 1)]
        assert {a.status_code for a in answers[:-1]} == {404}, "no such case"
        last = answers[-1]
        assert last.status_code == 429
        assert 1 <= int(last.headers["Retry-After"]) <= 61
        assert "不用反复点" in last.content.decode()

    def test_another_address_goes_on(self, town):
        with moved_to(NOON):
            for _time in range(PROGRESS.address[0] + 1):
                ask(Client())
            assert ask(Client(), address="192.0.2.2").status_code == 404

    def test_a_person_is_counted_wherever_from(self, town):
        client = signed_in("gu", **{"x-forwarded-for": "192.0.2.1"})
        with moved_to(NOON):
            begin = [
                ask(client, address=f"198.51.100.{n}").status_code
                for n in range(PROGRESS.account[0] + 1)
            ]
        assert begin == [404] * PROGRESS.account[0] + [429]

    def test_a_machine_is_told_in_json(self, town, monkeypatch):
        monkeypatch.setitem(
            RULES,
            "openapi:items",
            visit_limits.Rule("open_api", visit_limits.READ, address=(2, 60)),
        )
        with moved_to(NOON):
            answers = [
                Client().get("/api/v1/items", headers={"x-forwarded-for": "192.0.2.1"})
                for _time in range(3)
            ]
        assert answers[0].status_code == 200
        assert answers[-1].status_code == 429
        assert answers[-1].json()["error"]["code"] == "too_many"
        assert answers[-1].headers["Retry-After"]

    def test_a_client_is_counted_by_its_own_name(self, town, monkeypatch):
        monkeypatch.setattr(visit_limits, "_client", [])
        visit_limits.register_client(lambda request: request.headers.get("x-client", ""))
        monkeypatch.setitem(
            RULES,
            "openapi:items",
            visit_limits.Rule("open_api", visit_limits.READ, client=(1, 60)),
        )

        def visit(name, address):
            headers = {"x-forwarded-for": address, "x-client": name}
            return Client().get("/api/v1/items", headers=headers).status_code

        with moved_to(NOON):
            assert [visit("tax", "10.0.0.1"), visit("tax", "10.0.0.2")] == [200, 429]
            assert visit("police", "10.0.0.1") == 200

    def test_looking_at_the_page_is_not_counted(self, town):
        with CaptureQueriesContext(connection) as queries:
            Client().get("/progress/", headers={"x-forwarded-for": "192.0.2.1"})
        assert not any("visitcount" in q["sql"] for q in queries)

    def test_what_is_counted_is_the_view_that_is_reached(self, town):
        with moved_to(NOON):
            for _time in range(PROGRESS.address[0] + 1):
                ask(Client())
            before = VisitCount.objects.count()
            assert (
                Client().get("/progress/", headers={"x-forwarded-for": "192.0.2.1"}).status_code
                == 200
            )
            assert VisitCount.objects.count() == before


def test_every_route_of_the_table_exists():
    names = {route.name for route in routes_of(get_resolver())}
    assert set(RULES) - names == set()


def test_uploads_are_counted_for_the_person_first():
    assert UPLOAD.account[0] < UPLOAD.address[0]
