"""Whatever goes wrong is said in plain words, with a stable code, and gives nothing away."""

import logging

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.test import Client

from tongban.base.pages import errors

pytestmark = pytest.mark.urls("tongban.base.pages.tests.routes")

CASES = [
    ("forbidden", 403, "forbidden", "您的岗位不管这件事。"),
    ("missing", 404, "missing", "没有这个办件，请核对编号。"),
    ("conflict", 409, "already_decided", "别人刚刚办了这件事，请刷新。"),
    ("invalid", 422, "invalid", "有 2 处要改。"),
    ("denied", 403, "forbidden", "这一页不对您开放。如果换一个身份可以看，请先换身份再来。"),
    (
        "gone",
        404,
        "missing",
        "这个地址没有内容，可能写错了，也可能已经撤下。您可以直接查找要办的事。",
    ),
    (
        "too-big",
        413,
        "too_large",
        "一次提交的内容太大。请把文字写短一些，或者把文件分开上传，再试一次。",
    ),
    ("fields", 400, "too_many_fields", "一次提交的栏目太多。请回到上一页，分几次填写。"),
    ("files", 400, "too_many_files", "一次上传的文件太多。请回到上一页，分几次上传。"),
    (
        "database",
        503,
        "busy",
        "现在办事的人太多，或者系统正在恢复。请过半分钟再试一次，不会重复提交。",
    ),
    ("crash", 500, "failed", "系统出了错，不是您的问题。已经交上来的都在。请过几分钟再试一次。"),
]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("kind", "status", "code", "message"), CASES)
def test_an_error_is_a_page_in_plain_words_for_people(client, kind, status, code, message):
    answer = client.get(f"/fails/{kind}/")

    body = answer.content.decode()
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert message in body.replace('<span class="tb-nb">', "").replace("</span>", "")
    assert "12345" in body
    assert "secret reason" not in body
    assert "Traceback" not in body


@pytest.mark.parametrize(("kind", "status", "code", "message"), CASES)
@pytest.mark.parametrize(
    ("address", "headers"),
    [("/api/fails/{}/", {}), ("/fails/{}/", {"Accept": "application/json"})],
)
def test_an_error_is_json_for_machines(client, kind, status, code, message, address, headers):
    answer = client.get(address.format(kind), headers=headers)

    error = answer.json()["error"]
    assert answer.status_code == status
    assert (error["code"], error["message"]) == (code, message)
    assert b"secret reason" not in answer.content


def test_findings_name_every_place_at_once(client):
    error = client.get("/api/fails/invalid/").json()["error"]

    assert error == {
        "code": "invalid",
        "message": "有 2 处要改。",
        "findings": [
            {"place": "area", "code": "not_a_number", "message": "请只填数字，比如 <86.5>"},
            {"place": "water", "code": "empty", "message": "请选一项"},
        ],
    }


def test_findings_are_listed_on_the_page_and_escaped(client):
    body = client.get("/fails/invalid/").content.decode()

    assert "<li>请只填数字，比如 &lt;86.5&gt;</li>" in body
    assert "<li>请选一项</li>" in body


def test_an_unknown_address_of_the_interface_is_json(client):
    answer = client.get("/api/nowhere/")

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "missing"


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/json", True),
        ("application/json, text/plain, */*", True),
        ("text/html;q=0.5, application/json", True),
    ],
)
def test_json_is_for_those_who_prefer_it(client, accept, json):
    answer = client.get("/fails/missing/", headers={"Accept": accept} if accept else {})

    assert (answer.headers["Content-Type"] == "application/json") is json


@pytest.mark.parametrize(("kind", "status"), [("crash", 500), ("database", 503)])
def test_an_incident_has_a_number_that_is_shown_and_logged(client, caplog, kind, status):
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"/fails/{kind}/")

    number = next(
        record.args[0] for record in caplog.records if record.message.startswith("incident ")
    )
    assert answer.status_code == status
    assert number in answer.content.decode()
    assert any("secret reason" in (record.exc_text or "") for record in caplog.records)


def test_who_asks_a_busy_platform_is_told_when_to_come_back(client):
    assert client.get("/fails/database/").headers["Retry-After"] == "30"


def test_a_body_over_the_limit_is_refused(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = client.post("/posted/", {"text": "长" * 100})

    assert answer.status_code == 413
    assert "一次提交的内容太大" in answer.content.decode()


def test_too_many_fields_are_refused(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    answer = client.post("/posted/", {f"f{n}": "1" for n in range(4)})

    assert answer.status_code == 400
    assert "一次提交的栏目太多" in answer.content.decode()


def test_a_wrong_host_gets_a_page_and_no_traceback(client):
    answer = client.get("/plain/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "这个请求我们看不懂" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_in_plain_words():
    answer = Client(enforce_csrf_checks=True).post("/posted/", {"text": "1"})

    assert answer.status_code == 403
    assert "您的浏览器关掉了 Cookie" in answer.content.decode()


def test_a_form_with_a_wrong_mark_asks_to_submit_again():
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    answer = client.post("/posted/", {"csrfmiddlewaretoken": "b" * 32})

    assert answer.status_code == 403
    assert "请刷新上一页，再提交一次" in answer.content.decode()


def test_the_page_leads_back_to_where_one_came_from(client):
    answer = client.get(
        "/fails/conflict/", headers={"Referer": "http://testserver/plain/?page=2&q=a"}
    )

    assert '<a class="tb-btn" href="/plain/?page=2&amp;q=a">回到上一页</a>' in (
        answer.content.decode()
    )


@pytest.mark.parametrize(
    "referrer",
    [
        "https://evil.example/plain/",
        "javascript:alert(1)",
        "http://testserver/fails/conflict/",
        "",
    ],
)
def test_the_page_leads_nowhere_else(client, referrer):
    answer = client.get("/fails/conflict/", headers={"Referer": referrer})

    assert "回到上一页" not in answer.content.decode()


def test_a_path_of_two_slashes_does_not_lead_back_to_another_site(client):
    answer = client.get("/fails/conflict/", headers={"Referer": "http://testserver//evil.example/"})

    assert 'href="/evil.example/"' in answer.content.decode()
    assert 'href="//evil.example/"' not in answer.content.decode()


def test_an_error_page_that_cannot_be_drawn_still_says_what_happened(client, monkeypatch):
    def cannot(*_args, **_kwargs):
        raise TemplateDoesNotExist("pages/error.html")

    monkeypatch.setattr(errors, "render_to_string", cannot)

    answer = client.get("/fails/conflict/")

    assert answer.status_code == 409
    assert "<p>别人刚刚办了这件事，请刷新。</p>" in answer.content.decode()
