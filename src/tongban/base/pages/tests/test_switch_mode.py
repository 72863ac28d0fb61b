"""The elder mode is a cookie that a plain link sets; the link leads to our own pages only."""

import pytest
from django.test import Client

from tongban.base.pages.context import MODE_COOKIE, mode_of

pytestmark = pytest.mark.urls("tongban.base.pages.tests.routes")


def test_choosing_the_elder_mode_goes_back_and_is_remembered():
    client = Client()

    answer = client.get("/mode/elder/", {"next": "/shell/portal/?q=a"})

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/shell/portal/?q=a"
    cookie = answer.cookies[MODE_COOKIE]
    assert cookie.value == "elder"
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert b'data-mode="elder"' in client.get("/shell/portal/").content


def test_choosing_the_standard_mode_forgets_the_elder_one():
    client = Client()
    client.get("/mode/elder/")

    answer = client.get("/mode/standard/", {"next": "/shell/portal/"})

    assert answer.cookies[MODE_COOKIE].value == ""
    assert b'data-mode="standard"' in client.get("/shell/portal/").content


def test_there_is_no_third_mode_and_nothing_is_remembered():
    answer = Client().get("/mode/tiny/")

    assert answer.status_code == 404
    assert MODE_COOKIE not in answer.cookies


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "ftp://testserver/",
        "",
    ],
)
def test_the_link_never_leads_to_another_site(elsewhere):
    answer = Client().get("/mode/elder/", {"next": elsewhere})

    assert answer.headers["Location"] == "/"


def test_two_slashes_after_our_own_host_do_not_lead_to_another_site():
    answer = Client().get("/mode/elder/", {"next": "http://testserver//evil.example/"})

    assert answer.headers["Location"] == "/evil.example/"


@pytest.mark.urls("tongban.base.pages.tests.routes_of_a_city")
def test_the_two_home_pages_change_into_each_other():
    client = Client()

    assert client.get("/mode/elder/", {"next": "/"}).headers["Location"] == "/elder/"
    assert client.get("/mode/standard/", {"next": "/elder/"}).headers["Location"] == "/"


@pytest.mark.parametrize("value", ["", "Elder", "standard", "elder ", "<script>"])
def test_any_other_cookie_is_the_standard_mode(rf, value):
    request = rf.get("/")
    request.COOKIES[MODE_COOKIE] = value

    assert mode_of(request) == "standard"


def test_the_style_page_is_not_for_a_running_city(settings):
    settings.DEMO = False

    assert Client().get("/style/").status_code == 404
