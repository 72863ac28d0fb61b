"""While somebody types: what begins so, and the items that are meant by what begins so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.management.catalog import queries
from tongban.management.catalog.tests.search_list import (
    GIVEN,
    REAL_LIST,
    UNSEEN,
    accepted,
    list_items,
    mark_of,
    queries_of,
    real_list,
)

ROWS = [
    {"name": "食品(含保健食品)经营许可核发", "department": "区行政审批局"},
    {"name": "开办互联网上网服务营业场所", "department": "区文旅局"},
    {"name": "开采主矿种变更登记", "department": "区自然资源局"},
    {"name": "犬类准养证核发", "department": "区公安分局"},
    {"name": "养老机构设立备案", "department": "区民政局"},
    {"name": "养蜂证申领", "department": "区农业农村局"},
    {"name": "居民身份证办理", "department": "区公安分局"},
]


@pytest.fixture
def listed(db):
    return list_items(ROWS)


def suggested(prefix, limit=8):
    return [one.text for one in queries.suggest(prefix, limit)]


@pytest.mark.parametrize(
    ("prefix", "item"),
    [
        ("开饭", "食品(含保健食品)经营许可核发"),
        ("开餐", "食品(含保健食品)经营许可核发"),
        ("想开饭", "食品(含保健食品)经营许可核发"),
        ("养狗", "犬类准养证核发"),
        ("二代", "居民身份证办理"),
    ],
)
def test_the_beginning_of_people_s_words_leads_to_the_items_that_they_mean(listed, prefix, item):
    assert item in suggested(prefix)


def test_names_that_begin_so_stay_first(listed):
    assert suggested("养蜂")[0] == "养蜂证申领"
    assert suggested("开办")[0] == "开办互联网上网服务营业场所"


@pytest.mark.parametrize(
    ("typed", "word", "item"),
    [
        ("fangu", "饭馆", "食品(含保健食品)经营许可核发"),
        ("erdaiz", "二代证", "居民身份证办理"),
        ("edz", "二代证", "居民身份证办理"),
    ],
)
def test_half_typed_pinyin_and_initials_lead_there_too(listed, typed, word, item):
    said = suggested(typed, 20)
    assert {word, item} <= set(said)


def test_what_several_have_leads_to_all_of_them(db):
    list_items(
        [
            {"name": "犬类准养证核发", "department": "区公安分局", "division_code": code}
            for code in ("511602000000", "511600000000")
        ]
    )
    (one,) = (s for s in queries.suggest("养狗") if s.text == "犬类准养证核发")
    assert one.code == ""


def test_what_one_alone_has_leads_straight_there(listed):
    (one,) = (s for s in queries.suggest("养狗") if s.text == "犬类准养证核发")
    assert one.code == next(item.code for item in listed if item.name == one.text)


def test_suggestions_take_at_most_four_queries(listed):
    queries.suggest("预先")
    for prefix in ("开饭", "养", "养老", "sfz", "没有的", "居民身份证"):
        with CaptureQueriesContext(connection) as taken:
            queries.suggest(prefix)
        assert len(taken) <= 4, prefix


def test_what_is_whole_is_not_read_as_a_beginning(listed):
    """A search for the same text finds by what it says and not by how it might go on."""
    found = [hit.name for hit in queries.search("二代").hits]
    assert "居民身份证办理" not in found


@pytest.mark.slow
@pytest.mark.skipif(not REAL_LIST.exists(), reason="the shared data are not beside this checkout")
def test_beginnings_lead_to_the_items_of_a_real_list(db):
    """Each query cut after two, three and four characters; many begin as anything might."""
    list_items(real_list())
    found = []
    for one in queries_of(GIVEN) + queries_of(UNSEEN)[::4]:
        if one["kind"] == "typo":
            continue
        wanted = accepted(one["accept"])
        found += [
            any(mark_of(name) in wanted for name in suggested(one["query"][:size]))
            for size in (2, 3, 4)
        ]
    assert len(found) >= 1000
    assert sum(found) / len(found) >= 0.63
