"""Finding an item and reading its guide, as somebody who is not signed in."""

import re

import pytest

from tongban.base.accounts.services import register_person
from tongban.base.kernel.actors import operator

pytestmark = pytest.mark.django_db


def said(answer):
    """The page's words without tags, with plain spaces."""
    text = re.sub(r"<[^>]+>", "", answer.content.decode())
    return text.replace("\u00a0", " ")


def test_the_home_page_names_the_themes_of_published_items(client, town):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "您要办什么事？" in said(answer)


def test_a_listed_item_says_that_its_guide_is_not_published_and_offers_no_application(client, town):
    answer = client.get(f"/items/{town.codes['listed']}/")
    assert "办事指南还没有发布，不能网上申请" in said(answer)
    assert "开始办理" not in said(answer)


def test_an_unknown_item_is_a_page_in_plain_words(client, town):
    answer = client.get("/items/nothing/")
    assert answer.status_code == 404
    assert "没有这个事项" in said(answer)


def test_what_is_not_found_offers_help(client, town):
    answer = client.get("/search/?q=qwxzvvk")
    assert answer.status_code == 200
    assert "没有找到“qwxzvvk”" in said(answer)


@pytest.mark.parametrize(
    "query", ["", " ", "\x00", "'", "<script>alert(1)</script>", "%", "\\", "😀" * 300, "a" * 5000]
)
def test_a_search_of_any_text_is_a_page_and_never_an_error(client, town, query):
    answer = client.get("/search/", {"q": query})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert client.get("/search/suggest/", {"q": query}).status_code == 200


def test_suggestions_lead_to_an_address_of_ours(client, town):
    found = client.get("/search/suggest/", {"q": "食品"}).json()["suggestions"]
    assert all(one["url"].startswith("/") and one["label"] for one in found)


def test_a_theme_without_items_says_so(client, town):
    assert "这个主题下还没有事项" in said(client.get("/themes/没有/"))


def test_progress_is_refused_in_the_same_words_whichever_is_wrong(client, town):
    case = town.filed()
    pages = [
        client.post("/progress/", {"number": number, "last_four": last})
        for number, last in ((case.query_number, "0000"), ("000000000000", "0000"))
    ]
    assert [page.status_code for page in pages] == [404, 404]
    assert len({"没有查到。请核对查询号和证件号后四位" in said(page) for page in pages}) == 1
    assert "没有查到" in said(pages[0])


def test_progress_shows_the_state_and_nothing_personal(client, town):
    case = town.filed()
    holder = case.legal_person.credit_code if case.legal_person else case.person.id_number
    page = client.post("/progress/", {"number": case.query_number, "last_four": holder[-4:]})
    assert page.status_code == 200
    assert "已经收到，正在预审" in said(page)
    assert case.applicant_name not in said(page)


def test_the_elder_home_switches_the_mode_for_every_page(client, town):
    assert 'data-mode="elder"' in client.get("/elder/").content.decode()
    assert 'data-mode="elder"' in client.get("/search/").content.decode()


def test_applying_asks_a_visitor_to_sign_in_and_comes_back(client, town):
    code = next(code for key, code in town.codes.items() if key != "listed")
    answer = client.get(f"/apply/{code}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


def test_names_are_shown_as_text_and_never_as_markup(client, town):
    register_person(actor=operator(), name="<b>王</b>", id_number="11010519491231002X", phone="")
    assert b"<b>\xe7\x8e\x8b</b>" not in client.get("/search/", {"q": "<b>王</b>"}).content


def test_a_page_that_is_not_there_offers_the_search(client, town):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert 'role="search" action="/search/"' in answer.content.decode()


def test_what_is_wrong_with_a_query_number_is_said_at_its_field(client, town):
    answer = client.post("/progress/", {"number": "123", "last_four": "1234"})
    assert answer.status_code == 404
    page = answer.content.decode()
    assert 'id="f-number-error"' in page
    assert 'name="number"' in page
    assert 'value="123"' in page


@pytest.mark.parametrize(
    "path", ["items/%s/", "apply/%s/", "verify/%s/", "themes/%s/", "mode/%s/", "desk/cases/%s/"]
)
def test_an_address_with_a_null_character_is_a_page_that_is_not_there(client, path):
    response = client.get("/" + path % "a%00b")
    assert response.status_code == 404
    assert "这个地址没有内容" in response.content.decode()
