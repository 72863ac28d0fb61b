"""Whoever was moved, forges a form or changes the session does nothing with it."""

from typing import Any

import pytest
from django.urls import reverse

from tests.house.city import HERE, City
from tests.house.visits import ALL, INPUT, ROLES, answer, arguments, rows
from tongban.base.accounts.models import Client, Tenure
from tongban.base.accounts.services import appoint, end_tenure, hand_over_post
from tongban.base.kernel.actors import operator
from tongban.base.kernel.ids import new_id
from tongban.base.orgs.services import open_post
from tongban.handling.cases.tests.looking import nothing_changes


def act(city: City, client: Any, **more: Any) -> int:
    address = reverse("cases:desk_act", args=[city.filed.number, "pass_prereview"])
    return int(client.post(address, {"opinion": "材料齐全。", **more}).status_code)


def open_page(city: City, who: str = "officer") -> Any:
    """A browser with the case's page open."""
    client = city.client(who)
    assert client.get(reverse("cases:desk_case", args=[city.filed.number])).status_code == 200
    return client


def test_the_same_page_without_a_move_lets_the_officer_act(city):
    assert act(city, open_page(city)) == 302


@pytest.mark.parametrize("where", ["next", "elsewhere"])
def test_an_officer_moved_with_the_page_open_does_not_act_in_the_old_post(city, where):
    client, account = open_page(city), city.accounts["officer"]
    post_id = city.actor("officer").post_id
    new_post = open_post(
        actor=operator(),
        department_id=city.departments[where].id,
        name="新岗",
        duties=("handler", "signer"),
    )
    end_tenure(actor=operator(), account_id=account.id, post_id=post_id)
    appoint(actor=operator(), account_id=account.id, post_id=new_post.id)

    with nothing_changes():
        assert act(city, client) == 403

    # Also acting from the new post, the old department's case is none.
    session = client.session
    session["capacity"] = f"post:{new_post.id}"
    session.save()
    with nothing_changes():
        assert act(city, client) == 404


def test_a_post_handed_over_with_the_page_open_is_the_successors(city):
    client = open_page(city)
    post_id = city.actor("officer").post_id
    hand_over_post(
        actor=operator(),
        account_id=city.accounts["officer"].id,
        post_id=post_id,
        successor_id=city.accounts["neighbour"].id,
    )

    with nothing_changes():
        assert act(city, client) == 403
    successor = city.client("neighbour")
    session = successor.session
    session["capacity"] = f"post:{post_id}"
    session.save()
    assert act(city, successor) == 302


def test_a_post_whose_duties_were_taken_acts_no_more_with_the_page_open(city):
    from tongban.base.orgs.models import Post

    client = open_page(city)
    Post.objects.filter(id=city.actor("officer").post_id).update(duties=["archivist"])

    with nothing_changes():
        assert act(city, client) == 404


def forged(city: City) -> dict[str, str]:
    """Everything that would say a reach, as if the form had asked for it."""
    officer = city.actor("officer")
    return {
        "division_code": HERE,
        "division": HERE,
        "department": str(officer.department_id),
        "department_id": str(officer.department_id),
        "post": str(officer.post_id),
        "duties": "window",
        "duty": "window",
        "actor": str(officer.account_id),
        "capacity": f"post:{officer.post_id}",
    }


REACH_IS_ASKED_FOR = {"accounts:capacity"}
"""Here the form does name a capacity; whose it is is asked."""


def test_a_forged_division_department_or_post_changes_no_answer(city):
    told = []
    for route in ALL:
        if route.name in REACH_IS_ASKED_FOR:
            continue
        _right, _get, post = rows()[route.name]
        address = reverse(route.name, kwargs=arguments(city, route))
        data = {**forged(city), **INPUT.get(route.name, lambda _city: {})(city)}
        for role in ("stranger", "other", "wrong"):
            wanted = post[ROLES.index(role)]
            if wanted in {"403", "404"}:
                found = answer(city.visitor(role), "post", address, data)
                if found != wanted:
                    told.append(f"{route.name} {role}: {found}, not {wanted}")

    assert told == []


def test_a_system_is_applied_for_in_ones_own_department_whatever_the_form_says(city):
    data = {
        "name": "水利查询系统",
        "kind": "web",
        "purpose": "登录后查询",
        "contact_name": "王小满",
        "contact_phone": "0558-0001001",
        "scopes": ["openid"],
        "redirect_addresses": "https://water.example/back",
        "department": str(city.departments["next"].id),
        "department_id": str(city.departments["next"].id),
    }
    before = Client.objects.count()
    response = city.client("data").post(reverse("accounts:client_apply"), data)

    assert response.status_code == 302, response.content.decode()
    assert Client.objects.count() == before + 1
    made = Client.objects.get(name="水利查询系统")
    assert made.department_id == city.departments["here"].id


@pytest.mark.parametrize("who", ["stranger", "other", "wrong", "applicant"])
@pytest.mark.parametrize("kind", ["post", "made up", "clerk", "guardian", "broken"])
def test_a_session_changed_to_what_one_does_not_have_is_worth_nothing(city, who, kind):
    key = {
        "post": f"post:{city.actor('officer').post_id}",
        "made up": f"post:{new_id()}",
        "clerk": f"clerk:{new_id()}",
        "guardian": f"guardian:{city.accounts['officer'].person_id}",
        "broken": "post:'; drop table",
    }[kind]
    client = city.client(who)
    session = client.session
    session["capacity"] = key
    session.save()

    with nothing_changes():
        assert act(city, client) == 403
        assert client.get(reverse("cases:desk")).status_code == 403
    # Whoever it is acts for oneself: what is shown is one's own.
    assert client.get(reverse("web:my")).status_code == 200


def test_ones_own_posts_are_the_only_ones_that_the_page_offers(city):
    response = city.client("other").post(
        reverse("accounts:capacity"), {"capacity": forged(city)["capacity"]}
    )

    assert response.status_code in {403, 422}
    assert Tenure.objects.filter(account=city.accounts["other"], ended_at=None).count() == 1
