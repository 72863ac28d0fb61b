"""A query may name a division: its items come first, and nobody else's are left out."""

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.base.kernel.actors import operator
from tongban.base.orgs.services import keep_divisions
from tongban.management.catalog import queries
from tongban.management.catalog.models import Item, SearchPlace
from tongban.management.catalog.search.index import write_all_entries, write_entries
from tongban.management.catalog.search.places import names_in, place_in, rows_of
from tongban.management.catalog.search.thesaurus import packaged
from tongban.management.catalog.tests.search_list import DIVISION, list_items

CITY, NEIGHBOUR, ELSEWHERE = "511600000000", "511603000000", "511700000000"


@pytest.fixture
def city(db):
    """Two counties with the same two items, and a passport that the city alone has."""
    rows = [
        {"name": name, "department": "民政局", "division_code": code}
        for name in ("最低生活保障", "养蜂许可")
        for code in (DIVISION, NEIGHBOUR)
    ]
    return list_items([*rows, {"name": "护照签发", "department": "公安局", "division_code": CITY}])


def places(query, **filters):
    return [hit.division_code for hit in queries.search(query, **filters).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("前锋区办最低生活保障", NEIGHBOUR),
        ("最低生活保障 前锋", NEIGHBOUR),
        ("广安区最低生活保障怎么办", DIVISION),
    ],
)
def test_items_of_the_division_that_is_named_come_first(city, query, first):
    found = queries.search(query)
    assert found.place == first
    alike = [hit for hit in found.hits if hit.name == "最低生活保障"]
    assert alike[0].division_code == first
    assert {hit.division_code for hit in alike} == {DIVISION, NEIGHBOUR}
    assert alike[0].score > alike[1].score
    assert found.corrected == ""


def test_what_serves_the_division_counts_as_its_own(city):
    here = queries.search("前锋区办护照").hits[0]
    anywhere = queries.search("办护照").hits[0]
    assert here.division_code == CITY
    assert here.score >= anywhere.score


def test_a_place_changes_nothing_where_no_item_is_of_it_or_another_is_chosen(city):
    assert queries.search("最低生活保障").place == ""
    assert set(places("前锋区最低生活保障", division_code=DIVISION)) == {DIVISION}
    assert queries.search("达州市最低生活保障").place == ""


def test_a_name_alone_is_looked_for_as_it_stands(city):
    assert queries.search("前锋区").place == ""


def test_a_query_with_a_place_takes_one_statement_more(city):
    queries.search("最低生活保障")
    for query, most in (("养蜂许可", 3), ("前锋区养蜂许可", 4)):
        with CaptureQueriesContext(connection) as taken:
            assert queries.search(query).hits
        assert len(taken) <= most


def test_of_several_divisions_of_one_name_the_one_in_a_place_that_is_named_is_meant():
    rows = [
        ("城关镇", "511602001000"),
        ("城关镇", "511603001000"),
        ("前锋区", NEIGHBOUR),
        ("前锋", NEIGHBOUR),
    ]
    assert place_in("城关镇低保", rows[:2]) is None
    found = place_in("前锋区城关镇低保", rows)
    assert (found.code, found.span) == ("511603001000", range(3, 6))
    assert place_in("广安低保", [("广安", DIVISION), ("广安", CITY)]).code == CITY
    assert place_in("前锋区", rows[2:]) is None


def test_names_are_kept_whole_and_above_the_townships_short():
    kept = set(
        rows_of(
            {
                CITY: "广安市",
                DIVISION: "广安区",
                "522300000000": "黔西南布依族苗族自治州",
                "511602001000": "中心镇",
                "513437000000": "峨边彝族自治县",
                "640000000000": "宁夏回族自治区",
            }
        )
    )
    assert kept == {
        ("广安市", CITY),
        ("广安", CITY),
        ("广安区", DIVISION),
        ("广安", DIVISION),
        ("峨边彝族自治县", "513437000000"),
        ("中心镇", "511602001000"),
        ("宁夏回族自治区", "640000000000"),
        ("宁夏", "640000000000"),
    }


def test_a_word_of_the_table_is_no_name():
    assert "低保" not in names_in("前锋区办低保", packaged())
    assert {"前锋", "前锋区"} <= set(names_in("前锋区办低保", packaged()))


def test_the_index_keeps_the_names_of_divisions_that_have_items(city):
    kept = {
        ("广安区", DIVISION),
        ("广安", DIVISION),
        ("前锋区", NEIGHBOUR),
        ("前锋", NEIGHBOUR),
        ("广安市", CITY),
        ("广安", CITY),
    }
    assert set(SearchPlace.objects.values_list("name", "division_code")) == kept
    keep_divisions(actor=operator(), rows=[(ELSEWHERE, "达州市", 2, "510000000000", False)])
    write_entries(Item.objects.values_list("id", flat=True))
    assert set(SearchPlace.objects.values_list("name", "division_code")) == kept
    write_all_entries()
    assert set(SearchPlace.objects.values_list("name", "division_code")) == kept
    # The migration finds the same for a catalogue of before.
    SearchPlace.objects.all().delete()
    migration = import_module("tongban.management.catalog.migrations.0013_search_places")
    with connection.cursor() as cursor:
        cursor.execute(migration.PLACES)
    assert set(SearchPlace.objects.values_list("name", "division_code")) == kept
