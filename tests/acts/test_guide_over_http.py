"""办事指南 is law, tried from the browser's side: whatever a page of the desk is sent that the guide's
revision does not have is refused with words, and nothing of the whole database changes.

Exceptions with a clause stay open: ``cases/tests/test_beyond_guide.py`` shows them to the applicant
and to supervision.
"""

from contextlib import suppress
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.acts.posts import BEYOND, CARRIERS, OF_OTHER_PROCESSES, POSTS, Post
from tests.acts.scene import Scene, build
from tests.acts.situations.builder import TUESDAY
from tests.acts.whole_database import changed, snapshot, tables
from tests.house.visits import BY_NAME, rows
from tongban.base.kernel.moments import moved_to
from tongban.base.kernel.sealing import SealedTextField
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.template import Template
from tongban.handling.cases.views.acts import DOERS

TEMPLATE = Template(build)
ON_A_CASE = (
    "desk/cases/<str:number>/",
    "desk/joint/<str:code>/",
    "desk/serve/<uuid:delegation_id>/cases/",
)
ELSEWHERE = {
    "halls:beyond": "what a person at the window answers to an approved exception; halls/tests",
}
ALL = [
    pytest.param(route, post, id=f"{route}-{n}")
    for route, posts in POSTS.items()
    for n, post in enumerate(posts)
]


@pytest.fixture
def scene(db, folders, settings):
    settings.COURIER = "demo"
    made: Scene = TEMPLATE.lay_down()
    with moved_to(TUESDAY):
        yield made


def at_desk(scene: Scene, who: str) -> Client:
    """A browser in which that officer has been for a while: the first request of one is written
    down as a new device.
    """
    client = Client()
    client.force_login(scene.town.account(who))
    client.get("/desk/")
    return client


def filled(scene: Scene, data: Any) -> dict[str, Any]:
    """What is posted, with the identifiers that its words stand for."""
    found = {}
    for key, value in data.items():
        if value == "a picture":
            found[key] = picture()
            found[key].name = "图.png"
        elif isinstance(value, list):
            found[key] = [scene.ids.get(one, one) for one in value]
        else:
            found[key] = scene.ids.get(value, value)
    return found


def send(scene: Scene, client: Client, route: str, post: Post, **over: Any):
    args = {key: scene.ids.get(value, value) for key, value in post.args.items()}
    pattern = BY_NAME[route].pattern
    if "<str:number>" in pattern:
        args["number"] = scene.cases[post.case].number
    if "<uuid:case_id>" in pattern:
        args["case_id"] = scene.cases[post.case].id
    return client.post(reverse(route, kwargs=args), filled(scene, {**post.data, **over}))


class _Back(Exception):
    """Take back what was done."""


def test_every_route_of_the_desk_that_takes_a_post_on_a_case_is_here():
    takes = {
        name
        for name, (_right, _get, post) in rows().items()
        if BY_NAME[name].pattern.startswith(ON_A_CASE) and post[-1] != "405"
    }
    assert takes - set(POSTS) - set(ELSEWHERE) == set()
    assert (set(POSTS) | set(ELSEWHERE)) - takes == set()
    acts = {post.args["act"] for post in POSTS["cases:desk_act"]}
    assert acts | set(OF_OTHER_PROCESSES) == set(DOERS)
    assert acts & set(OF_OTHER_PROCESSES) == set()


@pytest.mark.parametrize(("route", "post"), ALL)
def test_as_it_should_be_it_is_done_and_what_the_guide_does_not_have_is_refused(scene, route, post):
    client = at_desk(scene, post.who)
    before = snapshot()
    with suppress(_Back), transaction.atomic():
        answer = send(scene, client, route, post)
        assert answer.status_code in {200, 302}, answer.content.decode()
        assert changed(before), "it was answered, and changed nothing"
        raise _Back
    assert changed(before) == []
    for over in post.beyond:
        answer = send(scene, client, route, post, **over)
        assert answer.status_code in {404, 409, 422}, over
        page = answer.content.decode()
        assert 'role="alert"' in page or "<h1" in page, over
        assert changed(before) == [], over


@pytest.mark.parametrize(("route", "post"), ALL)
def test_what_no_page_asks_for_is_kept_nowhere(scene, route, post):
    client = at_desk(scene, post.who)
    before = snapshot()
    unasked = {key: value for key, value in CARRIERS.items() if key not in post.data}
    with suppress(_Back), transaction.atomic():
        answer = send(scene, client, route, post, **unasked)
        assert answer.status_code < 500
        if changed(before):
            assert where_is(BEYOND) == []
        raise _Back


def where_is(word: str) -> list[str]:
    """Tables in which it stands, in columns that are sealed as well."""
    asked = " UNION ALL ".join(
        f"SELECT '{table}' FROM \"{table}\" t WHERE t::text LIKE %s" for table in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [f"%{word}%"] * len(tables()))
        found = {table for (table,) in cursor.fetchall()}
    for model in apps.get_models():
        sealed = [f.name for f in model._meta.fields if isinstance(f, SealedTextField)]
        if sealed and any(word in str(row) for row in model._base_manager.values_list(*sealed)):
            found.add(model._meta.db_table)
    return sorted(found)


def test_a_word_of_it_would_be_found(scene):
    """What is looked for above can be found where it is kept."""
    client = at_desk(scene, "handler")
    (note,), (asked,) = POSTS["cases:note_write"], POSTS["cases:opinion_ask"]
    send(scene, client, "cases:note_write", note, note=f"见{BEYOND}")
    send(scene, client, "cases:opinion_ask", asked, question=f"见{BEYOND}")
    assert {"cases_officenote", "cases_opinion"} <= set(where_is(BEYOND))
