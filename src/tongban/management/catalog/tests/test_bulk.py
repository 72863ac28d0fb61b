"""The same for many items: each changed whole or not at all, and what could not be says why."""

import pytest

from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import Item, ItemDraft
from tongban.management.catalog.services.bulk import MOST_ITEMS, SHARED
from tongban.management.catalog.types import Guide

NEW = {"contact.place": "政务大厅 8 号窗口", "delivery_ways": ("邮寄",), "by_post": True}


@pytest.fixture
def manager(town):
    return town.officer("manager")


def items(town, *keys):
    return [town.items[key] for key in keys]


def guide_of(town, key):
    return Guide.from_json(ItemDraft.objects.get(item=town.items[key]).guide)


def refused(error, act, **given):
    with nothing_changes(), pytest.raises(error) as caught:
        act(**given)
    return caught.value


class TestChange:
    def test_each_item_gets_a_change_of_its_own_with_the_same_contents(self, town, manager):
        chosen = items(town, "food", "listed")
        before = Item.objects.get(id=chosen[0]).revision.guide
        outcomes = services.change_items(actor=manager, item_ids=chosen, values=NEW, note="搬家")
        assert {o.item_id: o.is_done for o in outcomes} == dict.fromkeys(chosen, True)
        for key in ("food", "listed"):
            found = guide_of(town, key)
            assert (found.contact.place, found.delivery_ways, found.by_post) == tuple(NEW.values())
            assert ItemDraft.objects.get(item=town.items[key]).note == "搬家"
        assert guide_of(town, "food").contact.phone == "0558-0002001"
        assert Item.objects.get(id=chosen[0]).revision.guide == before

    def test_an_open_change_is_edited_further(self, town, manager):
        draft = services.begin_draft(actor=manager, item_id=town.items["food"])
        services.change_items(actor=manager, item_ids=items(town, "food"), values=NEW)
        assert ItemDraft.objects.get().id == draft.id
        assert guide_of(town, "food").contact.place == NEW["contact.place"]

    def test_a_power_gets_no_element_that_only_applications_have(self, town, manager):
        Item.objects.filter(id=town.items["listed"]).update(item_type="02")
        given = {"actor": manager, "item_ids": items(town, "listed", "food")}
        told = {o.item_id: o for o in services.change_items(**given, values=NEW)}
        assert told[town.items["food"]].is_done
        reason = "行政处罚没有“结果送达方式、可以寄送”，没有改。"
        assert told[town.items["listed"]].reason == reason
        assert not ItemDraft.objects.filter(item=town.items["listed"]).exists()
        place = {"contact.place": "八号窗口"}
        assert all(o.is_done for o in services.change_items(**given, values=place))

    def test_one_that_cannot_be_changed_says_why_and_the_others_go_on(self, town, manager):
        Item.objects.filter(id=town.items["food"]).update(owned_elements=["contact.place"])
        told = services.change_items(
            actor=manager, item_ids=items(town, "food", "listed"), values=NEW
        )
        by_id = {o.item_id: o for o in told}
        assert not by_id[town.items["food"]].is_done
        assert "由上级管理" in by_id[town.items["food"]].reason
        assert by_id[town.items["listed"]].is_done
        # Nothing half done: the change that was begun for it is undone with it.
        assert list(ItemDraft.objects.values_list("item_id", flat=True)) == [town.items["listed"]]

    def test_what_waits_for_approval_or_is_so_already_is_left_alone(self, town, manager):
        draft = services.begin_draft(actor=manager, item_id=town.items["food"])
        same = {"contact.place": guide_of(town, "food").contact.place}
        told = services.change_items(actor=manager, item_ids=items(town, "food"), values=same)
        assert [(o.is_done, "本来就是这样" in o.reason) for o in told] == [(False, True)]
        services.submit_draft(actor=manager, draft_id=draft.id)
        told = services.change_items(actor=manager, item_ids=items(town, "food"), values=NEW)
        assert [(o.is_done, "待审核" in o.reason) for o in told] == [(False, True)]
        assert ItemDraft.objects.get().guide["contact"]["place"] == same["contact.place"]

    def test_a_foreign_item_among_ones_own_refuses_the_whole(self, town, manager):
        Item.objects.filter(id=town.items["listed"]).update(
            department_id=town.departments["health"]
        )
        chosen = items(town, "food", "listed")
        refused(Forbidden, services.change_items, actor=manager, item_ids=chosen, values=NEW)

    @pytest.mark.parametrize(
        "values", [{}, {"promised": None}, {"contact": "x"}, {"summary": "x", "by_post": True}]
    )
    def test_what_is_no_common_element_is_not_changed(self, town, manager, values):
        refused(
            Invalid,
            services.change_items,
            actor=manager,
            item_ids=items(town, "food"),
            values=values,
        )

    def test_how_many_at_once(self, town, manager):
        for chosen in ([], [new_id() for _ in range(MOST_ITEMS + 1)]):
            refused(Invalid, services.change_items, actor=manager, item_ids=chosen, values=NEW)
        refused(Missing, services.change_items, actor=manager, item_ids=[new_id()], values=NEW)

    def test_who_may_not(self, town):
        for actor in (town.officer("chief"), town.officer("admin"), town.person(), VISITOR):
            refused(
                Forbidden,
                services.change_items,
                actor=actor,
                item_ids=items(town, "food"),
                values=NEW,
            )

    def test_every_common_element_can_be_changed(self, town, manager):
        values = {
            place: ("甲",) if place == "delivery_ways" else "甲" if "." in place else True
            for place in SHARED
        }
        told = services.change_items(actor=manager, item_ids=items(town, "listed"), values=values)
        assert [o.reason for o in told] == [""]


class TestSubmit:
    def test_those_that_hold_are_handed_in_and_the_others_say_what_is_left(self, town, manager):
        chosen = items(town, "food", "listed")
        services.change_items(actor=manager, item_ids=chosen, values=NEW)
        told = {o.item_id: o for o in services.submit_drafts(actor=manager, item_ids=chosen)}
        assert told[town.items["food"]].is_done
        assert "请按提示改正" in told[town.items["listed"]].reason
        states = dict(ItemDraft.objects.values_list("item_id", "state"))
        assert states == {town.items["food"]: "submitted", town.items["listed"]: "drafting"}

    def test_without_a_change_there_is_nothing_to_hand_in(self, town, manager):
        told = services.submit_drafts(actor=manager, item_ids=items(town, "food"))
        assert [o.reason for o in told] == ["没有正在改的内容。"]

    def test_who_may_not(self, town, manager):
        services.change_items(actor=manager, item_ids=items(town, "food"), values=NEW)
        for actor in (town.officer("chief"), town.officer("admin"), town.person(), VISITOR):
            refused(Forbidden, services.submit_drafts, actor=actor, item_ids=items(town, "food"))


def test_what_the_linter_says_is_counted_with_every_save(town, manager):
    services.change_items(actor=manager, item_ids=items(town, "listed"), values=NEW)
    draft = ItemDraft.objects.get()
    assert draft.must_left > 5
    assert 0 < draft.completeness < 100
