"""Did you mean: what sounds or looks the same is taken for a slip, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.management.catalog import queries
from tongban.management.catalog.search.likeness import (
    BESIDE,
    DOUBLED,
    LACKING,
    NEAR,
    SAME,
    SHAPED,
    SLIP,
    SPOKEN,
    UNLIKE,
    likeness,
    likeness_of_words,
)
from tongban.management.catalog.tests.search_list import (
    GIVEN,
    MISSPELT,
    REAL_LIST,
    UNSEEN,
    list_items,
    queries_of,
    real_list,
)

ROWS = [
    {"name": "社会保障卡申领", "department": "区人社局"},
    {"name": "社会保险关系中断证明", "department": "区人社局"},
    {"name": "失业保险金申领", "department": "区人社局"},
    {"name": "残疾人证新办", "department": "区残联"},
    {"name": "烟草专卖零售许可证核发", "department": "区烟草局"},
    {"name": "宗教活动场所登记审批", "department": "区民宗局"},
    {"name": "农药经营许可证核发", "department": "区农业农村局"},
    {"name": "鲜活鱼苗检疫", "department": "区农业农村局"},
    {"name": "居民身份证办理", "department": "区公安分局"},
]


@pytest.fixture
def listed(db):
    return list_items(ROWS)


@pytest.mark.parametrize(
    ("written", "meant", "value"),
    [
        ("咔", "卡", SAME),
        ("书", "输", SAME),
        ("真", "证", NEAR),
        ("未", "末", SHAPED),
        ("休", "体", SHAPED),
        ("连", "年", SPOKEN),
        ("报", "抱", SAME),
        ("带", "代", SAME),
        ("班", "报", BESIDE),
        ("断", "卡", UNLIKE),
        ("卡", "卡", 1.0),
    ],
)
def test_what_sounds_the_same_is_nearer_than_what_looks_alike(written, meant, value):
    assert likeness(written, meant) == value


def test_the_order_of_likeness_is_that_of_slips():
    assert 1 > SAME > NEAR > SHAPED > SPOKEN > BESIDE > SLIP > UNLIKE


@pytest.mark.parametrize(
    ("written", "meant", "value"),
    [
        ("社保咔", "社保卡", SAME),
        ("社bao卡", "社保卡", SAME),
        ("残疾人z", "残疾人证", 0.8),
        ("残人证", "残疾人证", LACKING),
        ("人证", "人人证", 0.0),
        ("身份份证", "身份证", DOUBLED),
        ("身份个证", "身份证", 0.0),
        ("社保", "社保卡", 0.0),
        ("abc证", "残疾人证", 0.0),
        ("神情", "申请", 0.0),
    ],
)
def test_a_word_is_as_like_as_its_least_character(written, meant, value):
    assert likeness_of_words(written, meant) == value


@given(written=st.text(max_size=12), meant=st.text(alphabet="社会保障卡残疾人证", max_size=8))
def test_anything_can_be_compared(written, meant):
    assert 0 <= likeness_of_words(written, meant) <= 1


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("社保咔", "社保卡"),
        ("社保咔丢了", "社保卡丢了"),
        ("宗救活动场所", "宗教活动场所"),
        ("残人证", "残疾人证"),
        ("残疾疾人证", "残疾人证"),
        ("烟草专零售", "烟草专卖零售"),
        ("失业保xian", "失业保险"),
        ("身份z", "身份证"),
        ("农药经宫", "农药经营"),
    ],
)
def test_slips_of_every_kind_are_told_as_they_were_probably_meant(listed, query, meant):
    assert queries.search(query).corrected == meant


@pytest.mark.parametrize(
    "query",
    [
        "社保卡",
        "从外地买鱼苗回来要检疫吗",
        "烟草零售",
        "残疾人新办",
        "宗教场所登记",
        "shenfenzheng",
        "身份证abc",
        "办社保卡",
    ],
)
def test_what_is_another_word_and_no_slip_is_left_as_it_is(listed, query):
    assert queries.search(query).corrected == ""


def test_a_literal_search_corrects_nothing(listed):
    assert queries.search("残疾疾人证", literal=True).corrected == ""
    assert queries.search("失业保xian", literal=True).corrected == ""


@pytest.mark.slow
@pytest.mark.skipif(not REAL_LIST.exists(), reason="the shared data are not beside this checkout")
def test_slips_in_the_words_of_a_real_list_are_corrected_and_little_else(db):
    list_items(real_list())
    slips = queries_of(MISSPELT)
    right = [queries.search(one["query"]).corrected == one["meant"] for one in slips]
    assert len(right) >= 70
    assert sum(right) / len(right) >= 0.82
    fine = [one for one in (*queries_of(GIVEN), *queries_of(UNSEEN)) if _is_written_right(one)]
    touched = [one["query"] for one in fine if queries.search(one["query"]).corrected]
    assert len(fine) >= 1300
    assert len(touched) / len(fine) <= 0.005


def _is_written_right(one: dict[str, str]) -> bool:
    return one["kind"] != "typo" and not one["query"].isascii() and not _has_letters(one["query"])


def _has_letters(text: str) -> bool:
    return any(c.isascii() and c.isalpha() for c in text)
