"""Filters narrow inside the index, and what is frequent is looked at in shares."""

from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection

from tongban.base.kernel.actors import operator
from tongban.base.orgs.services import keep_divisions
from tongban.management.catalog import queries
from tongban.management.catalog.models import Item, SearchEntry, SearchTerm
from tongban.management.catalog.search import candidates, finding
from tongban.management.catalog.search.index import row_of, worded, write_entries
from tongban.management.catalog.search.labels import SHARES, labels_of, place_labels
from tongban.management.catalog.tests.search_list import DIVISIONS, list_items

CITY = "511600000000"
COUNTIES = [f"5116{number:02d}000000" for number in range(2, 32)]
SOME_ID = UUID(int=0x0192B3A0_0000_7000_8000_00000000017F)


def labelled(**more):
    item = {
        "division_code": "511602001000",
        "department_id": SOME_ID,
        "for_people": True,
        "for_companies": False,
        "is_online": True,
        "themes": ["养老", "it's & | !"],
    }
    return labels_of(SOME_ID, **{**item, **more})


def test_an_entry_is_labelled_with_every_level_of_its_place_and_what_filters_ask():
    found = labelled()
    places = {label for label in found if label[1] in "=0123456789"}
    assert places == {"@51", "@5116", "@511602", "@511602001", "@=511602001"}
    assert {"@p", "@o", "@s17f", f"@d{SOME_ID.hex}"} <= found
    assert "@c" not in found
    assert len([label for label in found if label.startswith("@t")]) == 2
    assert all("'" not in label and " " not in label for label in found)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("511602001000", True),
        ("511602000000", True),
        ("511600000000", True),
        ("510000000000", True),
        ("511602001002", True),
        ("511602002000", False),
        ("511603000000", False),
        ("520000000000", False),
        ("'; DROP TABLE catalog_item; --", False),
    ],
)
def test_a_place_is_that_division_those_below_and_those_above_that_serve_it(asked, served):
    assert bool(labelled() & set(place_labels(asked))) is served


def test_the_same_wording_makes_the_same_row_but_for_its_labels():
    wording = worded("养蜂证申领", "", "", "区农业农村局")
    item = {
        "id": SOME_ID,
        "division_code": CITY,
        "department_id": SOME_ID,
        "for_people": True,
        "for_companies": True,
        "is_online": False,
        "themes": [],
        "state": "published",
    }
    row, tokens = row_of(wording, item)
    assert row[1:7] == list(wording.columns)
    assert row[-1] is True
    assert tokens[: len(wording.tokens)] == list(wording.tokens)


@pytest.fixture
def province(db):
    """Thirty counties with the same ten items each, and one item that one county alone has."""
    more = [(code, f"县{code}", 3, CITY, False) for code in COUNTIES[2:]]
    keep_divisions(actor=operator(), rows=[*DIVISIONS, *more])
    rows = [
        {"name": f"{what}许可", "department": f"{county}局", "division_code": county}
        for county in COUNTIES
        for what in ("养蜂", "采砂", "旅馆", "校车", "取水", "占道", "捕捞", "猎捕", "采伐", "摊点")
    ]
    return list_items(
        [*rows, {"name": "潜水许可", "department": "独一局", "division_code": COUNTIES[7]}]
    )


def test_when_all_words_are_frequent_some_shares_are_looked_at(province, monkeypatch):
    looked_at = []

    def seen(*given):
        found = candidates.candidates(*given)
        looked_at.append({one.item_id for one in found})
        return found

    monkeypatch.setattr(finding, "candidates", seen)
    queries.search("许可")
    monkeypatch.setattr(candidates, "COSTLY", 3)
    monkeypatch.setattr(candidates, "ENOUGH", 60)
    queries.search("许可")
    queries.search("许可")
    everything, some, again = looked_at
    assert len(everything) == len(province)
    assert some == again
    # Whole shares, 103 of 512 of them for each of the ways of looking.
    shares = {item_id.int % SHARES for item_id in some}
    assert some == {item.id for item in province if item.id.int % SHARES in shares}
    assert 0 < len(some) < len(province)


def test_what_is_rare_is_found_however_much_there_is(province, monkeypatch):
    monkeypatch.setattr(candidates, "COSTLY", 3)
    monkeypatch.setattr(candidates, "ENOUGH", 1)
    monkeypatch.setattr(candidates, "_RARE", 2)
    assert queries.search("潜水许可").hits[0].name == "潜水许可"
    assert queries.search("潜水许可", division_code=CITY).hits[0].name == "潜水许可"
    assert not any(
        hit.name == "潜水许可" for hit in queries.search("潜水许可", division_code=COUNTIES[8]).hits
    )


def test_items_that_are_worded_the_same_do_not_crowd_out_the_others(province):
    for item in province[:20]:
        Item.objects.filter(id=item.id).update(main_item="")
    found = queries.search("养蜂许可", limit=200)
    assert [hit.name for hit in found.hits[:30]] == ["养蜂许可"] * 30
    # The department is part of a wording; without it all thirty are one.
    SearchEntry.objects.filter(text__startswith="养蜂").update(text="养蜂许可\n\n\n\n局")
    found = queries.search("养蜂许可", limit=200)
    assert [hit.name for hit in found.hits].count("养蜂许可") == finding.ALIKE


def test_every_filter_narrows_and_they_narrow_together(province):
    item = province[3]
    Item.objects.filter(id=item.id).update(themes=["教育科研"], is_online=True)
    write_entries([item.id])
    assert [h.item_id for h in queries.search("校车许可", theme="教育科研").hits] == [item.id]
    assert queries.search("校车许可", theme="没有这个主题").hits == ()
    assert [
        h.item_id
        for h in queries.search(
            "校车许可",
            theme="教育科研",
            online_only=True,
            audience="person",
            department_id=item.department_id,
            division_code=item.division_code,
        ).hits
    ] == [item.id]
    assert queries.search("校车许可", theme="教育科研", division_code=COUNTIES[9]).hits == ()


def test_of_two_that_are_equally_near_the_one_with_which_one_can_go_on_stands_first(db):
    listed, in_the_hall, online = list_items(
        [{"name": f"{place}小餐馆备案", "department": "局"} for place in ("甲", "乙", "丙")]
    )
    Item.objects.filter(id=in_the_hall.id).update(state="published")
    Item.objects.filter(id=online.id).update(state="published", is_online=True)
    write_entries([listed.id, in_the_hall.id, online.id])
    found = queries.search("小餐馆备案").hits
    assert [hit.item_id for hit in found] == [online.id, in_the_hall.id, listed.id]
    assert found[0].score > found[1].score > found[2].score


def test_suggestions_are_different_names_however_many_divisions_have_them(province):
    assert [one.text for one in queries.suggest("采", limit=2)] == ["采伐许可", "采砂许可"]
    assert [one.code for one in queries.suggest("采", limit=2)] == ["", ""]
    assert "潜水许可" in [one.text for one in queries.suggest("qian")]
    assert queries.suggest("潜水", limit=1)[0].code


def test_the_migration_labels_entries_of_before_as_the_row_maker_does(province):
    migration = import_module("tongban.management.catalog.migrations.0009_search_at_scale")
    town = province[0]
    Item.objects.filter(id=town.id).update(
        division_code="511602001000", themes=["养老", "it's & |"], is_online=True, state="published"
    )
    Item.objects.filter(id=province[1].id).update(division_code="510000000000", for_people=False)
    write_entries([town.id, province[1].id])

    def written():
        entries = list(SearchEntry.objects.order_by("pk").values())
        return entries, dict(SearchTerm.objects.filter(items__gt=0).values_list("term", "items"))

    as_made = written()
    assert any("'@t" in entry["tokens"] for entry in as_made[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_searchentry SET is_published = false, tokens = ts_delete(tokens, ARRAY("
            " SELECT t FROM unnest(tsvector_to_array(tokens)) AS t WHERE starts_with(t, '@')))"
        )
        cursor.execute("DELETE FROM catalog_searchterm WHERE starts_with(term, '@')")
        assert written() != as_made
        for sql in (migration.LABELS, migration.WRITE, migration.COUNT):
            cursor.execute(sql)
    assert written() == as_made
