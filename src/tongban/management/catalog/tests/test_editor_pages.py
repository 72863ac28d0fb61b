"""The editor's pages: what was typed is kept or told, never lost; who decides is somebody else."""

import io
import re
from dataclasses import replace

import pytest
from django.test import Client

from tongban.handling.cases.tests.city import guide, nothing_changes, picture
from tongban.management.catalog import services
from tongban.management.catalog.editing.typed import as_typed, plain_json
from tongban.management.catalog.elements import of_section
from tongban.management.catalog.models import GuideFile, Item, ItemDraft, StandingChange
from tongban.management.catalog.types import Clause, Guide, GuideLimit
from tongban.sharing.licenses.queries import license_types

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """A browser of an officer."""

    def __init__(self, town, who):
        self.town = town
        self.client = Client()
        self.client.force_login(town.account(who), BACKEND)

    def address(self, rest="", key="food"):
        return f"/desk/items/{self.town.codes[key]}/{rest}"

    def get(self, rest="", key="food", status=200):
        response = self.client.get(self.address(rest, key))
        assert response.status_code == status
        return response.content.decode()

    def post(self, rest, data, key="food", status=302):
        response = self.client.post(self.address(rest, key), data)
        assert response.status_code == status, response.content.decode()[:3000]
        return response

    def page(self, section, opened=""):
        """What a browser would post of a page, as it is drawn."""
        draft = ItemDraft.objects.get(item=self.town.items["food"])
        content = plain_json(Guide.from_json(draft.guide))
        return {**as_typed(content, of_section(section), opened), "version": [draft.version]}


@pytest.fixture
def manager(town):
    return Desk(town, "manager")


@pytest.fixture
def chief(town):
    return Desk(town, "chief")


@pytest.fixture
def draft(town, manager):
    return services.begin_draft(actor=town.officer("manager"), item_id=town.items["food"])


def kept(town, key="food"):
    return Guide.from_json(ItemDraft.objects.get(item=town.items[key]).guide)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


class TestSection:
    def test_what_is_typed_is_kept_whatever_it_lacks_and_told_at_its_place(
        self, town, manager, draft
    ):
        page = {**manager.page("contact"), "contact.phone": "12", "contact.place": "", "do": "save"}
        manager.post("change/contact/", page)
        assert kept(town) == replace(
            guide(), contact=replace(guide().contact, phone="12", place="")
        )
        html = manager.get("change/contact/")
        place = html[html.index('id="e-contact.phone"') :]
        assert "规则 C02" in place[: place.index("</section>")]
        place = html[html.index('id="e-contact.place"') :]
        assert "指南缺“办理地点”" in place[: place.index("</section>")]
        assert ItemDraft.objects.get().must_left == 2

    def test_a_page_saved_as_it_is_drawn_changes_nothing(self, town, manager, draft):
        manager.post("change/limits/", {**manager.page("limits"), "do": "save"})
        assert kept(town) == guide()

    def test_what_cannot_be_read_is_shown_again_as_typed_and_nothing_is_kept(
        self, town, manager, draft
    ):
        page = {
            **manager.page("limits"),
            "promised.number": "七天",
            "promised.clause": "新承诺",
            "do": "save",
        }
        with nothing_changes():
            html = manager.post("change/limits/", page, status=422).content.decode()
        assert 'value="七天"' in html
        assert 'value="新承诺"' in html
        assert "请只填数字" in html

    def test_two_who_edit_at_once_lose_nothing(self, town, manager, draft):
        page = {**manager.page("contact"), "contact.place": "我填的地方", "do": "save"}
        services.save_draft(
            actor=town.officer("manager2"),
            draft_id=draft.id,
            version=1,
            guide=guide(contact=replace(guide().contact, place="别人填的地方")),
            form_id=draft.form_id,
            process_id=draft.process_id,
            name=draft.name,
        )
        with nothing_changes():
            html = manager.post("change/contact/", page, status=409).content.decode()
        assert "刚刚也改了" in html
        assert "我填的地方" in html
        assert "别人填的地方" in html
        assert 'name="version" value="2"' in html
        manager.post("change/contact/", {**page, "version": "2"})
        assert kept(town).contact.place == "我填的地方"

    def test_a_row_is_added_opened_and_written(self, town, manager, draft):
        response = manager.post(
            "change/materials/", {**manager.page("materials"), "do": "add:materials"}
        )
        assert response.headers["Location"].endswith("?open=materials-m1#materials-m1")
        page = {
            **manager.page("materials", "materials-m1"),
            "materials-m1-name": "健康证",
            "materials-m1-why": "看能不能做",
            "materials-m1-source": "医院",
            "materials-m1-when": ['["trade", "hot"]'],
            "do": "close",
        }
        manager.post("change/materials/", page)
        made = kept(town).materials[-1]
        assert (made.key, made.name, made.when) == (
            "m1",
            "健康证",
            {"field": "trade", "is": ["hot"]},
        )
        assert kept(town).materials[:-1] == guide().materials

    def test_a_press_of_a_row_keeps_what_was_typed_beside_it(self, town, manager, draft):
        page = {
            **manager.page("materials", "materials-plan"),
            "materials-plan-name": "平面图",
            "do": "remove:materials-photo",
        }
        manager.post("change/materials/", page)
        assert [m.name for m in kept(town).materials] == [
            "申请表",
            "平面图",
            "租赁合同",
            "身份证",
        ]

    def test_an_element_that_is_kept_above_is_read_only_with_the_reason(self, town, manager):
        Item.objects.filter(id=town.items["food"]).update(owned_elements=["by_law"])
        services.begin_draft(actor=town.officer("manager"), item_id=town.items["food"])
        html = manager.get("change/law/")
        place = html[html.index('id="e-by_law"') :]
        place = place[: place.index("</section>")]
        assert "由上级管理" in place
        assert "<input" not in place
        forged = {**manager.page("law"), "by_law-0-title": "假法", "conditions": "新条件"}
        manager.post("change/law/", {**forged, "do": "save"})
        assert kept(town).by_law == guide().by_law
        assert kept(town).conditions == ("新条件",)

    def test_what_the_model_fixes_is_read_only_and_what_differs_can_be_made_the_same(
        self, town, manager, draft
    ):
        Item.objects.filter(id=town.items["food"]).update(model_item=town.items["shop"])
        html = manager.get("change/law/")
        assert 'value="adopt:by_law"' in html or "以上级公布的为准" in html
        other = Item.objects.get(id=town.items["shop"]).revision
        theirs = Guide.from_json(other.guide)
        manager.post("change/law/", {**manager.page("law"), "do": "adopt:quantity_limit"})
        assert kept(town).quantity_limit == theirs.quantity_limit

    def test_the_name_is_edited_and_must_be_there(self, town, manager, draft):
        manager.post("change/basics/", {**manager.page("basics"), "name": " 新名字 ", "do": "save"})
        assert ItemDraft.objects.get().name == "新名字"
        with nothing_changes():
            manager.post("change/basics/", {**manager.page("basics"), "name": " "}, status=422)

    def test_while_it_waits_for_approval_nobody_types(self, town, manager, draft):
        services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
        html = manager.get("change/contact/")
        assert "<textarea" not in html
        assert "政务大厅 3 号窗口" in html
        with nothing_changes():
            manager.post("change/contact/", {**manager.page("contact"), "do": "save"}, status=409)

    def test_the_chief_looks_and_does_not_edit(self, town, manager, chief, draft):
        assert "<textarea" not in chief.get("change/contact/")
        with nothing_changes():
            chief.post("change/contact/", manager.page("contact"), status=403)

    def test_there_is_no_such_page(self, manager, draft):
        manager.get("change/nothing/", status=404)


class TestProcess:
    def test_form_and_process_are_chosen_from_what_is_published(self, town, manager, draft):
        html = manager.get("change/process/")
        assert "<svg" in html
        page = {"version": draft.version, "form": "", "process": str(draft.process_id)}
        manager.post("change/process/", {**page, "do": "save"})
        assert ItemDraft.objects.get().form_id is None
        assert "规则 O01" in manager.get("change/process/")

    def test_a_look_at_the_chart_keeps_nothing(self, manager, draft):
        with nothing_changes():
            manager.post("change/process/", {"form": "", "do": "look"}, status=200)

    def test_what_is_not_published_is_not_chosen(self, manager, draft):
        page = {"version": draft.version, "form": "nonsense", "process": str(draft.id)}
        manager.post("change/process/", {**page, "do": "save"})
        saved = ItemDraft.objects.get()
        assert (saved.form_id, saved.process_id) == (None, None)


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
            assert "这是预览" in html
        public = Client().get(f"/items/{town.codes['food']}/").content.decode()
        assert "改了的一句话" not in public
        assert "这是预览" not in public
        assert Client().get(manager.address("preview/")).status_code == 302
        Desk(town, "handler").get("preview/", status=403)

    def test_the_first_guide_of_an_item_can_be_previewed(self, town, manager):
        manager.post("begin/", {}, key="listed")
        assert "这是预览" in manager.get("preview/", key="listed")


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


class TestList:
    def listed(self, desk, query=""):
        html = desk.client.get(f"/desk/items/{query}").content.decode()
        return set(re.findall(r"/desk/items/([0-9A-Z]{31,33})/\"", html))

    def test_each_sees_what_is_ones_own(self, town, manager, chief):
        here = {
            code
            for key, code in town.codes.items()
            if Item.objects.get(id=town.items[key]).department_id == town.departments["market"]
        }
        assert self.listed(manager) == self.listed(chief) == here
        everything = set(Item.objects.values_list("code", flat=True))
        assert self.listed(Desk(town, "admin"), "?state=all") == everything
        assert Desk(town, "handler").client.get("/desk/items/").status_code == 403

    def test_filters(self, town, manager, draft):
        code = town.codes["food"]
        services.save_draft(
            actor=town.officer("manager"),
            draft_id=draft.id,
            version=1,
            guide=replace(guide(), summary=""),
            form_id=draft.form_id,
            process_id=draft.process_id,
            name=draft.name,
        )
        Item.objects.exclude(code=code).update(should_left=0)
        assert self.listed(manager, f"?q={code}") == {code}
        assert self.listed(manager, "?left=change") == {code}
        assert code in self.listed(manager, "?left=findings")
        assert self.listed(manager, "?state=listed") == {town.codes["listed"]}
        assert town.codes["listed"] in self.listed(manager, "?left=incomplete")
        assert self.listed(manager, "?q=没有这个事项") == set()
        assert self.listed(manager, "?left=overdue") == set()
        assert self.listed(manager, "?page=999&type=nonsense") == self.listed(manager)

    def test_what_waited_too_long_is_overdue(self, town, manager, draft):
        from datetime import timedelta

        from tongban.base.kernel.moments import now

        services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
        assert self.listed(manager, "?left=overdue") == set()
        ItemDraft.objects.update(submitted_at=now() - timedelta(days=6))
        assert self.listed(manager, "?left=overdue") == {town.codes["food"]}

    def test_departments_are_told_apart_for_who_sees_several(self, town):
        page = words(Desk(town, "admin").client.get("/desk/items/departments/").content.decode())
        assert "谯城区市场监督管理局" in page

    def test_more_items_ask_no_more_often(self, town, manager, django_assert_max_num_queries):
        manager.client.get("/desk/items/")
        with django_assert_max_num_queries(16):
            manager.client.get("/desk/items/")


class TestMany:
    def test_chosen_items_are_changed_and_handed_in_together(self, town, manager):
        chosen = [town.codes["food"], town.codes["listed"]]
        page = manager.client.post("/desk/items/bulk/", {"item": chosen, "do": "change"})
        assert page.content.decode().count('name="item"') == 2
        given = {
            "item": chosen,
            "go": "1",
            "change-contact.place": "on",
            "contact.place": "八号窗口",
            "contact.hours": "没有勾选的",
        }
        page = manager.client.post("/desk/items/bulk/", given).content.decode()
        assert page.count("已改，还没有提交") == 2
        assert kept(town).contact == replace(guide().contact, place="八号窗口")
        page = manager.client.post("/desk/items/submit/", {"item": chosen}).content.decode()
        assert page.count("已提交，等审核") == 1
        assert page.count("没有做") == 1

    def test_with_nothing_chosen_nothing_changes(self, town, manager):
        with nothing_changes():
            given = {"item": [town.codes["food"]], "go": "1"}
            assert manager.client.post("/desk/items/bulk/", given).status_code == 422
            assert manager.client.post("/desk/items/submit/", {}).status_code == 302

    def test_items_of_others_are_not_among_the_chosen(self, town, manager):
        Item.objects.filter(id=town.items["food"]).update(department_id=town.departments["health"])
        given = {
            "item": [town.codes["food"]],
            "go": "1",
            "change-contact.place": "on",
            "contact.place": "x",
        }
        with nothing_changes():
            assert manager.client.post("/desk/items/bulk/", given).status_code == 422


class TestCopy:
    def test_a_guide_is_copied_from_another_body(self, town, manager):
        Item.objects.filter(id=town.items["food"]).update(department_id=town.departments["health"])
        assert town.codes["food"] in manager.get("copy/?q=", key="listed")
        manager.post("copy/", {"from": town.codes["food"]}, key="listed")
        assert kept(town, "listed").materials == guide().materials
        assert kept(town, "listed").contact.place == ""

    def test_what_is_not_offered_is_not_copied(self, town, manager):
        with nothing_changes():
            manager.post("copy/", {"from": town.codes["food"]}, key="listed", status=404)
            manager.post("copy/", {"from": "404"}, key="listed", status=404)


def test_a_law_with_markup_is_shown_as_text(town, manager, draft):
    services.save_draft(
        actor=town.officer("manager"),
        draft_id=draft.id,
        version=1,
        guide=guide(
            by_law=(Clause("<script>alert(1)</script>", "第一条"),), promised=GuideLimit(3)
        ),
        form_id=draft.form_id,
        process_id=draft.process_id,
        name="<b>名</b>",
    )
    for rest in ("", "change/", "change/law/", "change/basics/", "preview/"):
        html = manager.get(rest)
        assert "<script>alert" not in html
        assert "<b>名</b>" not in html


# Files beside the materials


def with_file(manager, upload, **changed):
    typed = manager.page("materials", "materials-plan")
    return {**typed, **changed, "materials-plan-sample-file": upload}


def named_sample():
    told = Guide.from_json(ItemDraft.objects.get().guide)
    return next(m.sample for m in told.materials if m.key == "plan")


def test_a_sample_is_uploaded_where_it_is_named_and_taken_away_again(manager, draft):
    answer = manager.post("change/materials/", with_file(manager, picture()))
    kept = GuideFile.objects.get()
    assert named_sample() == str(kept.file_id)
    page = manager.get("change/materials/?open=materials-plan")
    address = f"/desk/items/{manager.town.codes['food']}/files/{kept.file_id}/"
    assert address in page
    assert manager.client.get(address).status_code == 200
    assert answer.status_code == 302
    typed = manager.page("materials", "materials-plan")
    manager.post("change/materials/", {**typed, "materials-plan-sample-drop": "on"})
    assert named_sample() == ""


def test_a_file_that_is_none_is_told_at_its_input_and_nothing_is_lost(manager, draft):
    bad = io.BytesIO(b"MZ\x90 not a document")
    bad.name = "样表.pdf"
    data = with_file(manager, bad, **{"materials-plan-name": "改过的名称"})
    with nothing_changes():
        page = manager.post("change/materials/", data, status=422).content.decode()
    assert "改过的名称" in page
    assert 'id="f-materials-plan-sample-file-error"' in page


def test_a_file_of_another_item_is_not_shown(manager, draft):
    kept = services.attach_guide_file(
        actor=manager.town.officer("manager"),
        item_id=manager.town.items["food"],
        stream=picture(),
        filename="样表.png",
    )
    others = [key for key in manager.town.codes if key != "food"]
    assert others
    manager.get(f"files/{kept.file_id}/", key=others[0], status=404)


def test_the_type_of_licence_is_chosen_from_those_of_the_city(manager, draft):
    page = manager.get("change/result/")
    kind = license_types()[0]
    assert f'value="{kind.code}"' in page
    assert kind.name in page
