"""Every answer carries the headers that keep a page to itself."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.urls("tongban.base.pages.tests.routes")

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "address", ["/plain/", "/machine/", "/nowhere/", "/fails/crash/", "/fails/invalid/", "/style/"]
)
def test_every_answer_has_the_policy_and_its_companions(address):
    answer = Client(raise_request_exception=False).get(address)

    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_the_policy_allows_no_inline_script_and_no_inline_style():
    assert "unsafe" not in POLICY
    assert "nonce" not in POLICY


def test_a_view_that_sets_a_header_keeps_its_own():
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"

    answer = client.get("/own/")

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_answered_to_a_session_is_not_kept_by_any_cache():
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"

    assert client.get("/plain/").headers["Cache-Control"] == "private, no-store"


def test_a_visitor_without_a_session_may_keep_public_pages():
    assert "Cache-Control" not in Client().get("/plain/").headers


def test_a_page_varies_by_cookie_because_the_elder_mode_is_one():
    assert "Cookie" in Client().get("/plain/").headers["Vary"]
    assert "Cookie" not in Client().get("/machine/").headers.get("Vary", "")
