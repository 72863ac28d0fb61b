"""What was looked for in vain is joined, bounded, forgotten, and tells nothing of anybody."""

from datetime import timedelta

import pytest

from tongban.base.kernel.moments import today
from tongban.management.catalog import queries
from tongban.management.catalog.models import SearchMiss
from tongban.management.catalog.search import misses
from tongban.management.catalog.search.misses import WEAK, count_miss, is_weak, normal
from tongban.management.catalog.tests.search_list import list_items


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("量子 341690199001011238", "量子"),
        ("量子 34169019900101123X 查一下", "量子查一下"),
        ("量子 138 0000 0000", "量子"),
        ("量子１３８００００００００", "量子"),
        ("量子一三八零零零零零零零零", "量子"),
        ("量子 wang.wu@example.com", "量子"),
        ("皖S12345 量子", "量子"),
        ("皖SD12345 量子", "量子"),
        ("我叫王小明，想学量子", "学量子"),
        ("姓名：王小明 量子", "量子"),
        ("量子 0558-5551234", "量子"),
        ("量子１３８-００００-００００", "量子"),
        ("量子一3八0零13八000", "量子"),
        ("量子壹叁捌零零零零零零零零", "量子"),
        ("量子341690一九九零01011238x", "量子"),
        ("80岁量子", "80岁量子"),
        ("12345量子", "12345量子"),
        ("6222021234567890123", ""),
        ("", ""),
        ("\0\ud800", ""),
    ],
)
def test_numbers_and_names_of_persons_are_left_out(query, kept):
    assert normal(query) == kept


def test_the_same_need_asked_otherwise_is_one_line(db):
    for query in (
        "量子力学",
        "量子力学怎么办理",
        "请问 量子力学？",
        "我想要量子力学！",
        "量子力学",
    ):
        count_miss(query)
    assert queries.misses() == [("量子力学", 5)]


def test_of_one_day_a_bounded_number_of_texts_is_kept(db, monkeypatch):
    monkeypatch.setattr(misses, "MOST", 2)
    noted = [count_miss(query) for query in ("量子", "夸克", "轻子", "量子", "😀")]
    assert noted == [True, True, False, True, False]
    assert queries.misses() == [("量子", 2), ("夸克", 1)]


def test_what_is_old_is_forgotten_when_the_next_is_counted(db):
    count_miss("量子")
    count_miss("夸克")
    SearchMiss.objects.filter(text="量子").update(on=today() - timedelta(days=91))
    SearchMiss.objects.filter(text="夸克").update(on=today() - timedelta(days=90))
    count_miss("轻子")
    assert set(SearchMiss.objects.values_list("text", flat=True)) == {"夸克", "轻子"}


@pytest.mark.parametrize(
    ("subject", "score", "weak"),
    [
        ("字", 54.9, True),
        ("量子力", 55.0, False),
        ("量子力学", 49.9, True),
        ("量子力学书", 39.9, True),
        ("量子力学书店开门", 27.9, True),
        ("量子力学书店开门营业", 15.0, False),
        ("lzlx", 15.0, False),
        ("量子lx", 15.0, False),
        ("", 15.0, False),
    ],
)
def test_the_shorter_a_query_the_more_its_best_answer_must_say(subject, score, weak):
    assert list(WEAK[1:]) == sorted(WEAK[1:], reverse=True)
    assert is_weak(subject, score) is weak


def test_what_finds_only_something_by_accident_is_counted_and_still_found(db):
    list_items(
        [
            {"name": "发票领用", "department": "区税务局"},
            {"name": "食品经营许可新办", "department": "区市场局"},
            {"name": "公路超限运输许可", "department": "区交通局"},
        ]
    )
    for query in ("股票", "股票怎么办理", "星座运势", "食品经营许可", "发票", "公路运输"):
        assert queries.search(query).hits, query
    for unseen in ({"counted": False}, {"audience": "person"}):
        assert queries.search("股票", **unseen).hits
    assert queries.search("量子").hits == ()
    found = SearchMiss.objects.order_by("text").values_list("text", "count", "weak")
    assert list(found) == [("星座运势", 1, 1), ("股票", 2, 2), ("量子", 1, 0)]
