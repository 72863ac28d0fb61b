"""What no route does: take a post from elsewhere, show what there is not, let in who is out."""

import re

import pytest
from django.urls import reverse

from tests.house.visits import ALL, INPUT, answer, arguments, rows
from tongban.base.kernel.errors import TongbanError
from tongban.base.kernel.ids import new_id

# Not from elsewhere


WITHOUT_CSRF = {
    "openapi:items": "reads only, and no session gives any right there",
    "openapi:code_tables": "reads only, and no session gives any right there",
    "openapi:publications": "reads only, and no session gives any right there",
    "openapi:item_changes": "reads only, and no session gives any right there",
    "openapi:guide": "reads only, and no session gives any right there",
    "openapi:license_status": "reads only, and no session gives any right there",
    "openapi:holder_check": "a machine proves itself; no session gives any right there",
    "delivery:callback": "a courier signs what it tells; no session gives any right there",
    "payments:callback": "a provider signs what it tells; no session gives any right there",
    "connectors:callback": "another system signs what it says; no session gives any right there",
    "idp:oidc:token": "a client proves itself; no session gives any right there",
    "idp:oidc:introspect": "a client proves itself; no session gives any right there",
    "idp:oidc:revoke": "a client proves itself; no session gives any right there",
    "idp:oidc:userinfo": "an access token proves it; no session gives any right there",
    "idp:oidc:device_code": "a terminal has no session; what it gets is worth nothing unconfirmed",
    "idp:oidc:authorization": "clients may post the request; consent asks for the token itself",
    "idp:oidc:logout": "clients may post the request; the answer asks for the token itself",
}
"""Routes whose views ask for no CSRF token, and why."""

ASK_THEMSELVES = {"idp:oidc:authorization", "idp:oidc:logout"}
"""Those of them that ask for it once a person answers (``test_provider_refusals.py``)."""


def test_views_without_csrf_protection_are_few_and_named():
    bare = {route.name for route in ALL if getattr(route.view, "csrf_exempt", False)}

    assert bare == set(WITHOUT_CSRF)
    for name in WITHOUT_CSRF:
        _right, _get, post = rows()[name]
        if name not in ASK_THEMSELVES:
            assert set(post) <= {"400", "401", "404", "405"}, "a route that writes needs protection"


def test_a_post_that_does_not_come_from_our_own_page_is_refused_everywhere(city):
    let_in = []
    for route in ALL:
        if route.name in WITHOUT_CSRF:
            continue
        right, _get, _post = rows()[route.name]
        address = reverse(route.name, kwargs=arguments(city, route))
        data = INPUT.get(route.name, lambda _city: {})(city)
        for who in ("nobody", right):
            client = city.visitor(who, enforce_csrf_checks=True)
            response = client.post(address, data, headers={"accept": "application/json"})
            if response.status_code != 403 or response.json()["error"]["code"] != "csrf_failed":
                let_in.append((who, route.name, response.status_code))

    assert let_in == []


# What there is not


@pytest.mark.parametrize("who", ["nobody", "stranger", "clerk", "officer", "admin", "security"])
def test_an_object_that_is_not_there_is_not_found_and_nothing_breaks(city, who):
    nowhere = {"uuid": new_id, "int": lambda: 404}
    for route in ALL:
        kinds = {name: kind for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route.pattern)}
        names = list(kinds)
        if not names:
            continue
        address = reverse(
            route.name,
            kwargs={
                # Of acts at the desk one must be named that there is.
                name: "pass_prereview" if name == "act" else nowhere.get(kind, lambda: "404")()
                for name, kind in kinds.items()
            },
        )
        for method in ("get", "post"):
            found = answer(city.visitor(who), method, address, {})
            assert found in {"200", "302", "sign-in", "401", "403", "404", "405", "422"}, (
                route.name,
                method,
            )
            if names != ["theme"]:
                assert found != "200", f"{method} {route.name} shows what there is not"


def test_nobody_comes_into_a_closed_account(city):
    account = city.accounts["applicant"]
    client = city.client("applicant")
    assert client.get(reverse("web:my")).status_code == 200

    type(account).objects.filter(id=account.id).update(is_active=False)

    response = client.get(reverse("web:my"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")


def test_an_officer_who_left_the_post_is_out_with_the_next_request(city):
    from tongban.base.accounts.services import end_tenure
    from tongban.base.kernel.actors import operator

    client = city.client("officer")
    assert client.get(reverse("cases:desk")).status_code == 200
    post_id = city.actor("officer").post_id

    end_tenure(actor=operator(), account_id=city.accounts["officer"].id, post_id=post_id)

    assert client.get(reverse("cases:desk")).status_code == 403


def test_a_refusal_is_one_of_ours():
    """403 and 404 come from acts and guards with words, not from Django's bare ones."""
    assert {error.status for error in TongbanError.__subclasses__()} >= {403, 404, 409, 422}
