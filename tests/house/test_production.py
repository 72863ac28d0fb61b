"""What a city's installation sends and keeps, read from the settings as production has them."""

import json
import os
import subprocess
import sys

import pytest
from gunicorn.config import Config

from tongban.main.serve import MaskedLogger, Server

ASKED = """
import json, django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
names = (
    "DEBUG DEMO SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE"
    " SESSION_COOKIE_NAME SESSION_COOKIE_DOMAIN SESSION_COOKIE_PATH SESSION_SERIALIZER"
    " CSRF_COOKIE_SECURE CSRF_COOKIE_HTTPONLY CSRF_COOKIE_SAMESITE CSRF_COOKIE_NAME"
    " SECURE_HSTS_SECONDS SECURE_CONTENT_TYPE_NOSNIFF SECURE_REFERRER_POLICY X_FRAME_OPTIONS"
    " SECURE_PROXY_SSL_HEADER SECOND_FACTOR ALLOWED_HOSTS OUTGOING_NETWORKS OUTGOING_PLAIN_HOSTS"
).split()
found = {name: getattr(settings, name, None) for name in names}
found["checks"] = sorted(m.id for m in run_checks(include_deployment_checks=True))
print(json.dumps(found))
"""
EXCUSED = {
    "security.W005": "the neighbours under the city's domain are not ours to speak for",
    "security.W008": "http is redirected by the proxy, which alone hears it",
    "security.W021": "a list that is shipped with browsers is for the domain's owner to join",
}
"""Warnings of ``check --deploy`` that stay, and why."""


def settings_of(folder, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TONGBAN_", "DJANGO_"))
    }
    told = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "tongban.main.settings",
            "TONGBAN_DATA": str(folder),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            **environment,
        },
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    return json.loads(told.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    return settings_of(
        tmp_path_factory.mktemp("city"),
        TONGBAN_ADDRESS="https://city.example",
        TONGBAN_HOSTS="city.example",
    )


def test_djangos_own_list_of_a_deployment_is_kept(production):
    assert production["checks"] == sorted(EXCUSED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", False),
        ("DEMO", False),
        ("SESSION_COOKIE_SECURE", True),
        ("SESSION_COOKIE_HTTPONLY", True),
        ("SESSION_COOKIE_SAMESITE", "Lax"),
        ("SESSION_COOKIE_NAME", "__Host-session"),
        ("SESSION_COOKIE_DOMAIN", None),
        ("SESSION_COOKIE_PATH", "/"),
        ("SESSION_SERIALIZER", "tongban.base.kernel.sealing.sessions.SealedSerializer"),
        ("CSRF_COOKIE_SECURE", True),
        ("CSRF_COOKIE_HTTPONLY", True),
        ("CSRF_COOKIE_SAMESITE", "Lax"),
        ("CSRF_COOKIE_NAME", "__Host-csrf"),
        ("SECURE_HSTS_SECONDS", 31536000),
        ("SECURE_CONTENT_TYPE_NOSNIFF", True),
        ("SECURE_REFERRER_POLICY", "same-origin"),
        ("X_FRAME_OPTIONS", "DENY"),
        ("SECOND_FACTOR", "required"),
        ("ALLOWED_HOSTS", ["city.example"]),
        ("OUTGOING_NETWORKS", []),
        ("OUTGOING_PLAIN_HOSTS", []),
    ],
)
def test_a_citys_installation_is_closed_where_nothing_is_said(production, name, value):
    assert production[name] == value


def test_without_https_nothing_claims_to_be_secure(tmp_path):
    plain = settings_of(tmp_path, TONGBAN_ADDRESS="http://127.0.0.1:8000")

    assert plain["SESSION_COOKIE_SECURE"] is False
    assert plain["SECURE_HSTS_SECONDS"] == 0
    assert plain["SECURE_PROXY_SSL_HEADER"] is None
    assert plain["SESSION_COOKIE_NAME"] == "sessionid"


def test_gunicorns_own_lines_are_masked(capfd):
    logger = MaskedLogger(Config())
    try:
        int("password=spatz-auf-dem-dach")
    except ValueError:
        logger.exception("Error handling request %s", "/identity/back?code=ab12cd34ef")
    logger.error("from 10080000001")

    told = capfd.readouterr().err
    assert "Error handling request" in told
    for hidden in ("spatz-auf-dem-dach", "ab12cd34ef", "10080000001"):
        assert hidden not in told


def test_the_server_uses_that_logger():
    server = Server.__new__(Server)
    Server.__init__(server, "127.0.0.1", 0, 1)

    assert server.cfg.logger_class is MaskedLogger


CONTENTS = ("web:my_material", "web:my_license", "cases:desk_material", "accounts:data_copy")


@pytest.mark.django_db
@pytest.mark.parametrize("route", CONTENTS)
def test_what_was_handed_in_is_never_taken_for_a_page_of_ours(city, route):
    from django.urls import reverse

    from tests.house.visits import ALL, arguments

    (found,) = [one for one in ALL if one.name == route]
    who = "officer" if route.startswith("cases:") else "applicant"
    answer = city.client(who).get(reverse(route, kwargs=arguments(city, found)))
    b"".join(answer.streaming_content) if answer.streaming else answer.content

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.headers["Content-Type"].startswith(("text/html", "image/svg"))
    disposition = answer.headers.get("Content-Disposition", "")
    assert disposition.startswith(("attachment", "inline"))
    policy = answer.headers["Content-Security-Policy"]
    if disposition.startswith("inline"):
        assert "default-src 'none'" in policy
        assert "sandbox" in policy or answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
