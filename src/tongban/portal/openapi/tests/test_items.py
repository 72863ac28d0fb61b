import pytest

from tongban.base.kernel.actors import operator
from tongban.base.orgs.services import keep_department, keep_divisions
from tongban.management.catalog.services import list_item

pytestmark = pytest.mark.django_db
CODE = "11341690700000079R4340131012001"


@pytest.fixture
def item():
    keep_divisions(
        actor=operator(),
        rows=[
            ("340000000000", "安徽省", 1, "", False),
            ("341600000000", "亳州市", 2, "340000000000", False),
            ("341602000000", "谯城区", 3, "341600000000", False),
        ],
    )
    body = keep_department(
        actor=operator(),
        name="市场监督管理局",
        division_code="341602000000",
        credit_code=CODE[:18],
    )
    return list_item(
        actor=operator(),
        code=CODE,
        name="食品经营许可",
        item_type="01",
        department_id=body.id,
        division_code="341602000000",
    )


def test_a_listed_item_is_given_without_a_guide(client, item):
    answer = client.get(f"/api/v1/items/{CODE}").json()
    assert (answer["name"], answer["state"], answer["version"], answer["guide"]) == (
        "食品经营许可",
        "listed",
        0,
        {},
    )


def test_items_are_counted_and_filtered_by_division(client, item):
    assert client.get("/api/v1/items").json()["total"] == 1
    assert client.get("/api/v1/items?division=341621000000").json()["total"] == 0


def test_an_unknown_item_is_refused_with_a_stable_code(client, db):
    answer = client.get("/api/v1/items/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "missing"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("type=99", "type（只能是 01、02、"),
        ("state=zzz", "state（只能是 listed、published、suspended）"),
        ("state=cancelled", "state（只能是 listed、published、suspended）"),
        ("audience=you", "audience（只能是 person、company）"),
        ("division=xx", "division（应为最多 12 位数字）"),
        ("division=3416020000000", "division（应为最多 12 位数字）"),
        ("page=0", "page（最小 1）"),
        ("page=-1", "page（最小 1）"),
        ("page=99999999999999999999", "page（最大 "),
        ("page=x", "page（应为整数）"),
        ("limit=1000000", "limit（最大 "),
        (
            "changed_since=2026-11-28",
            "changed_since（应为带时区的时间，如 2026-11-01T00:00:00+08:00）",
        ),
        (
            "changed_since=2026-13-01",
            "changed_since（应为带时区的时间，如 2026-11-01T00:00:00+08:00）",
        ),
        ("changed_since=2026-11-01T00:00:00", "changed_since（应为带时区的时间"),
        ("changed_since=0001-01-01T00:00:00Z", "changed_since（没有这样的时间）"),
    ],
)
def test_a_value_that_there_is_not_is_refused_and_not_answered_with_nothing(
    client, item, query, told
):
    answer = client.get(f"/api/v1/items?{query}")
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert told in error["message"]


@pytest.mark.parametrize(
    "query", ["type=01", "state=listed", "division=3416", "type=&state=&audience=&division="]
)
def test_a_value_that_there_is_filters(client, item, query):
    assert client.get(f"/api/v1/items?{query}").json()["total"] == 1


def test_a_malformed_page_number_is_refused_with_a_stable_code(client, db):
    answer = client.get("/api/v1/items?page=x")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"


def test_an_unknown_licence_is_refused(client, db):
    assert client.get("/api/v1/licenses/1.2.3").status_code == 404


def test_the_description_names_every_operation(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert sorted(paths) == [
        "/api/v1/codes",
        "/api/v1/items",
        "/api/v1/items/changes",
        "/api/v1/items/{code}",
        "/api/v1/licenses/{identifier}",
        "/api/v1/licenses/{identifier}/holder-check",
        "/api/v1/publications",
    ]


def test_the_words_are_the_same_whatever_language_the_program_asks_for(client, item):
    for path in (f"/api/v1/items/{CODE}", "/api/v1/items/nothing", "/api/nowhere"):
        in_chinese = client.get(path)
        in_english = client.get(path, headers={"accept-language": "en"})
        assert in_english.status_code == in_chinese.status_code
        assert in_english.json() == in_chinese.json()


@pytest.mark.parametrize("name", ["theme", "division", "audience"])
def test_a_null_character_in_a_filter_is_no_error(client, item, name):
    answer = client.get("/api/v1/items", {name: "\x00"})
    assert (answer.status_code, answer.json()["total"]) == (200, 1)


@pytest.mark.parametrize("path", ["items", "licenses"])
def test_an_address_with_a_null_character_is_not_there(client, path):
    answer = client.get(f"/api/v1/{path}/a%00b", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "missing"


@pytest.mark.parametrize(
    "since", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "gestern", "2026-01-01"]
)
def test_a_time_at_the_edge_of_all_time_is_told_and_breaks_nothing(client, town, since):
    answer = client.get("/api/v1/items", {"changed_since": since})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"
