"""Items that are worded the same are one wording; filters ask who has it; shares bound the rest."""

from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection

from tongban.base.kernel.actors import operator
from tongban.base.orgs.services import keep_divisions
from tongban.management.catalog import queries
from tongban.management.catalog.models import Item, SearchEntry, SearchTerm, SearchWording
from tongban.management.catalog.search import candidates, finding
from tongban.management.catalog.search.holders import ALIKE
from tongban.management.catalog.search.index import write_entries
from tongban.management.catalog.search.labels import SHARES, labels_of, place_labels
from tongban.management.catalog.search.wordings import body_of, worded
from tongban.management.catalog.tests.search_list import DIVISION, DIVISIONS, index, list_items

CITY = "511600000000"
PROVINCE = "510000000000"
COUNTIES = [f"5116{number:02d}000000" for number in range(2, 32)]
WHAT = ("养蜂", "采砂", "旅馆", "校车", "取水", "占道", "捕捞", "猎捕", "采伐", "摊点")


def test_an_item_labels_its_wording_with_its_city_and_what_filters_ask():
    item = {
        "for_people": True,
        "for_companies": False,
        "is_online": True,
        "themes": ["养老", "it's & | !"],
    }
    found = labels_of(division_code="511602001000", **item)
    assert {label for label in found if label[1] in "=0123456789"} == {"@51", "@5116"}
    assert {"@p", "@o"} <= found
    assert "@c" not in found
    assert len([label for label in found if label.startswith("@t")]) == 2
    assert all("'" not in label and " " not in label for label in found)
    of_province = labels_of(division_code=PROVINCE, **item)
    assert {label for label in of_province if label[1] in "=0123456789"} == {"@51", "@=51"}


@pytest.mark.parametrize(
    ("digits", "in_the_city", "of_the_province"),
    [("51", True, True), ("5116", True, True), ("511602", True, True), ("5117", False, True)],
)
def test_the_label_of_a_place_lets_through_whatever_may_serve_it(
    digits, in_the_city, of_the_province
):
    item = {"for_people": True, "for_companies": True, "is_online": True, "themes": []}
    labels = set(place_labels(digits))
    assert bool(labels & labels_of(division_code="511602001000", **item)) is in_the_city
    assert bool(labels & labels_of(division_code=PROVINCE, **item)) is of_the_province


@pytest.mark.parametrize(
    ("department", "divisions", "body"),
    [
        ("广安区公安局", ("广安区", "广安市", "四川省"), "公安局"),
        ("四川省广安市广安区公安局", ("广安区", "广安市", "四川省"), "公安局"),
        ("区公安分局", ("广安区",), "公安分局"),
        ("市公安局", ("广安市",), "公安局"),
        ("市场监督管理局", ("广安区",), "市场监督管理局"),
        ("广安市市场监督管理局", ("广安市",), "市场监督管理局"),
        ("广安区", ("广安区",), "广安区"),
        ("区局", ("", None), "区局"),
    ],
)
def test_a_body_is_named_without_its_division_and_its_level(department, divisions, body):
    assert body_of(department, *divisions) == body


def test_the_same_words_are_the_same_wording_and_others_are_another():
    one = worded("养蜂证申领", "养蜂证", "", "农业农村局")
    assert one == worded("养蜂证申领（区级行使）", "养蜂证", "", "农业农村局")
    assert one.id != worded("养蜂证申领", "", "", "农业农村局").id
    assert one.id != worded("养蜂证申领", "养蜂证", "", "林业局").id
    row, tokens = one.row(["@p"])
    assert row[:2] == [one.id, one.text]
    assert {"养蜂", "@p", f"@s{one.id.int % SHARES:03x}"} <= set(tokens)


@pytest.fixture
def province(db):
    """Thirty counties with the same ten items each, and one item that one county alone has."""
    more = [(code, f"县{code}", 3, CITY, False) for code in COUNTIES[2:]]
    keep_divisions(actor=operator(), rows=[*DIVISIONS, *more])
    rows = [
        {"name": f"{what}许可", "department": f"县{county}局", "division_code": county}
        for county in COUNTIES
        for what in WHAT
    ]
    return list_items(
        [*rows, {"name": "潜水许可", "department": "独一局", "division_code": COUNTIES[7]}]
    )


def test_what_is_worded_alike_is_kept_once_and_counted_once(province):
    # The two divisions of the common fixture have names of their own, and so have bodies there.
    texts = list(SearchWording.objects.filter(text__startswith="养蜂").values_list("text"))
    assert len(texts) == 3
    assert SearchEntry.objects.count() == len(province)
    assert SearchTerm.objects.get(term="养蜂").items == 3


def test_of_items_that_are_worded_the_same_some_are_shown_and_a_filter_shows_the_others(province):
    found = queries.search("养蜂许可", limit=200)
    alike = [hit for hit in found.hits if hit.name == "养蜂许可"]
    assert len(alike) == 2 + ALIKE
    for code in (COUNTIES[29], COUNTIES[20]):
        here = queries.search("养蜂许可", division_code=code).hits[0]
        assert (here.name, here.division_code) == ("养蜂许可", code)


def test_of_items_that_are_worded_the_same_those_come_first_with_which_one_can_go_on(province):
    last = [item for item in province if item.name == "养蜂许可"][-1]
    Item.objects.filter(id=last.id).update(state="published", is_online=True)
    write_entries([last.id])
    assert queries.search("养蜂许可").hits[0].item_id == last.id


def test_an_item_that_is_worded_otherwise_leaves_the_wording_to_the_others(province):
    bees = [item for item in province if item.name == "养蜂许可"]
    before = index()
    Item.objects.filter(id=bees[9].id).update(name="驯鹿许可")
    write_entries([bees[9].id])
    assert queries.search("驯鹿").hits[0].item_id == bees[9].id
    here = queries.search("养蜂许可", division_code=bees[9].division_code, limit=200).hits
    assert "养蜂许可" not in [hit.name for hit in here]
    assert SearchTerm.objects.get(term="养蜂").items == 3
    assert SearchTerm.objects.get(term="驯鹿").items == 1
    Item.objects.filter(id=bees[9].id).update(name="养蜂许可")
    write_entries([bees[9].id])
    assert index() == before


def test_a_wording_that_no_item_has_any_more_is_forgotten_with_its_counts(province):
    only = Item.objects.get(name="潜水许可")
    Item.objects.filter(id=only.id).update(state="cancelled")
    write_entries([only.id])
    assert not SearchWording.objects.filter(text__startswith="潜水").exists()
    assert SearchTerm.objects.get(term="潜水").items == 0
    assert "潜水许可" not in [hit.name for hit in queries.search("潜水许可", limit=200).hits]


def test_writing_what_is_there_already_changes_no_row(province):
    def places():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ctid::text, xmin::text FROM catalog_searchentry"
                " UNION ALL SELECT ctid::text, xmin::text FROM catalog_searchwording"
            )
            return sorted(cursor.fetchall())

    before = places()
    assert write_entries(item.id for item in province) == len(province)
    assert places() == before


def test_a_label_that_no_item_has_any_more_hides_nothing_and_shows_nothing(province):
    one = Item.objects.get(name="潜水许可")
    Item.objects.filter(id=one.id).update(is_online=True)
    write_entries([one.id])
    assert [hit.item_id for hit in queries.search("潜水", online_only=True).hits] == [one.id]
    other = next(item for item in province if item.name == "采砂许可")
    for is_online in (True, False):
        Item.objects.filter(id=other.id).update(is_online=is_online)
        write_entries([other.id])
    assert queries.search("采砂", online_only=True).hits == ()


def test_when_all_words_are_frequent_some_shares_are_looked_at(db, monkeypatch):
    items = list_items(
        [
            {"name": f"{what}{number}许可", "department": "局"}
            for what in WHAT
            for number in range(30)
        ]
    )
    looked_at = []

    def seen(*given):
        found = candidates.candidates(*given)
        looked_at.append({UUID(one) for one in found.ids})
        return found

    monkeypatch.setattr(finding, "candidates", seen)
    queries.search("许可")
    monkeypatch.setattr(candidates, "COSTLY", 3)
    monkeypatch.setattr(candidates, "ENOUGH", 60)
    queries.search("许可")
    queries.search("许可")
    everything, some, again = looked_at
    assert len(everything) == len(items)
    assert some == again
    # Whole shares, 103 of 512 of them for each of the ways of looking.
    shares = {wording_id.int % SHARES for wording_id in some}
    assert some == {wording_id for wording_id in everything if wording_id.int % SHARES in shares}
    assert 0 < len(some) < len(items)


def test_what_is_rare_is_found_however_much_there_is(province, monkeypatch):
    monkeypatch.setattr(candidates, "COSTLY", 3)
    monkeypatch.setattr(candidates, "ENOUGH", 1)
    monkeypatch.setattr(candidates, "_RARE", 2)
    assert queries.search("潜水许可").hits[0].name == "潜水许可"
    assert queries.search("潜水许可", division_code=CITY).hits[0].name == "潜水许可"
    assert not any(
        hit.name == "潜水许可" for hit in queries.search("潜水许可", division_code=COUNTIES[8]).hits
    )


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
        ("广安", False),
        ("'; DROP TABLE catalog_item; --", False),
    ],
)
def test_a_place_is_that_division_those_below_and_those_above_that_serve_it(db, asked, served):
    list_items([{"name": "养蜂许可", "department": "局", "division_code": "511602000000"}])
    Item.objects.update(division_code="511602001000")
    write_entries(Item.objects.values_list("id", flat=True))
    assert bool(queries.search("养蜂许可", division_code=asked).hits) is served


def test_every_filter_narrows_and_they_narrow_together(province):
    item = province[3]
    Item.objects.filter(id=item.id).update(themes=["教育科研"], is_online=True)
    write_entries([item.id])
    assert [h.item_id for h in queries.search("校车许可", theme="教育科研").hits] == [item.id]
    assert queries.search("校车许可", theme="没有这个主题").hits == ()
    assert queries.search("校车许可", theme="\0", online_only=True).hits == ()
    one_by_one = {
        "theme": "教育科研",
        "online_only": True,
        "audience": "person",
        "department_id": item.department_id,
        "division_code": item.division_code,
    }
    for filters in (
        one_by_one,
        {name: one_by_one[name] for name in ("theme", "online_only")},
        {name: one_by_one[name] for name in ("theme", "division_code", "audience")},
        {name: one_by_one[name] for name in ("department_id", "online_only")},
    ):
        assert [h.item_id for h in queries.search("校车许可", **filters).hits] == [item.id]
    for other in ({"division_code": COUNTIES[9]}, {"department_id": UUID(int=7)}):
        assert queries.search("校车许可", **{**one_by_one, **other}).hits == ()


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


def test_the_migration_finds_the_wordings_of_entries_of_before(db):
    migration = import_module("tongban.management.catalog.migrations.0011_wordings")
    rows = [
        {"name": "养蜂许可（县级行使）", "main_item": "养蜂", "department": "广安区农业农村局"},
        {"name": "养蜂许可", "main_item": "养蜂", "department": "前锋区农业农村局"},
        {"name": "采砂许可", "department": "市水务局"},
        {"name": "定点屠宰许可", "department": "市场监督管理局"},
        {"name": "公积金提取", "department": "广安市公积金中心"},
    ]
    places = (DIVISION, "511603000000", CITY, DIVISION, PROVINCE)
    items = list_items(
        [{**row, "division_code": place} for row, place in zip(rows, places, strict=True)]
    )
    Item.objects.filter(id=items[0].id).update(themes=["养老", "it's & |"], state="published")
    Item.objects.filter(id=items[1].id).update(is_online=True, state="published")
    write_entries(item.id for item in items)
    after = index()
    assert len(after[0]) == 4
    with connection.cursor() as cursor:
        # Tables of this connection alone stand before the others and have their names.
        cursor.execute(
            "CREATE TEMPORARY TABLE catalog_searchentry ON COMMIT DROP AS SELECT e.item_id,"
            " regexp_replace(w.text, '[^\\n]*$', d.name) AS text, w.spelling, w.letters, w.begins, w.sounds,"
            " w.initials, w.tokens || '''@old'''::tsvector AS tokens, e.division_code,"
            " e.department_id, e.for_people, e.for_companies, e.is_online,"
            " e.readiness < 2 AS is_published, NULL::uuid AS wording_id, 9 AS readiness,"
            " '{}'::text[] AS themes FROM public.catalog_searchentry AS e"
            " JOIN public.catalog_searchwording AS w ON w.id = e.wording_id"
            " JOIN orgs_department AS d ON d.id = e.department_id"
        )
        for table in ("wording", "term"):
            cursor.execute(
                f"CREATE TEMPORARY TABLE catalog_search{table}"
                f" (LIKE public.catalog_search{table} INCLUDING ALL) ON COMMIT DROP"
            )
        for name in ("STRIP", "WORDED", "LABELS", "WORDINGS", "ENTRIES", "COUNT"):
            cursor.execute(getattr(migration, name))
    assert index() == after
    # What was compared are the tables of this connection.
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE catalog_searchwording")
        assert SearchWording.objects.count() == 4
