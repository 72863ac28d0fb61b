"""The list of a department's items: filtered, changed many at once, copied."""

import re
from dataclasses import replace

from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import Item, ItemDraft
from tongban.management.catalog.tests import test_editor_pages
from tongban.management.catalog.tests.test_editor_pages import (
    Desk,
    kept,
    words,
)

manager, chief = test_editor_pages.manager, test_editor_pages.chief
draft = test_editor_pages.draft


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

    def test_the_least_complete_stand_first_where_that_is_asked(self, town):
        admin = Desk(town, "admin")
        Item.objects.update(completeness=90, should_left=1)
        Item.objects.filter(code=town.codes["food"]).update(should_left=8)
        Item.objects.filter(code=town.codes["listed"]).update(completeness=10)
        html = admin.client.get("/desk/items/?sort=worst").content.decode()
        codes = re.findall(r"/desk/items/([0-9A-Z]{31,33})/\"", html)
        assert codes[:2] == [town.codes["listed"], town.codes["food"]]
        assert '<option value="worst" selected>' in html

    def test_a_null_character_looks_for_nothing_else(self, town, manager):
        admin = Desk(town, "admin")
        code = town.codes["food"]
        assert self.listed(manager, f"?q=%00{code}") == {code}
        assert self.listed(manager, "?q=%00") == self.listed(manager)
        for query in ("?department=%00", "?department=a%00b"):
            assert admin.client.get(f"/desk/items/{query}").status_code == 200
        assert admin.client.get("/desk/directory/?q=a%00b").status_code == 200
        assert manager.client.get("/desk/items/take-over/?q=a%00b").status_code == 200
        assert manager.client.get(manager.address("copy/?q=a%00b")).status_code == 200

    def test_what_waited_too_long_is_overdue(self, town, manager, draft):
        from datetime import timedelta

        from tongban.base.kernel.moments import now

        services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
        assert self.listed(manager, "?left=overdue") == set()
        ItemDraft.objects.update(submitted_at=now() - timedelta(days=6))
        assert self.listed(manager, "?left=overdue") == {town.codes["food"]}

    def test_departments_are_told_apart_for_who_sees_several(self, town):
        page = Desk(town, "admin").client.get("/desk/items/departments/").content.decode()
        assert "谯城区市场监督管理局" in words(page)
        everything = Item.objects.exclude(state="cancelled")
        assert f"<dt>事项</dt><dd>{everything.count()}</dd>" in page
        unwritten = everything.filter(state="listed").count()
        assert f"<dt>还没有指南</dt><dd>{unwritten}</dd>" in page

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
            manager.post("copy/", {"from": "4\x0004"}, key="listed", status=400)
