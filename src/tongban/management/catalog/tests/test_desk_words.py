"""The desk's pages of search words and of the directory, and taking over from above."""

import pytest
from django.test import Client

from tongban.base.kernel.actors import operator
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.moments import today
from tongban.base.orgs.services import keep_department
from tongban.handling.cases.tests.city import MARKET, guide, nothing_changes
from tongban.management.catalog import managing, services
from tongban.management.catalog.models import (
    DirectoryEntry,
    Item,
    ItemDraft,
    MissAnswer,
    SearchMiss,
)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WORDS = "/desk/search-words/"
ENTRY = {
    "code": "340109999000",
    "name": "放飞许可",
    "item_type": "01",
    "by_law": "示例法第一条",
    "use_levels": ["3", "4"],
    "state": "in_use",
}


def desk(town, who):
    client = Client()
    client.force_login(town.account(who), BACKEND)
    return client


@pytest.fixture
def manager(town):
    return desk(town, "manager")


@pytest.fixture
def admin(town):
    return desk(town, "admin")


def body(response, status=200):
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


class TestMisses:
    def test_what_was_looked_for_in_vain_is_work_and_is_answered(self, manager):
        SearchMiss.objects.create(text="飞毯", on=today(), count=3)
        assert "飞毯" in body(manager.get(WORDS))
        given = {"text": "飞毯", "answer": "nothing", "note": "不归我们管"}
        assert manager.post(WORDS, given).status_code == 302
        page = body(manager.get(WORDS))
        assert "没有要处理的" in page
        assert "不归我们管" in page

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({}, 422),
            ({"text": "飞毯"}, 422),
            ({"text": "飞毯", "answer": "no such"}, 422),
            ({"text": "飞毯", "answer": "none"}, 422),
            ({"text": "飞毯", "answer": "none", "note": " "}, 422),
            ({"text": "没有找过", "answer": "nothing"}, 404),
            ({"text": "长" * 61, "answer": "nothing"}, 422),
        ],
    )
    def test_what_cannot_be_answered_changes_nothing(self, manager, given, status):
        SearchMiss.objects.create(text="飞毯", on=today(), count=3)
        with nothing_changes():
            body(manager.post(WORDS, given), status)
        assert not MissAnswer.objects.exists()

    def test_who_comes_in(self, town):
        for who in ("chief", "admin", "handler"):
            for path in ("", "table/", "versions/0/", "groups/", "groups/new/", "draft/"):
                assert desk(town, who).get(WORDS + path).status_code == 403


class TestDirectory:
    def test_an_entry_is_kept_and_its_items_are_told(self, town, admin):
        assert admin.post("/desk/directory/new/", ENTRY).status_code == 302
        entry = DirectoryEntry.objects.get(code=ENTRY["code"])
        assert (entry.name, entry.use_levels, entry.version) == ("放飞许可", ["3", "4"], 1)
        assert "放飞许可" in body(admin.get("/desk/directory/?only=empty"))
        Item.objects.filter(id=town.items["food"]).update(entry=entry)
        assert "放飞许可" not in body(admin.get("/desk/directory/?only=empty"))
        assert "食品经营许可" in body(admin.get(f"/desk/directory/{entry.code}/"))
        changed = {**ENTRY, "name": "放飞和升空许可", "code": "ignored"}
        assert admin.post(f"/desk/directory/{entry.code}/", changed).status_code == 302
        entry.refresh_from_db()
        assert (entry.code, entry.name, entry.version) == (ENTRY["code"], "放飞和升空许可", 2)

    @pytest.mark.parametrize(
        "change",
        [
            {"code": "1"},
            {"code": ""},
            {"name": ""},
            {"item_type": "99"},
            {"by_law": " "},
            {"use_levels": ["x"]},
            {"effective_on": "2026-05-01", "ends_on": "2026-04-01"},
            {"effective_on": "昨天"},
        ],
    )
    def test_what_does_not_hold_is_told_and_changes_nothing(self, admin, change):
        with nothing_changes():
            body(admin.post("/desk/directory/new/", {**ENTRY, **change}), 422)

    def test_who_comes_in(self, town):
        for who in ("manager", "chief", "handler"):
            assert desk(town, who).get("/desk/directory/").status_code == 403


class TestTakeOver:
    @staticmethod
    def published(town, body, serial, name, tail):
        """An item with a guide that a body of the city publishes."""
        credit = make_credit_code("1", "1", "341690", serial)
        city = keep_department(
            actor=operator(), name=body, division_code="341600000000", credit_code=credit
        )
        item = services.list_item(
            actor=operator(),
            code=f"{credit}3{tail}",
            name=name,
            item_type="01",
            department_id=city.id,
            division_code="341600000000",
        )
        food = Item.objects.get(id=town.items["food"])
        services.publish_item(
            actor=operator(),
            item_id=item.id,
            guide=guide(use_level="3"),
            form_id=food.revision.form_id,
            process_id=food.revision.process_id,
        )
        return item

    @pytest.fixture
    def above(self, town):
        """The food licence as the city's own market authority publishes it."""
        body = "亳州市市场监督管理局"
        return self.published(town, body, "00000109", "举办展销会许可", "340108888000")

    def test_an_item_from_above_is_offered_with_its_code_here(self, town, manager, above):
        wanted = f"{MARKET}4340108888000"
        assert managing.items_to_take_over(town.officer("manager")) == [(above, wanted)]
        assert "举办展销会许可" in body(manager.get("/desk/items/take-over/"))
        assert "没有可以承接的" in body(manager.get("/desk/items/take-over/?q=别的"))
        given = {"model": str(above.id), "code": wanted}
        response = manager.post("/desk/items/take-over/", given)
        assert response.headers["Location"] == f"/desk/items/{wanted}/change/"
        item = Item.objects.get(code=wanted)
        assert (item.model_item_id, item.department_id) == (above.id, town.departments["market"])
        assert ItemDraft.objects.get(item=item).guide["contact"]["place"] == ""
        assert managing.items_to_take_over(town.officer("manager")) == []
        assert "承接自上级" in body(manager.get(f"/desk/items/{wanted}/"))

    def test_what_ones_own_kind_of_body_publishes_above_comes_first(self, town, above):
        self.published(town, "亳州市民政局", "00000118", "安葬许可", "340108889000")
        offered = managing.items_to_take_over(town.officer("manager"))
        assert [item.name for item, _code in offered] == ["举办展销会许可", "安葬许可"]

    @pytest.mark.parametrize("code", ["", "1", f"{MARKET}43401088880"])
    def test_a_code_that_does_not_hold_is_told(self, manager, above, code):
        with nothing_changes():
            given = {"model": str(above.id), "code": code}
            body(manager.post("/desk/items/take-over/", given), 422)

    def test_what_is_not_offered_is_not_taken_over(self, town, manager, above):
        with nothing_changes():
            for model in (town.items["food"], "404", ""):
                given = {"model": str(model), "code": f"{MARKET}4340108888000"}
                body(manager.post("/desk/items/take-over/", given), 404)

    def test_those_who_may_not_are_offered_nothing(self, town, above):
        for who in ("chief", "admin", "handler"):
            assert managing.items_to_take_over(town.officer(who)) == []
