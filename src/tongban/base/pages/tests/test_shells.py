"""The shells stand alone: they are drawn before any other app has a route, and link only to what
there is."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tongban.base.kernel.actors import VISITOR, Actor, Capacity
from tongban.base.kernel.ids import new_id
from tongban.base.pages import navigation
from tongban.base.pages.context import MODE_COOKIE, shell
from tongban.base.pages.navigation import (
    DeskLink,
    Entry,
    desk_bar,
    desk_entries,
    register_desk_link,
)

BARE = pytest.mark.urls("tongban.base.pages.tests.routes")
CITY = pytest.mark.urls("tongban.base.pages.tests.routes_of_a_city")
CHINESE = {"Accept-Language": "zh-CN"}

PERSON = Actor(Capacity.SELF, "王小满", account_id=new_id())
OFFICER = Actor(
    Capacity.POST,
    "赵白露",
    account_id=new_id(),
    post_name="决定岗",
    department_name="市场监管局",
    duties=frozenset({"signer"}),
)


@BARE
@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("name", ["portal", "desk", "print", "base"])
def test_a_shell_is_drawn_without_any_other_app(name, mode):
    client = Client(headers=CHINESE)
    client.cookies[MODE_COOKIE] = mode

    answer = client.get(f"/shell/{name}/")

    body = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="zh-CN" data-mode="{mode}">' in body
    assert '<a class="tb-skip" href="#main">跳到正文</a>' in body
    assert '<main id="main"' in body
    assert 'href=""' not in body


@CITY
def test_the_portal_links_to_the_apps_that_are_there():
    body = Client(headers=CHINESE).get("/shell/portal/").content.decode()

    nav = re.search(r'<nav class="tb-nav".*?</nav>', body, re.DOTALL)[0]
    assert re.findall(r'href="([^"]*)"[^>]*>([^<]*)<', nav) == [
        ("/", "首页"),
        ("/?for=person#themes", "个人办事"),
        ("/?for=company#themes", "企业办事"),
        ("/progress/", "办事进度"),
        ("/verify/", "核验证照"),
    ]
    assert "aria-current" not in nav
    assert 'href="/sign-in/?next=%2Fshell%2Fportal%2F"' in body


@CITY
def test_the_bar_shows_where_one_is():
    body = Client(headers=CHINESE).get("/progress/portal/").content.decode()

    assert '<a href="/progress/" aria-current="page">办事进度</a>' in body


@CITY
def test_in_the_elder_mode_home_is_the_elder_home():
    client = Client(headers=CHINESE)
    client.cookies[MODE_COOKIE] = "elder"

    body = client.get("/shell/portal/").content.decode()

    assert '<a class="tb-brand" href="/elder/">' in body
    assert '<a class="tb-elder" href="/mode/standard/?next=%2Fshell%2Fportal%2F"' in body


def page(rf, name, actor, **values):
    request = rf.get("/shell/x/")
    request.actor = actor
    return render_to_string(f"pages/{name}.html", {"actor": actor, **values}, request)


@CITY
def test_who_is_signed_in_finds_the_way_to_their_cases_and_out(rf):
    body = page(rf, "portal", PERSON, capacities=[1])

    assert "王小满</summary>" in body
    assert '<a href="/my/">我的办件</a>' in body
    assert '<form method="post" action="/sign-out/">' in body
    assert "csrfmiddlewaretoken" in body
    assert "换一个身份" not in body
    assert 'href="/sign-in/' not in body


@CITY
def test_a_visitor_is_offered_to_sign_in_and_nothing_else(rf):
    body = page(rf, "portal", VISITOR, capacities=[])

    assert "退出登录" not in body
    assert "我的办件" not in body
    assert 'href="/sign-in/' in body


@CITY
def test_the_demo_says_that_everything_is_invented(rf, settings):
    assert "人物、企业和数字均为虚构" in page(rf, "portal", VISITOR)

    settings.DEMO = False
    assert "均为虚构" not in page(rf, "portal", VISITOR)


@pytest.fixture
def two_links():
    before = dict(navigation._desk)
    register_desk_link(DeskLink("window", "综合窗口", "cases:window", frozenset({"window"}), 20))
    register_desk_link(DeskLink("sign", "签发", "cases:window", frozenset({"signer"}), 5))
    register_desk_link(DeskLink("gone", "没有装", "nowhere:at_all"))
    yield
    navigation._desk.clear()
    navigation._desk.update(before)


@CITY
def test_the_staff_bar_opens_what_the_duties_open(rf, two_links):
    request = rf.get("/desk/")
    request.actor = OFFICER

    entries = [(str(e.label), e.url, e.is_current) for e in desk_entries(request)]

    assert entries == [("签发", "/desk/window/", False), ("工作台", "/desk/", True)]


@CITY
@pytest.mark.parametrize("page", ["/desk/window/", "/desk/window/received/"])
def test_one_entry_is_where_the_page_is_and_not_the_desk_above_it(rf, two_links, page):
    request = rf.get(page)
    request.actor = OFFICER

    assert [(e.key, e.is_current) for e in desk_entries(request)] == [
        ("sign", True),
        ("desk", False),
    ]
    assert [e.key for e in desk_entries(request, current="desk") if e.is_current] == ["desk"]


def entry(key, *, is_rare=False, is_current=False):
    return Entry(key, key, f"/{key}/", is_current, is_rare)


def test_what_has_no_room_in_the_bar_stands_in_its_menu():
    few = [entry(key, is_rare=key == "f") for key in "abcdef"]
    assert desk_bar(few) == (few, [])
    many = [entry(key, is_rare=key in "bg") for key in "abcdefgh"]
    shown, more = desk_bar(many)
    assert [e.key for e in shown] == ["a", "c", "d", "e", "f"]
    assert [e.key for e in more] == ["b", "g", "h"]
    many = [entry(key, is_rare=key in "bg", is_current=key == "g") for key in "abcdefgh"]
    shown, more = desk_bar(many)
    assert [e.key for e in shown] == ["a", "c", "d", "e", "f", "g"]
    assert [e.key for e in more] == ["b", "h"]


@CITY
@pytest.mark.parametrize("actor", [VISITOR, PERSON])
def test_the_staff_bar_is_empty_for_all_others(rf, two_links, actor):
    request = rf.get("/desk/")
    request.actor = actor

    assert desk_entries(request) == []


@CITY
def test_the_desk_says_as_whom_one_works(rf):
    body = page(rf, "desk", OFFICER, capacities=[1, 2])

    assert '<body class="tb-staff">' in body
    assert "市场监管局，决定岗" in body


def test_the_context_of_every_page(rf, settings):
    request = rf.get("/items/1/?a=b")

    assert shell(request) == {
        "city": settings.CITY,
        "hotline": "12345",
        "mode": "standard",
        "is_elder": False,
        "demo": True,
        "here": "/items/1/?a=b",
    }


@BARE
def test_messages_are_told_at_the_top_of_the_page(rf):
    class Message:
        level_tag = "success"

        def __str__(self):
            return "已提交，3 天内答复 <b>"

    body = page(rf, "portal", VISITOR, messages=[Message()])

    assert 'role="status"><div class="tb-note tb-note--green">' in body
    assert '已提交，<span class="tb-nb">3 天</span>内答复 &lt;b&gt;' in body
