"""Another one's identifier in an address is answered like one that does not exist: the same status
and the same words, so that nobody learns what there is.
"""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from tests.house.city import City
from tests.house.visits import ALL, INPUT, arguments
from tongban.base.kernel.ids import new_id

PERSONS = {
    "case_id", "material_id", "number", "linkage_id", "request_id", "guardianship_id",
    "session_id", "factor_id", "client_id", "message_id",
}  # fmt: skip
"""Identifiers of what belongs to a person or is about one."""

NOWHERE = {"number": "341602-20200101-999999", "factor_id": 404}
OF_ANOTHER = {"cases:joint_return": {"code": "341602-20200101-999999-L1"}}
"""Parts of an address that hang on another one: the code of a part on its case's number."""

EVERYBODYS = {"accounts:desk_end_guarding": "every window of the city serves everybody"}
"""Routes whose right reaches the whole city, for the officers who have it."""

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"')

VISITED = [
    route
    for route in ALL
    if set(re.findall(r"<(?:\w+:)?(\w+)>", route.pattern)) & PERSONS
    and getattr(route.view, "entry", "") != "everybody"
    and route.name not in EVERYBODYS
]


def told(city: City, who: str, method: str, address: str, data, accept: str, idents: list[str]):
    client = city.visitor(who)
    with transaction.atomic():
        response = getattr(client, method)(
            address, data if method == "post" else {}, headers={"accept": accept}
        )
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    said = [TOKEN.sub("", body.decode("utf-8", "replace")), response.headers.get("Location", "")]
    for ident in idents:
        said = [text.replace(ident, "…") for text in said]
    return response.status_code, *said


def test_there_are_routes_to_visit():
    assert len(VISITED) >= 20


@pytest.mark.parametrize("who", ["stranger", "other", "wrong"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_anothers_identifier_is_answered_like_none(city, who, accept):
    differ = []
    for route in VISITED:
        given = arguments(city, route)
        absent = {
            name: NOWHERE.get(name, new_id()) if name in PERSONS else value
            for name, value in given.items()
        } | OF_ANOTHER.get(route.name, {})
        for method in ("get", "post"):
            data = INPUT.get(route.name, lambda _city: {})(city)
            answers = []
            for one in (given, absent):
                parts = PERSONS | OF_ANOTHER.get(route.name, {}).keys()
                idents = sorted(
                    (str(value) for name, value in one.items() if name in parts), key=len
                )[::-1]
                address = reverse(route.name, kwargs=one)
                answers.append(told(city, who, method, address, data, accept, idents))
            if answers[0] != answers[1]:
                differ.append((route.name, method, [(a[0], a[2], len(a[1])) for a in answers]))

    assert differ == []
