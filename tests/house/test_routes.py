"""Every route says who may enter, and keeps it. The table of all of them is in ``routes.py``."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from tests.house.visits import ALL, BY_NAME, ENTRY, INPUT, ROLES, answer, arguments, rows, visited

# Said


def test_there_are_routes_to_look_at():
    assert len(ALL) > 40
    assert len(BY_NAME) == len(ALL), "two routes have one name"


def test_every_route_has_a_row_and_every_row_a_route():
    assert {route.name for route in ALL} - set(rows()) == set(), "routes without a row"
    assert set(rows()) - {route.name for route in ALL} == set(), "rows without a route"


@pytest.mark.parametrize("route", ALL, ids=[route.name for route in ALL])
def test_a_route_says_who_may_enter(route):
    entry = getattr(route.view, "entry", None)

    assert entry is not None, f"{route.pattern} does not say who may enter"
    assert ENTRY.fullmatch(entry)


@pytest.mark.parametrize("route", ALL, ids=[route.name for route in ALL])
def test_the_row_agrees_with_what_the_route_says(route):
    entry = getattr(route.view, "entry", "")
    _right, get, post = rows()[route.name]

    if entry == "everybody":
        assert "sign-in" not in get + post
        assert "403" not in get + post
    else:
        assert (get[0], post[0]) == ("sign-in", "sign-in"), "nobody comes in without signing in"
    if entry == "officers" or entry.startswith("officers:"):
        assert (get[1], post[1]) == ("403", "403"), "a person is no officer"
    if entry in {"applicants", "appliers"}:
        assert get[2:4] + post[2:4] == ["403"] * 4, "an officer is no applicant"
    if entry.startswith("officers:"):
        assert (get[3], post[3]) == ("403", "403"), "the post has no duty for it"


# Kept


def test_every_route_answers_everybody_as_the_table_says(city):
    told = []
    for route in ALL:
        if route.name not in rows():
            continue
        right, get, post = rows()[route.name]
        for method, wanted in (("get", get), ("post", post)):
            found = visited(city, route, right, method)
            if found != wanted:
                told.append(f"{method.upper():4} {route.name}: {found}, not {wanted}")

    assert told == [], "\n" + "\n".join(told)


WRITTEN_BY_VISITING = {
    "accounts.Account",
    "accounts.FailedTries",
    "accounts.SignInSession",
    "accounts.VisitCount",
}
"""Signing in writes down when and where, and visits are counted; that is no route's doing."""


WATCHED = (
    "accounts",
    "cases",
    "materials",
    "licenses",
    "feedback",
    "notices",
    "payments",
    "delivery",
    "clocks",
    "workflow",
    "documents",
    "catalog",
    "rules",
    "files",
    "archives",
    "connectors",
    "halls",
)


def watched():
    """Models of the apps that the doors write to."""
    return [
        model
        for label in WATCHED
        for model in apps.get_app_config(label).get_models()
        # The test itself signs people in, and visits are counted: both are written down.
        if model._meta.label not in WRITTEN_BY_VISITING
    ]


def rows_now():
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in watched()}


def written():
    """Table → how many rows this transaction has written so far, whatever became of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname = ANY(%s)",
            [[model._meta.db_table for model in watched()]],
        )
        return dict(cursor.fetchall())


def test_what_was_answered_with_a_refusal_changed_nothing(city):
    """The doors of writing, once more, by those who may not: every row is as before. The rows are
    read again only when the database itself has counted that something was written, if only to be
    taken back.
    """
    before, counted = rows_now(), written()
    assert sum(counted.values()) > 100, "the database counts"
    for route in ALL:
        _right, _get, post = rows()[route.name]
        data = INPUT.get(route.name, lambda _city: {})(city)
        address = reverse(route.name, kwargs=arguments(city, route))
        for role, wanted in zip(ROLES[:4], post[:4], strict=True):
            if wanted in {"sign-in", "403", "404", "405"}:
                city.visitor(role).post(address, data)
                if (now_counted := written()) != counted:
                    assert rows_now() == before, f"{role} changed something at {route.name}"
                    counted = now_counted


def test_the_department_next_door_is_as_much_a_stranger(city):
    """Same county, the same duties, another department: a hall's posts alone reach across."""
    told = []
    for route in ALL:
        entry = getattr(route.view, "entry", "")
        if entry.startswith("officers") and "<" in route.pattern:
            for method in ("get", "post"):
                data = {"opinion": "材料齐全。"}
                address = reverse(route.name, kwargs=arguments(city, route))
                found = answer(city.visitor("neighbour"), method, address, data)
                if found not in {"403", "404", "405"}:
                    told.append((route.name, method, found))

    assert told == []
