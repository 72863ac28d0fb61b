"""A change to a guide: drafted, checked, approved by a second person, in force on its day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today
from tongban.handling.cases.tests.city import guide, moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.jobs import publish_due
from tongban.management.catalog.models import Item, ItemDraft
from tongban.management.catalog.types import Clause, Contact, Guide, GuideLimit


@pytest.fixture
def manager(town):
    return town.officer("manager")


def begun(town, key="food", who="manager"):
    return services.begin_draft(actor=town.officer(who), item_id=town.items[key])


def saved(town, draft, who="manager", **more):
    given = {
        "guide": guide(),
        "form_id": draft.form_id,
        "process_id": draft.process_id,
        "name": draft.name,
        "version": draft.version,
        **more,
    }
    return services.save_draft(actor=town.officer(who), draft_id=draft.id, **given)


def submitted(town, **changes):
    draft = begun(town)
    saved(town, draft, guide=guide(**(changes or {"promised": GuideLimit(5, clause="承诺")})))
    return services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)


def refused(error, act, wanted="", /, **given):
    with nothing_changes(), pytest.raises(error) as caught:
        act(**given)
    if wanted:
        assert caught.value.code == wanted
    return caught.value


class TestBegin:
    def test_a_change_begins_as_the_guide_in_force(self, town, manager):
        draft = begun(town)
        item = Item.objects.get(id=town.items["food"])
        assert Guide.from_json(draft.guide) == guide()
        assert (draft.state, draft.base_id, draft.form_id, draft.process_id) == (
            "drafting",
            item.revision_id,
            item.revision.form_id,
            item.revision.process_id,
        )
        assert draft.editors == [manager.account_id]

    def test_an_item_that_is_only_listed_begins_blank(self, town):
        draft = begun(town, "listed")
        assert Guide.from_json(draft.guide) == Guide.blank()
        assert draft.base_id is None

    def test_beginning_again_gives_the_one_that_is_open(self, town):
        first = begun(town)
        with nothing_changes():
            assert begun(town, who="manager2").id == first.id

    def test_a_copy_from_another_body_leaves_out_what_is_that_bodys_own(self, town, manager):
        draft = services.begin_draft(
            actor=manager, item_id=town.items["listed"], from_item_id=town.items["food"]
        )
        copied = Guide.from_json(draft.guide)
        assert copied.materials == guide().materials
        assert copied.contact == Contact("", "", "", "")
        assert (copied.remedy.review_body, copied.remedy.court) == ("", "")

    def test_over_an_open_change_nothing_is_copied(self, town, manager):
        begun(town, "listed")
        refused(
            Conflict,
            services.begin_draft,
            "draft_open",
            actor=manager,
            item_id=town.items["listed"],
            from_item_id=town.items["food"],
        )

    def test_what_cannot_be_begun(self, town, manager):
        refused(Missing, services.begin_draft, actor=manager, item_id=new_id())
        refused(
            Missing,
            services.begin_draft,
            actor=manager,
            item_id=town.items["food"],
            from_item_id=town.items["listed"],
        )
        Item.objects.filter(id=town.items["listed"]).update(state="cancelled")
        refused(
            Conflict,
            services.begin_draft,
            "item_cancelled",
            actor=manager,
            item_id=town.items["listed"],
        )

    def test_only_the_departments_item_manager_begins(self, town):
        for actor in (
            town.officer("handler"),
            town.officer("chief"),
            town.officer("health_handler"),
            town.officer("admin"),
            town.person(),
            VISITOR,
        ):
            refused(Forbidden, services.begin_draft, actor=actor, item_id=town.items["food"])


class TestSave:
    def test_what_is_kept_need_not_hold_and_changes_nothing_that_is_in_force(self, town):
        draft = begun(town)
        before = queries.guide(draft.base_id)
        kept = saved(town, draft, guide=Guide.blank(), note=" 先占个位 ")
        assert (kept.version, kept.note) == (2, "先占个位")
        assert Guide.from_json(ItemDraft.objects.get(id=draft.id).guide) == Guide.blank()
        item = Item.objects.get(id=town.items["food"])
        assert queries.guide(item.revision_id) == before

    def test_two_who_edit_at_once_do_not_overwrite_each_other(self, town):
        draft = begun(town)
        saved(town, draft, guide=guide(summary="先存的"))
        error = refused(
            Conflict,
            services.save_draft,
            "draft_changed",
            actor=town.officer("manager2"),
            draft_id=draft.id,
            version=draft.version,
            guide=guide(summary="后存的"),
            form_id=None,
            process_id=None,
            name=draft.name,
        )
        assert "刚刚也改了" in error.message
        assert ItemDraft.objects.get(id=draft.id).guide["summary"] == "先存的"

    def test_an_element_that_is_kept_above_is_not_changed_here(self, town):
        Item.objects.filter(id=town.items["food"]).update(owned_elements=["by_law", "promised"])
        draft = begun(town)
        given = {
            "actor": town.officer("manager"),
            "draft_id": draft.id,
            "version": 1,
            "form_id": draft.form_id,
            "process_id": draft.process_id,
            "name": draft.name,
        }
        changed = guide(by_law=(Clause("新法", "第一条"),), summary="本地的话")
        error = refused(Invalid, services.save_draft, **given, guide=changed)
        assert [(f.place, f.code) for f in error.findings] == [("by_law", "owned_above")]
        services.save_draft(**given, guide=guide(summary="本地的话"))

    @pytest.mark.parametrize("name", ["", "  ", "长" * 1001])
    def test_a_name_has_a_length(self, town, name):
        draft = begun(town)
        refused(
            Invalid,
            services.save_draft,
            actor=town.officer("manager"),
            draft_id=draft.id,
            version=1,
            guide=guide(),
            form_id=None,
            process_id=None,
            name=name,
        )

    def test_a_form_or_process_that_is_not_there_is_missing(self, town):
        draft = begun(town)
        for more in ({"form_id": new_id()}, {"process_id": new_id()}):
            with nothing_changes(), pytest.raises(Missing):
                saved(town, draft, **more)


class TestSubmit:
    def test_what_breaks_a_must_rule_is_not_handed_in(self, town, manager):
        draft = begun(town)
        saved(town, draft, guide=guide(summary="", visits=1))
        error = refused(Invalid, services.submit_draft, actor=manager, draft_id=draft.id)
        assert [f.place for f in error.findings] == ["summary", "visit_reason"]

    def test_what_was_handed_in_is_not_edited_until_taken_back(self, town, manager):
        draft = submitted(town)
        refused(
            Conflict,
            services.save_draft,
            "draft_state",
            actor=manager,
            draft_id=draft.id,
            version=draft.version,
            guide=guide(),
            form_id=None,
            process_id=None,
            name="名",
        )
        assert services.take_back_draft(actor=manager, draft_id=draft.id).state == "drafting"
        saved(town, ItemDraft.objects.get(id=draft.id))


class TestApprove:
    @pytest.mark.parametrize("who", ["chief", "manager2"])
    def test_a_second_person_approves_and_it_is_in_force(self, town, who):
        draft = submitted(town)
        services.approve_draft(actor=town.officer(who), draft_id=draft.id)
        draft.refresh_from_db()
        item = Item.objects.get(id=town.items["food"])
        assert (draft.state, draft.revision_id) == ("published", item.revision_id)
        assert item.promised_text == "5 个工作日"
        assert item.revision.version == 2
        assert item.revision.published_by["name"] == town.officer(who).name

    def test_who_edited_it_does_not_approve_it(self, town, manager):
        draft = submitted(town)
        refused(Forbidden, services.approve_draft, "own_change", actor=manager, draft_id=draft.id)
        services.take_back_draft(actor=manager, draft_id=draft.id)
        saved(town, ItemDraft.objects.get(id=draft.id), who="manager2")
        services.submit_draft(actor=manager, draft_id=draft.id)
        refused(
            Forbidden,
            services.approve_draft,
            "own_change",
            actor=town.officer("manager2"),
            draft_id=draft.id,
        )

    def test_nobody_else_approves(self, town):
        draft = submitted(town)
        for actor in (
            town.officer("handler"),
            town.officer("health_signer"),
            town.officer("admin"),
            town.person(),
            operator(),
            VISITOR,
        ):
            refused(Forbidden, services.approve_draft, actor=actor, draft_id=draft.id)

    def test_it_takes_effect_on_its_day_and_not_before(self, town):
        with moved_to(moment(2026, 3, 2, 9, 0)):
            draft = submitted(town)
            services.approve_draft(
                actor=town.officer("chief"), draft_id=draft.id, effective_on=date(2026, 3, 9)
            )
            assert Item.objects.get(id=town.items["food"]).revision.version == 1
        with moved_to(moment(2026, 3, 8, 23, 59)), nothing_changes():
            publish_due(0)
        with moved_to(moment(2026, 3, 9, 0, 1)):
            publish_due(0)
            item = Item.objects.get(id=town.items["food"])
            assert item.revision.version == 2
            draft.refresh_from_db()
            assert (draft.state, draft.revision_id) == ("published", item.revision_id)
            with nothing_changes():
                publish_due(1)

    def test_what_does_not_hold_any_more_on_its_day_goes_back_with_the_reason(self, town):
        with moved_to(moment(2026, 3, 2, 9, 0)):
            draft = submitted(town)
            services.approve_draft(
                actor=town.officer("chief"), draft_id=draft.id, effective_on=date(2026, 3, 9)
            )
        services.cancel_item(actor=operator(), item_id=town.items["food"], reason="并入别的事项")
        ItemDraft.objects.filter(id=draft.id).update(state="approved")
        with moved_to(moment(2026, 3, 9, 0, 1)):
            assert not services.publish_due_draft(actor=system(), draft_id=draft.id)
        draft.refresh_from_db()
        assert draft.state == "drafting"
        assert "已取消" in draft.reason

    @pytest.mark.parametrize("days", [-1, 367])
    def test_a_day_that_is_past_or_far_is_refused(self, town, days):
        draft = submitted(town)
        refused(
            Invalid,
            services.approve_draft,
            actor=town.officer("chief"),
            draft_id=draft.id,
            effective_on=today() + timedelta(days=days),
        )

    def test_what_was_not_handed_in_is_not_approved(self, town):
        draft = begun(town)
        refused(
            Conflict,
            services.approve_draft,
            "draft_state",
            actor=town.officer("chief"),
            draft_id=draft.id,
        )
        refused(Missing, services.approve_draft, actor=town.officer("chief"), draft_id=new_id())

    def test_a_case_keeps_the_revision_it_was_filed_under(self, town):
        case = town.filed()
        draft = submitted(town)
        services.approve_draft(actor=town.officer("chief"), draft_id=draft.id)
        case.refresh_from_db()
        assert case.revision.version == 1
        assert town.filed().revision.version == 2


class TestReturn:
    def test_it_goes_back_with_the_reason(self, town):
        draft = submitted(town)
        back = services.return_draft(
            actor=town.officer("chief"), draft_id=draft.id, reason="时限没有和法规处商量"
        )
        assert (back.state, back.reason) == ("drafting", "时限没有和法规处商量")
        again = services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
        assert again.reason == ""

    @pytest.mark.parametrize("reason", ["", " ", "长" * 401])
    def test_not_without_a_reason(self, town, reason):
        draft = submitted(town)
        refused(
            Invalid,
            services.return_draft,
            actor=town.officer("chief"),
            draft_id=draft.id,
            reason=reason,
        )


def test_a_change_that_is_given_up_leaves_what_is_in_force(town, manager):
    draft = begun(town)
    services.discard_draft(actor=manager, draft_id=draft.id)
    assert Item.objects.get(id=town.items["food"]).revision.version == 1
    refused(Conflict, services.submit_draft, "draft_state", actor=manager, draft_id=draft.id)
    assert begun(town).id != draft.id


def test_the_database_keeps_one_open_change_of_an_item(town):
    from django.db import IntegrityError, transaction

    draft = begun(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemDraft.objects.create(
            item_id=draft.item_id, name="又一份", guide={}, edited_at=draft.edited_at, edited_by=""
        )


def test_the_trail_holds_every_step(town, manager):
    draft = submitted(town)
    services.return_draft(actor=town.officer("chief"), draft_id=draft.id, reason="再看看")
    services.submit_draft(actor=manager, draft_id=draft.id)
    services.approve_draft(actor=town.officer("chief"), draft_id=draft.id)
    acts = Entry.objects.filter(subject_kind="item", subject_id=str(town.items["food"]))
    assert list(acts.order_by("at", "id").values_list("act", flat=True))[-7:] == [
        "begin_draft",
        "save_draft",
        "submit_draft",
        "return_draft",
        "submit_draft",
        "approve_draft",
        "publish_item",
    ]


def test_an_ongoing_draft_of_an_easier_guide_is_unharmed_by_a_suspension(town, manager):
    draft = submitted(town)
    services.suspend_item(actor=operator(), item_id=town.items["food"], reason="系统升级")
    services.approve_draft(actor=town.officer("chief"), draft_id=draft.id)
    item = Item.objects.get(id=town.items["food"])
    assert (item.state, item.revision.version) == ("suspended", 2)


def test_a_guide_read_back_from_a_draft_is_the_one_that_was_kept(town):
    draft = begun(town)
    written = replace(guide(), words=("饭馆", "开店"), delivery_ways=("邮寄",))
    saved(town, draft, guide=written)
    assert Guide.from_json(ItemDraft.objects.get(id=draft.id).guide) == written
