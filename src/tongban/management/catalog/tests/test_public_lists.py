"""The public lists are made of the items, and their counts are the catalogue's."""

from tongban.base.kernel.actors import operator
from tongban.handling.cases.tests.city import DISTRICT, MARKET, guide
from tongban.management.catalog import services
from tongban.management.catalog.models import Item
from tongban.management.catalog.queries import public_lists
from tongban.management.catalog.tests.test_attach_guide_file import published
from tongban.management.catalog.types import Intermediary


def listed(town, number, item_type, name):
    return services.list_item(
        actor=operator(),
        code=f"{MARKET}434{item_type}{number:05d}000",
        name=name,
        item_type=item_type,
        department_id=town.departments["market"],
        division_code=DISTRICT,
    )


def names(rows):
    return [row.name for row in rows]


def test_powers_and_services_share_the_catalogue_between_them(town):
    listed(town, 50, "20", "查档案")
    fine = listed(town, 51, "02", "对无证经营的处罚")
    assert set(names(public_lists.services())) == {"查档案"}
    assert len(public_lists.powers()) + len(public_lists.services()) == Item.objects.count()
    assert names(public_lists.powers(item_type="02")) == ["对无证经营的处罚"]
    assert len(public_lists.powers(item_type="20")) == len(public_lists.powers())
    assert names(public_lists.powers(query="无证")) == ["对无证经营的处罚"]
    assert names(public_lists.powers(town.departments["health"])) == []
    services.cancel_item(actor=operator(), item_id=fine.id, reason="取消")
    assert names(public_lists.powers(item_type="02")) == []


def test_handling_items_are_ways_and_no_powers_more(town):
    before = public_lists.list_counts()
    services.list_item(
        actor=operator(),
        code=f"{MARKET}434010000100001",
        name="食品经营许可（小餐饮）",
        item_type="01",
        department_id=town.departments["market"],
        division_code=DISTRICT,
    )
    assert public_lists.list_counts() == before


def test_duties_are_what_published_guides_say(town):
    assert list(public_lists.duties()) == []
    published(town, guide(responsibilities=("受理：一次说清。", "送达：十日内。")))
    (row,) = public_lists.duties()
    assert row.id == town.items["food"]
    assert public_lists.responsibilities_of(row) == ("受理：一次说清。", "送达：十日内。")


def test_intermediaries_are_told_with_their_clause_and_item(town):
    service = Intermediary("安全评价", "《安全生产法》", "https://a.example/")
    published(town, guide(intermediaries=(service,)))
    (row,) = public_lists.intermediaries()
    assert row.service == service
    assert (row.item_name, row.item_code) == ("食品经营许可", town.codes["food"])
    assert public_lists.intermediaries(query="安全") == [row]
    assert public_lists.intermediaries(query="食品") == [row]
    assert public_lists.intermediaries(query="水") == []
    assert public_lists.intermediaries(town.departments["health"]) == []


def test_the_counts_are_those_of_the_lists(town):
    listed(town, 50, "20", "查档案")
    published(
        town,
        guide(responsibilities=("受理",), intermediaries=(Intermediary("评价", "《法》"),)),
    )
    assert public_lists.list_counts() == {
        "powers": len(public_lists.powers()),
        "duties": 1,
        "services": 1,
        "intermediaries": 1,
    }
    assert [name for _id, name in public_lists.list_departments()] == [
        "谯城区市场监督管理局（谯城区）"
    ]
