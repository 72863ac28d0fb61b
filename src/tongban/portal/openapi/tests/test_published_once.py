"""The same content on the portal's page and here, field by field; what is fresh; what changed."""

import html
import re

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.orgs.services import rename_department
from tongban.handling.cases.tests.city import DISTRICT, MARKET, RECEIPT, guide
from tongban.management.catalog import services
from tongban.management.catalog.elements import ELEMENTS
from tongban.management.catalog.models import Item
from tongban.management.catalog.tests.test_change_feed import at_rest

ON_THE_PAGE = {
    "summary", "by_law", "conditions", "materials", "contact.place", "contact.hours",
    "contact.phone", "contact.complaint_phone", "remedy.review_body", "remedy.court",
    "remedy.review_days", "remedy.lawsuit_months", "questions",
}  # fmt: skip
"""Elements that every guide's page shows as they are written."""


def texts(value):
    """Every text of a value that people read."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"title", "article", "text", "name", "why", "source", "question", "answer"}:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif value:
        yield str(value)


def sample_on_page(client, code):
    page = client.get(f"/items/{code}/").content.decode()
    (address,) = re.findall(r'href="([^"]+)">(?:<img[^>]*>)?结果样本</a>', page)
    return html.unescape(address)


@pytest.mark.django_db
def test_the_sample_of_the_result_is_the_same_on_the_page_and_opens(client, town, settings):
    drawn, named = town.codes["food"], town.codes["instant"]
    for code in (drawn, named):
        told = client.get(f"/api/v1/items/{code}").json()["result_sample"]
        assert told.removeprefix(settings.PUBLIC_ADDRESS) == sample_on_page(client, code)
    assert sample_on_page(client, named) == RECEIPT.sample
    shown = client.get(sample_on_page(client, drawn))
    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
    assert shown.content.startswith(b"%PDF")
    printed = client.get(f"/items/{drawn}/list/").content.decode()
    assert f'href="{sample_on_page(client, drawn)}">结果样本</a>' in printed
    # A result that is no electronic licence has no form of a type to show.
    assert client.get(f"/items/{named}/sample/").status_code == 404


def bare(page):
    text = re.sub(r"<[^>]+>", "", page)
    return re.sub(r"[\s\u00a0\u2060]+", "", html.unescape(text))


def test_the_page_and_the_interface_say_the_same_field_by_field(client, town):
    code = town.codes["food"]
    page = bare(client.get(f"/items/{code}/").content.decode())
    answer = client.get(f"/api/v1/items/{code}").json()
    elements = answer["elements"]
    assert set(elements) == set(ELEMENTS)
    for place in sorted(ON_THE_PAGE):
        said = list(texts(elements[place]["value"]))
        if place == "materials":
            shown = [m for m in elements[place]["value"] if m["when"] is None]
            said = [text for m in shown for text in texts(m)]
        assert said, place
        for text in said:
            assert re.sub(r"\s", "", text) in page, (place, text)
    for name in ("name", "department", "item_type_text", "code"):
        assert re.sub(r"\s", "", answer[name]) in page
    assert f"第{answer['version']}版" in page


def test_code_values_come_with_their_words(client, town):
    elements = client.get(f"/api/v1/items/{town.codes['food']}").json()["elements"]
    assert elements["audiences"] == {
        "label": "服务对象",
        "value": ["1"],
        "text": "自然人",
        "codes": [{"code": "1", "name": "自然人"}],
    }
    assert elements["promised"]["text"] == "7 个工作日（承诺）"
    assert elements["contact.phone"]["codes"] == []


def test_every_element_is_described_in_chinese(client):
    found = client.get("/api/v1/openapi.json").json()["components"]["schemas"]["Elements"]
    assert set(found["properties"]) == set(ELEMENTS)
    for place, told in found["properties"].items():
        assert str(ELEMENTS[place].label) in told["description"], place
    assert "1 自然人" in found["properties"]["audiences"]["description"]


def test_who_has_it_already_is_told_so(client, town):
    path = f"/api/v1/items/{town.codes['food']}"
    first = client.get(path)
    etag, changed = first["ETag"], first["Last-Modified"]
    again = client.get(path, headers={"if-none-match": f'"x", W/{etag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.get(path, headers={"if-modified-since": changed}).status_code == 304
    # The mark counts alone where it is given.
    headers = {"if-none-match": '"x"', "if-modified-since": changed}
    assert client.get(path, headers=headers).status_code == 200
    services.publish_item(
        actor=operator(),
        item_id=town.items["food"],
        guide=guide(summary="开饭馆的来办"),
        form_id=Item.objects.get(id=town.items["food"]).revision.form_id,
        process_id=Item.objects.get(id=town.items["food"]).revision.process_id,
    )
    after = client.get(path, headers={"if-none-match": etag})
    assert (after.status_code, after.json()["summary"]) == (200, "开饭馆的来办")


def test_a_departments_new_name_is_another_answer(client, town):
    path = f"/api/v1/items/{town.codes['food']}"
    etag = client.get(path)["ETag"]
    rename_department(actor=operator(), department_id=town.departments["market"], name="市场监管局")
    after = client.get(path, headers={"if-none-match": etag})
    assert (after.status_code, after.json()["department"]) == (200, "市场监管局")


def test_the_list_has_a_mark_too_and_a_fixed_order(client, town):
    first = client.get("/api/v1/items")
    assert client.get("/api/v1/items", headers={"if-none-match": first["ETag"]}).status_code == 304
    whole = [item["code"] for item in first.json()["items"]]
    steps = []
    for page in range(1, len(whole) + 1):
        steps += client.get("/api/v1/items", {"page": page, "limit": 1}).json()["items"]
    assert [item["code"] for item in steps] == whole
    assert first.json()["total"] == len(whole)


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({"department": MARKET}, lambda i: i["department_code"] == MARKET),
        ({"division": DISTRICT}, lambda i: i["division_code"].startswith("341602")),
        ({"audience": "person"}, lambda _item: True),
        ({"type": "01"}, lambda i: i["item_type"] == "01"),
        ({"state": "published"}, lambda i: i["state"] == "published"),
        ({"state": "listed"}, lambda i: i["state"] == "listed"),
        ({"changed_since": "2020-01-01T00:00:00+08:00"}, lambda _item: True),
        ({"changed_since": "2020-01-01T00:00:00-22:03"}, lambda _item: True),
    ],
)
def test_filters_leave_what_fits(client, town, wanted, holds):
    everything = client.get("/api/v1/items").json()["items"]
    found = client.get("/api/v1/items", wanted).json()["items"]
    assert found
    assert all(holds(item) for item in found)
    if "audience" not in wanted:
        assert [i["code"] for i in found] == [i["code"] for i in everything if holds(i)]


@pytest.mark.parametrize(
    "wanted",
    [{"department": "x"}, {"type": "02"}, {"state": "suspended"}, {"theme": "没有"},
     {"department": f"{MARKET}0"}, {"division": "99"},
     {"changed_since": "2099-01-01T00:00:00Z"}],
)  # fmt: skip
def test_filters_that_nothing_fits_give_nothing(client, town, wanted):
    assert client.get("/api/v1/items", wanted).json()["items"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted", [{"limit": 0}, {"limit": 201}, {"changed_since": "x"},
               {"changed_since": "2026-01-01T00:00:00"}, {"type": "99"}, {"type": "011"},
               {"state": "x"}, {"audience": "x"}, {"division": "x"}, {"page": 0}],
)  # fmt: skip
def test_what_is_no_filter_is_refused(client, wanted):
    answer = client.get("/api/v1/items", wanted)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


def test_changes_are_told_from_where_one_stopped(client, open_town):
    at_rest()
    first = client.get("/api/v1/items/changes").json()
    assert first["changes"][0]["kind_text"] == "列入目录"
    since = first["next"]
    assert client.get("/api/v1/items/changes", {"since": since}).json() == {
        "changes": [],
        "next": since,
    }
    services.suspend_item(actor=operator(), item_id=open_town.items["food"], reason="升级")
    at_rest()
    (change,) = client.get("/api/v1/items/changes", {"since": since}).json()["changes"]
    assert (change["code"], change["kind"], change["version"]) == (
        open_town.codes["food"],
        "suspended",
        1,
    )
    refused = client.get("/api/v1/items/changes", {"since": "x"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "cursor")
    for limit in ("0", "501", "many"):
        refused = client.get("/api/v1/items/changes", {"limit": limit})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid"), limit
