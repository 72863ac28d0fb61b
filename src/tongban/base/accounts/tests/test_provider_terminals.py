"""Terminals without a keyboard: let in by whoever stands before them, and by nobody else."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from tongban.base.accounts.models import DeviceRequest, Grant, Token
from tongban.base.accounts.provider.reads import subject_for
from tongban.base.accounts.tests import test_provider_refusals
from tongban.base.accounts.tests.test_provider_refusals import (
    userinfo,
)
from tongban.base.kernel.moments import moved_to, now

address, client = test_provider_refusals.address, test_provider_refusals.client


# Terminals


def wait_at(kiosk, scope="openid profile"):
    answer = Browser().post(
        "/identity/device-code", {"client_id": kiosk.identifier, "scope": scope}
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def poll(kiosk, waiting):
    return Browser().post(
        "/identity/token",
        {
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "device_code": waiting["device_code"],
            "client_id": kiosk.identifier,
        },
    )


def test_a_terminal_is_let_in_by_whoever_stands_before_it(district):
    kiosk = district.kiosk()
    waiting = wait_at(kiosk)
    assert poll(kiosk, waiting).json()["error"] == "authorization_pending"
    assert poll(kiosk, waiting).json()["error"] == "slow_down"
    browser = district.browser("wang")
    code = waiting["user_code"].lower().replace("-", " ")
    assert "大厅自助终端" in browser.post("/identity/device", {"code": code}).content.decode()
    assert Grant.objects.count() == 0, "looking lets nobody in"

    browser.post("/identity/device", {"code": code, "answer": "allow"})

    DeviceRequest.objects.update(polled_at=None)
    token = poll(kiosk, waiting).json()
    assert userinfo(token["access_token"]).json()["sub"] == subject_for(
        kiosk, district.accounts["wang"].id
    )
    DeviceRequest.objects.update(polled_at=None)
    assert poll(kiosk, waiting).json()["error"] == "invalid_grant", "one device code, one sign-in"
    assert Token.objects.count() == 2


def test_a_terminal_that_is_denied_or_late_gets_nothing(district):
    kiosk = district.kiosk()
    denied, late = wait_at(kiosk), wait_at(kiosk)
    browser = district.browser("wang")
    browser.post("/identity/device", {"code": denied["user_code"], "answer": "deny"})

    assert poll(kiosk, denied).json()["error"] == "access_denied"
    with moved_to(now() + timedelta(minutes=11)):
        assert poll(kiosk, late).json()["error"] == "expired_token"
        answer = browser.post("/identity/device", {"code": late["user_code"], "answer": "allow"})
        assert answer.status_code == 422
    assert (Grant.objects.count(), Token.objects.count()) == (0, 0)


@pytest.mark.parametrize(("code", "said"), [("", "请把终端屏幕上"), ("BCDF-GHJK", "没有等待")])
def test_what_is_wrong_with_a_code_is_said_at_its_field(district, code, said):
    answer = district.browser("wang").post("/identity/device", {"code": code})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page.split('id="code-error"')[1].split("</p>")[0]
    assert 'aria-describedby="code-hint code-error" aria-invalid="true"' in page
    assert Grant.objects.count() == 0


def test_a_code_of_a_terminal_cannot_be_guessed(district):
    kiosk = district.kiosk()
    waiting = wait_at(kiosk)
    browser = district.browser("wang")

    answers = [
        browser.post("/identity/device", {"code": f"BCDF-{n:04d}", "answer": "allow"}).status_code
        for n in range(12)
    ]

    assert answers[:10] == [422] * 10
    assert answers[10:] == [429, 429]
    right = browser.post("/identity/device", {"code": waiting["user_code"], "answer": "allow"})
    assert right.status_code == 429, "the right one among too many is refused too"
    again = Browser()
    again.force_login(district.accounts["wang"])
    fresh = again.post("/identity/device", {"code": waiting["user_code"], "answer": "allow"})
    assert fresh.status_code == 429, "a new session is the same account"
    assert (Grant.objects.count(), Token.objects.count()) == (0, 0)


@pytest.mark.parametrize("change", ["client", "scope", "code", "kind"])
def test_a_terminals_request_is_its_own(district, client, change):
    kiosk, other = district.kiosk(), district.kiosk()
    waiting = wait_at(kiosk)
    if change == "client":
        answer = poll(other, waiting)
    elif change == "scope":
        answer = Browser().post(
            "/identity/device-code",
            {"client_id": kiosk.identifier, "scope": "openid identity"},
        )
    elif change == "code":
        answer = poll(kiosk, {"device_code": "x" * 3000})
    else:
        answer = Browser().post(
            "/identity/device-code", {"client_id": client.identifier, "scope": "openid"}
        )

    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.json()
    assert (Grant.objects.count(), Token.objects.count()) == (0, 0)
