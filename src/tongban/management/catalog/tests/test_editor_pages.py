"""The editor's pages: what was typed is kept or told, never lost; who decides is somebody else."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.editing.parts import KNOWN_SOURCES
from tongban.management.catalog.editing.typed import as_typed, plain_json
from tongban.management.catalog.elements import of_section
from tongban.management.catalog.lint.ways_rules import SOURCES
from tongban.management.catalog.models import Item, ItemDraft, ItemFinding
from tongban.management.catalog.types import Guide

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


def test_who_published_it_is_named_where_it_was_an_officer(town, manager):
    """A command line is nobody to ask: what it published has a day, and no name."""
    page = manager.get()
    assert "）起执行，随系统导入。" in page
    assert "命令行操作员" not in page
    draft = services.begin_draft(actor=town.officer("manager"), item_id=town.items["food"])
    services.save_draft(
        actor=town.officer("manager"),
        draft_id=draft.id,
        version=draft.version,
        guide=guide(by_post=True),
        form_id=draft.form_id,
        process_id=draft.process_id,
        name=draft.name,
    )
    services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
    services.approve_draft(actor=town.officer("chief"), draft_id=draft.id)
    page = manager.get()
    assert f"由{town.officer('chief').name}发布" in page
    assert "命令行操作员" not in page


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

    def test_themes_that_there_are_are_told_where_one_is_written(self, town, manager, draft):
        page = manager.get("change/basics/")
        people = page.split('name="person_themes"')[0].rsplit("个人主题", 1)[1]
        assert "尽量用已有的：" in people
        for theme in ("户籍办理", "死亡殡葬"):
            assert theme in people
        Item.objects.filter(id=town.items["food"]).update(themes=["开小店"], for_companies=True)
        page = manager.get("change/basics/")
        companies = page.split('name="company_themes"')[0].rsplit("单位主题", 1)[1]
        told = companies.split("尽量用已有的：")[1]
        # Those in use come first.
        assert told.index("开小店") < told.index("设立变更")

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
        page = {**manager.page("limits"), "promised.number": "20000", "do": "save"}
        with nothing_changes():
            html = manager.post("change/limits/", page, status=422).content.decode()
        assert "请填 0 到 10000 的整数" in html

    def test_what_must_be_filled_is_not_said_to_be_free(self, town, manager, draft):
        html = words(manager.get("change/limits/"))
        for label in ("法定时限", "法定时限的依据", "承诺时限", "补正时间"):
            assert f"{label} （可以不填）" not in html
        assert "承诺时限的依据 （可以不填）" in html
        assert "送达时限 （可以不填）" in html

    def test_who_handles_nothing_online_is_told_where_to_say_so(self, town, manager, draft):
        page = {"version": draft.version, "form": "", "process": "", "do": "save"}
        manager.post("change/process/", page)
        page = manager.get("change/process/")
        assert page.count("不能网上办的，在“怎么办、去几次”里去掉“网上办理”") == 2

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

    def test_lines_of_a_licence_and_their_sources_are_chosen_in_words(self, town, manager, draft):
        html = manager.get("change/result/")
        row = html[html.index('id="result.fields-0"') :]
        row = row[: row.index("</li>")]
        line, source = row.split("取自哪里</label>")
        assert "<h3>1. 经营项目</h3>" in line
        assert '<option value="scope" selected>经营项目</option>' in line
        assert '<option value="form.trade" selected>表单里填的：经营项目</option>' in source
        assert '<option value="company.representative">单位的法定代表人</option>' in source
        page = {**manager.page("result"), "result.fields-0-source": "person.name", "do": "save"}
        manager.post("change/result/", page)
        assert kept(town).result.fields["scope"] == "person.name"
        # What the form asks no more stays as it was until somebody chooses.
        page = {**manager.page("result"), "result.fields-0-source": "form.gone", "do": "save"}
        manager.post("change/result/", page)
        assert '<option value="form.gone" selected>form.gone</option>' in manager.get(
            "change/result/"
        )

    def test_the_sources_offered_are_those_that_the_rules_know(self):
        assert set(KNOWN_SOURCES) == SOURCES

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

    def test_a_law_is_kept_without_the_marks_that_are_drawn_around_it(self, town, manager, draft):
        for typed, kept_as in (
            ("《食品安全法》", "食品安全法"),
            ("《甲法》和《乙法》", "《甲法》和《乙法》"),
        ):
            draft.refresh_from_db()
            page = {**manager.page("law"), "by_law-0-title": typed, "do": "save"}
            manager.post("change/law/", {**page, "version": [draft.version]})
            assert kept(town).by_law[0].title == kept_as

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
            page = {**manager.page("basics"), "name": " "}
            html = manager.post("change/basics/", page, status=422).content.decode()
        assert "有 1 处要改" in words(html[: html.index("<h1>")])

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


class TestChange:
    def test_what_is_not_changed_is_not_said_to_be_ready(self, draft, manager):
        page = manager.get("change/")
        assert "<h1>还没有改什么</h1>" in page
        assert "提交审核" not in page
        manager.post("change/contact/", {**manager.page("contact"), "contact.place": "二楼"})
        page = manager.get("change/")
        assert "<h1>可以提交了</h1>" in page
        manager.post("change/decide/", {"move": "submit"})
        # Who handed it in takes it back; who decides sends it back.
        page = manager.get("change/")
        assert "收回来接着改" in page
        assert "退回去改" not in page

    def test_a_first_guide_is_told_as_such_and_not_compared_with_nothing(self, town, manager):
        manager.post("begin/", {}, key="listed")
        page = words(manager.get("change/", key="listed"))
        assert "第一版写了什么" in page
        assert "和现在执行的有" not in page
        told = page[page.index("第一版写了什么") :]
        assert "办理形式" in told
        assert "自助终端可办" not in told

    def test_findings_of_a_list_name_its_columns_in_words(self, town, manager):
        item = Item.objects.get(id=town.items["food"])
        found = {"field": "item_code", "rule": "item.x", "message": "不对。"}
        ItemFinding.objects.create(item=item, line=2, **found)
        page = words(manager.get())
        assert "事项编码：不对。" in page
        assert "item_code" not in page

    def test_one_version_is_not_compared_with_itself(self, manager):
        page = manager.get("differences/")
        assert "只有一版，还没有可以比较的。" in page
        assert "处不同" not in page

    def test_what_is_changed_alike_is_asked_once_it_is_chosen(self, town, manager):
        page = manager.client.post("/desk/items/bulk/", {"item": town.codes["food"]})
        asked = '<div data-when="change-contact.place" data-is="on">'
        assert asked in page.content.decode()
