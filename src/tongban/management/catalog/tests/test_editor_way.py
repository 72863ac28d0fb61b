"""The way of a change at the desk: sent, approved, rejected, taking effect; suspending and cancelling."""

from django.test import Client

from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import Item, ItemDraft, StandingChange
from tongban.management.catalog.tests import test_editor_pages
from tongban.management.catalog.tests.test_editor_pages import (
    Desk,
    words,
)

manager, chief = test_editor_pages.manager, test_editor_pages.chief
draft = test_editor_pages.draft


class TestWay:
    def test_a_change_is_submitted_sent_back_mended_and_approved_by_somebody_else(
        self, town, manager, chief
    ):
        manager.post("begin/", {})
        changed = {**manager.page("limits"), "promised.number": "5", "do": "save"}
        manager.post("change/limits/", changed)
        assert "和现在执行的有 1 处不同" in words(manager.get("change/"))
        manager.post("change/decide/", {"move": "submit"})
        assert "要请另一个人审核" in manager.get("change/")
        with nothing_changes():
            manager.post("change/decide/", {"move": "approve"}, status=403)
            chief.post("change/decide/", {"move": "return", "reason": " "}, status=422)
        assert "等您审核" in chief.client.get("/desk/items/").content.decode()
        chief.post("change/decide/", {"move": "return", "reason": "请写依据"})
        assert "请写依据" in manager.get("change/")
        manager.post("change/decide/", {"move": "submit"})
        page = {"move": "approve", "effective_on": "", "version": ItemDraft.objects.get().version}
        chief.post("change/decide/", page)
        item = Item.objects.get(id=town.items["food"])
        assert (item.revision.version, item.promised_text) == (2, "5 个工作日")
        assert "第 1 版到第 2 版" in words(chief.get("differences/"))

    def test_what_breaks_a_must_rule_is_not_handed_in(self, town, manager, draft):
        manager.post(
            "change/contact/", {**manager.page("contact"), "contact.place": "", "do": "save"}
        )
        assert 'value="submit"' not in manager.get("change/")
        with nothing_changes():
            manager.post("change/decide/", {"move": "submit"})

    def test_a_day_that_is_past_is_refused(self, town, manager, chief, draft):
        services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
        with nothing_changes():
            page = chief.post(
                "change/decide/",
                {"move": "approve", "effective_on": "2020-01-01", "version": draft.version},
                status=422,
            )
        assert "生效日期要在今天以后" in page.content.decode()

    def test_what_was_handed_in_anew_meanwhile_is_not_approved_unseen(
        self, town, manager, chief, draft
    ):
        manager.post("change/decide/", {"move": "submit"})
        read = {"move": "approve", "effective_on": "", "version": draft.version}
        manager.post("change/decide/", {"move": "take_back"})
        manager.post(
            "change/limits/", {**manager.page("limits"), "promised.number": "6", "do": "save"}
        )
        manager.post("change/decide/", {"move": "submit"})
        with nothing_changes():
            page = chief.post("change/decide/", read, status=422).content.decode()
            chief.post("change/decide/", {**read, "version": "x"}, status=422)
        assert "请看过新的再审核" in page
        chief.post("change/decide/", {**read, "version": draft.version + 1})
        assert Item.objects.get(id=town.items["food"]).promised_text == "6 个工作日"

    def test_the_note_for_who_approves_is_kept(self, manager, draft):
        page = {**manager.page("basics"), "name": "食品经营许可", "note": " 搬家了 ", "do": "save"}
        manager.post("change/basics/", page)
        manager.post("change/contact/", {**manager.page("contact"), "do": "save"})
        assert ItemDraft.objects.get().note == "搬家了"
        assert "搬家了" in manager.get("change/")

    def test_taken_back_and_given_up(self, manager, draft, town):
        manager.post("change/decide/", {"move": "submit"})
        manager.post("change/decide/", {"move": "take_back"})
        assert ItemDraft.objects.get().state == "drafting"
        manager.post("change/decide/", {"move": "discard"})
        assert ItemDraft.objects.get().state == "discarded"
        manager.get("change/", status=404)

    def test_the_preview_is_the_portals_own_page_and_is_kept_from_others(
        self, town, manager, chief, draft
    ):
        changed = {**manager.page("basics"), "summary": "改了的一句话", "do": "save"}
        manager.post("change/basics/", changed)
        for who in (manager, chief):
            html = who.get("preview/")
            assert "改了的一句话" in html
            assert "这是预览，还没有发布。办事的人看到的还是现在执行的指南" in html
        public = Client().get(f"/items/{town.codes['food']}/").content.decode()
        assert "改了的一句话" not in public
        assert "这是预览" not in public
        assert Client().get(manager.address("preview/")).status_code == 302
        Desk(town, "handler").get("preview/", status=403)

    def test_the_first_guide_of_an_item_can_be_previewed(self, town, manager):
        manager.post("begin/", {}, key="listed")
        first = manager.get("preview/", key="listed")
        assert "这是预览，还没有发布。办事的人现在只能查到" in first
        assert "现在执行的指南" not in first


class TestStanding:
    def decided(self, desk, town, move, **more):
        change = StandingChange.objects.get(
            item=town.items["food"], state__in=["proposed", "approved"]
        )
        return desk.post("standing/decide/", {"move": move, "change": change.id, **more})

    def test_one_proposes_and_another_approves(self, town, manager, chief):
        with nothing_changes():
            manager.post("standing/", {"move": "suspend", "reason": ""}, status=422)
            manager.post("standing/", {"move": "whatever", "reason": "x"})
        town.filed()
        for move, state in (
            ("suspend", "suspended"), ("resume", "published"), ("cancel", "cancelled"),
        ):  # fmt: skip
            before = Item.objects.get(id=town.items["food"]).state
            manager.post("standing/", {"move": move, "reason": "国务院决定"})
            assert Item.objects.get(id=town.items["food"]).state == before
            assert "这是您提议的，要请另一个人审核" in manager.get()
            assert "等您审核（1 个）" in words(chief.client.get("/desk/items/").content.decode())
            html = words(chief.get())
            assert "国务院决定" in html
            assert "现在有 1 件在办" in html
            self.decided(chief, town, "approve")
            assert Item.objects.get(id=town.items["food"]).state == state
        assert "当时有 1 件在办" in words(chief.get())

    def test_a_refusal_says_why_and_leaves_the_item(self, town, manager, chief):
        manager.post("standing/", {"move": "suspend", "reason": "系统升级"})
        change = StandingChange.objects.get()
        with nothing_changes():
            chief.post(
                "standing/decide/",
                {"move": "return", "change": change.id, "reason": " "},
                status=422,
            )
        self.decided(chief, town, "return", reason="旺季不能停")
        assert Item.objects.get(id=town.items["food"]).state == "published"
        assert "旺季不能停" in manager.get()

    def test_what_was_decided_meanwhile_is_said(self, town, manager, chief):
        manager.post("standing/", {"move": "suspend", "reason": "系统升级"})
        change = StandingChange.objects.get()
        manager.post("standing/decide/", {"move": "take_back", "change": change.id})
        with nothing_changes():
            chief.post("standing/decide/", {"move": "approve", "change": change.id})
        assert "已经有人处理过了" in chief.get()

    def test_a_day_that_cannot_be_is_told_at_its_field(self, town, manager):
        with nothing_changes():
            response = manager.post(
                "standing/",
                {"move": "suspend", "reason": "升级", "effective_on": "2020-01-01"},
                status=422,
            )
        assert "一年以内" in response.content.decode()

    def test_the_chief_proposes_nothing(self, town, chief):
        assert "提议暂停办理" not in chief.get()
        with nothing_changes():
            chief.post("standing/", {"move": "suspend", "reason": "x"}, status=403)
