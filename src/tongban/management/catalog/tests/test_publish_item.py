"""List an item, publish its guide: each rule, idempotence, versions, immutability."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases.tests.city import DISTRICT, HEALTH, MARKET, RECEIPT, guide
from tongban.management.catalog import queries
from tongban.management.catalog.models import Item, ItemRevision
from tongban.management.catalog.services import list_item, publish_item
from tongban.management.catalog.types import (
    Clause,
    Guide,
    GuideLimit,
    Requirement,
)

CODE = f"{MARKET}4340107777000"
PLAN = Requirement("plan", "布局图", "看布局", "自己画")


def rows():
    return (
        list(Item.objects.order_by("pk").values()),
        ItemRevision.objects.count(),
        Entry.objects.count(),
    )


def refused(error, act, **more):
    before = rows()
    with pytest.raises(error) as caught:
        act(**more)
    assert rows() == before
    return caught.value


def listing(town, **more):
    return {
        "actor": operator(),
        "code": CODE,
        "name": "新事项",
        "item_type": "01",
        "department_id": town.departments["market"],
        "division_code": DISTRICT,
        **more,
    }


def publishing(town, **more):
    return {
        "actor": operator(),
        "item_id": town.items["listed"],
        "guide": guide(),
        "form_id": town.forms["food"],
        "process_id": town.processes["standard_license"],
        **more,
    }


class TestList:
    def test_a_listed_item_is_public_and_not_yet_to_be_applied_for(self, town):
        item = list_item(**listing(town, name=" 新事项 ", main_item="主项"))
        assert (item.state, item.revision_id, item.name, item.is_online) == (
            "listed",
            None,
            "新事项",
            False,
        )
        assert queries.item(CODE).id == item.id
        assert item.name_key

    @pytest.mark.parametrize(
        ("more", "found"),
        [
            ({"code": CODE[:-1]}, {("code", "item.length")}),
            ({"code": f"{HEALTH}4340107777000"}, {"code"}),
            ({"code": f"{MARKET}4340907777000"}, {"code"}),
            ({"code": f"{MARKET}9340107777000"}, {("code", "item.level")}),
            ({"code": f"{MARKET}4990107777000"}, {("code", "item.origin")}),
            ({"code": "X" + CODE[1:]}, {"code"}),
            ({"code": ""}, {("code", "item.length")}),
            ({"code_profile": "mars"}, {("code", "item.profile-unknown")}),
            ({"name": " "}, {("name", "length")}),
            ({"name": "长" * 1001}, {("name", "length")}),
            ({"division_code": "999999999999"}, {("division_code", "division_unknown")}),
        ],
    )
    def test_a_code_that_does_not_hold_is_not_listed(self, town, more, found):
        error = refused(Invalid, list_item, **listing(town, **more))
        told = {(f.place, f.code) for f in error.findings}
        assert (told if isinstance(next(iter(found)), tuple) else {p for p, _c in told}) == found

    def test_a_code_is_listed_once(self, town):
        list_item(**listing(town))
        error = refused(Conflict, list_item, **listing(town, name="又一个"))
        assert error.code == "item_listed"

    def test_only_the_departments_item_manager_lists(self, town):
        for actor in (town.officer("handler"), town.officer("window"), town.person(), VISITOR):
            refused(Forbidden, list_item, **listing(town, actor=actor))
        given = listing(town, actor=town.officer("manager"))
        refused(
            Forbidden,
            list_item,
            **{
                **given,
                "department_id": town.departments["health"],
                "code": f"{HEALTH}4340107777000",
            },
        )
        assert list_item(**given).code == CODE

    def test_an_unknown_department_is_missing(self, town):
        refused(Missing, list_item, **listing(town, department_id=new_id()))


def test_what_breaks_a_must_rule_is_not_published(town):
    given = publishing(town, guide=guide(promised=GuideLimit(11), visits=1))
    error = refused(Invalid, publish_item, **given)
    assert [(f.place, f.code) for f in error.findings] == [
        ("promised", "promise_over_statutory"),
        ("visit_reason", "visit_reason"),
    ]


def test_what_is_only_advised_does_not_hold_it_up(town):
    advised = guide(by_law=(Clause("食品安全法", "第三十五条"), Clause("某办法")))
    assert publish_item(**publishing(town, guide=advised)).version == 1


def test_an_online_item_needs_a_form_and_a_process(town):
    given = publishing(
        town,
        form_id=None,
        process_id=None,
        guide=guide(materials=(PLAN,), result=RECEIPT),
    )
    error = refused(Invalid, publish_item, **given)
    assert [f.code for f in error.findings] == ["form_missing", "process_missing"]


def test_everything_wrong_is_told_at_once(town):
    error = refused(
        Invalid, publish_item, **publishing(town, guide=guide(summary="", by_law=(), promised=None))
    )
    assert len(error.findings) == 3


def test_publishing_opens_the_item(town):
    revision = publish_item(**publishing(town))
    item = Item.objects.get(id=town.items["listed"])
    assert (item.state, item.revision_id, item.operation) == ("published", revision.id, "U")
    assert (item.summary, item.promised_text, item.visits) == (
        "开饭馆、卖吃的要办",
        "7 个工作日",
        0,
    )
    assert (item.is_online, item.for_people, item.for_companies) == (True, True, False)
    assert queries.guide(revision.id) == guide()


def test_the_same_again_is_the_same_revision_and_changes_nothing(town):
    first = publish_item(**publishing(town))
    before = rows()
    assert publish_item(**publishing(town)).id == first.id
    assert rows() == before


def test_a_change_is_a_new_version_and_the_old_one_can_still_be_read(town):
    first = publish_item(**publishing(town))
    second = publish_item(**publishing(town, guide=guide(by_law=(Clause("新法", "第二条"),))))
    renamed = publish_item(
        **publishing(town, guide=guide(by_law=(Clause("新法", "第二条"),)), name="新名")
    )
    assert [first.version, second.version, renamed.version] == [1, 2, 3]
    assert queries.guide(first.id).by_law == guide().by_law
    assert Item.objects.get(id=town.items["listed"]).name == "新名"


def test_what_is_not_there_is_missing(town):
    for more in ({"item_id": new_id()}, {"form_id": new_id()}, {"process_id": new_id()}):
        refused(Missing, publish_item, **publishing(town, **more))


def test_a_cancelled_item_is_not_published(town):
    Item.objects.filter(id=town.items["listed"]).update(state="cancelled")
    assert refused(Conflict, publish_item, **publishing(town)).code == "item_cancelled"
    with pytest.raises(Missing):
        queries.item(town.codes["listed"])


def test_nobody_publishes_at_once_but_the_platform(town):
    for actor in (
        town.officer("manager"),
        town.officer("handler"),
        town.officer("admin"),
        town.person(),
        VISITOR,
    ):
        refused(Forbidden, publish_item, **publishing(town, actor=actor))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalog_itemrevision SET name = 'x'",
        "UPDATE catalog_itemrevision SET name = name WHERE false",
        "DELETE FROM catalog_itemrevision",
    ],
)
def test_the_database_refuses_to_change_a_revision(town, statement):
    before = list(ItemRevision.objects.order_by("pk").values())
    with (
        pytest.raises(IntegrityError, match="已发布的办事指南不能修改"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(ItemRevision.objects.order_by("pk").values()) == before


def test_a_guide_with_an_unknown_element_is_not_read():
    with pytest.raises(ValueError, match="unknown elements: colour"):
        Guide.from_json({**guide().as_json(), "colour": "红"})


def test_the_materials_follow_the_answers():
    asked = [m.key for m in guide().materials_for({"rented": True})]
    assert asked == ["application", "plan", "lease", "photo", "id"]
    assert "lease" not in [m.key for m in guide().materials_for({"rented": False})]
    assert "lease" not in [m.key for m in guide().materials_for({})]


def test_items_are_listed_by_audience_division_and_theme(town):
    publish_item(**publishing(town, guide=guide(person_themes=("开店",))))
    assert [i.code for i in queries.items_of("开店")] == [town.codes["listed"]]
    assert {i.id for i in queries.items_of(audience="company")} == {town.items["shop"]}
    assert queries.items_of(division_code="341600000000").count() == 5
    assert queries.items_of(division_code="341621000000").count() == 0
    assert ("开店", 1, "只列了目录的事项") in queries.themes("person")


def test_a_process_with_a_step_that_nobody_would_do_is_not_published(town, monkeypatch):
    monkeypatch.setattr("tongban.management.catalog.types.steps._handled_steps", {"accept"})
    error = refused(Invalid, publish_item, **publishing(town))
    assert {f.code for f in error.findings} == {"step_unknown"}


def test_the_limit_that_is_kept_for_the_lists_is_not_in_its_editors_language(town):
    with override("en"):
        publish_item(**publishing(town))
    assert Item.objects.get(id=town.items["listed"]).promised_text == "7 个工作日"
