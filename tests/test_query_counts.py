"""How many questions the main pages ask the database, as a checked-in baseline.

``query_counts.json`` beside this file holds the numbers. A page that asks more fails; so does one
that asks fewer, so that the gain is kept: write the new number into the file, with the reason in
the commit. Run with ``TONGBAN_WRITE_COUNTS=1`` to have it written. Each page is asked once before
it is counted, so that what a process keeps (guides, forms, figures) is there.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongban.handling.cases.jobs import finish_case

BASELINE = Path(__file__).with_name("query_counts.json")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def pages(town):
    """Name → (who looks, path), over a town in which several cases are at every stage."""
    closed = town.at("issue")
    finish_case(case_id=str(closed.id))
    for who in ("gu", "xia", "qiu"):
        town.filed(actor=town.person(who))
        town.at("review", actor=town.person(who))
    mine = town.at("review")
    return {
        "home": (None, "/"),
        "home_signed_in": ("gu", "/"),
        "guide": (None, f"/items/{town.codes['food']}/"),
        "guide_of_a_listed_item": (None, f"/items/{town.codes['listed']}/"),
        "own_list": (None, f"/items/{town.codes['food']}/list/"),
        "paper_form": (None, f"/items/{town.codes['food']}/form/"),
        "news": (None, "/news/"),
        "lists": (None, "/lists/"),
        "powers": (None, "/lists/powers/"),
        "duties": (None, "/lists/duties/"),
        "my": ("gu", "/my/"),
        "my_case": ("gu", f"/my/cases/{mine.id}/"),
        "my_closed_case": ("gu", f"/my/cases/{closed.id}/"),
        "desk": ("window", "/desk/"),
        "desk_case": ("handler", f"/desk/cases/{mine.number}/"),
        "sign_in": (None, "/sign-in/"),
    }


def asked(town, who, path):
    client = Client()
    if who:
        client.force_login(town.account(who), BACKEND)
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_main_pages_ask_as_often_as_the_baseline_says(town, pages):
    counts = {name: asked(town, *page) for name, page in pages.items()}
    if os.environ.get("TONGBAN_WRITE_COUNTS") == "1":
        BASELINE.write_text(json.dumps(counts, indent=2) + "\n", "utf-8")
    assert counts == json.loads(BASELINE.read_text("utf-8"))


@pytest.mark.parametrize(("who", "path"), [("window", "/desk/"), ("gu", "/my/"), (None, "/")])
def test_more_cases_ask_no_more_often(town, who, path):
    town.filed()
    few = asked(town, who, path)
    for _more in range(4):
        town.filed()
    assert asked(town, who, path) == few
