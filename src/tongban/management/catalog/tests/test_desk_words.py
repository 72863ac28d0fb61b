"""The desk's pages of search words and of the directory, and taking over from above."""

import pytest
from django.test import Client

from tongban.base.kernel.actors import operator
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today
from tongban.base.orgs.services import keep_department
from tongban.handling.cases.tests.city import MARKET, guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import (
    DirectoryEntry,
    Item,
    ItemDraft,
    MissAnswer,
    SearchMiss,
)
from tongban.management.catalog.offered import offered_from_above

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


def offered(town, who="manager", **asked):
    """(item, code here) of what is offered from above."""
    return [(one, one.code_here) for one in offered_from_above(town.officer(who), asked).items]


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
        assert offered(town) == [(above, wanted)]
        assert "举办展销会许可" in body(manager.get("/desk/items/take-over/"))
        assert "没有这样的事项" in body(manager.get("/desk/items/take-over/?q=别的"))
        given = {"model": str(above.id), "code": wanted}
        response = manager.post("/desk/items/take-over/", given)
        assert response.headers["Location"] == f"/desk/items/{wanted}/change/"
        item = Item.objects.get(code=wanted)
        assert (item.model_item_id, item.department_id) == (above.id, town.departments["market"])
        assert ItemDraft.objects.get(item=item).guide["contact"]["place"] == ""
        assert offered(town) == []
        assert "没有可以承接的" in body(manager.get("/desk/items/take-over/"))
        assert "承接自上级" in body(manager.get(f"/desk/items/{wanted}/"))

    def test_what_ones_own_kind_of_body_publishes_above_comes_first(self, town, above):
        self.published(town, "亳州市民政局", "00000118", "安葬许可", "340108889000")
        assert [item.name for item, _code in offered(town)] == ["举办展销会许可", "安葬许可"]

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
            assert offered(town, who) == []

    def test_it_is_found_by_words_type_theme_body_and_whether_it_was_taken(self, town, above):
        other = self.published(town, "亳州市民政局", "00000118", "安葬许可", "340108889000")
        Item.objects.filter(id=other.id).update(themes=["死亡殡葬"], item_type="05")
        names = lambda **asked: [item.name for item, _code in offered(town, **asked)]
        assert names(q="展销") == names(q=above.code[:20]) == ["举办展销会许可"]
        assert names(q="民政 安葬") == names(type="05") == names(theme="死亡殡葬") == ["安葬许可"]
        assert names(body=str(other.department_id)) == ["安葬许可"]
        assert names(q="民政 展销") == []
        assert names(type="x", body="x", taken="x") == names()
        services.take_over_item(
            actor=town.officer("manager"),
            model_item_id=above.id,
            department_id=town.departments["market"],
            code=f"{MARKET}4340108888000",
        )
        assert names() == ["安葬许可"]
        assert names(taken="taken") == ["举办展销会许可"]
        assert names(taken="all") == ["举办展销会许可", "安葬许可"]

    def test_a_long_list_is_paged_in_the_database(
        self, town, manager, above, django_assert_max_num_queries
    ):
        Item.objects.bulk_create(
            Item(
                code=f"{above.code[:19]}3401077{n:03d}00",
                code_profile=above.code_profile,
                name=f"市级事项{n:03d}",
                name_key=f"市级事项{n:03d}",
                item_type="01",
                department_id=above.department_id,
                division_code=above.division_code,
                state="published",
            )
            for n in range(60)
        )
        manager.get("/desk/items/take-over/")
        with django_assert_max_num_queries(16):
            page = body(manager.get("/desk/items/take-over/?q=市级&page=2"))
        assert page.count('name="item"') == 30
        assert "市级事项030" in page
        assert "市级事项029" not in page

    def test_several_are_taken_over_at_once(self, town, manager, above):
        other = self.published(town, "亳州市民政局", "00000118", "安葬许可", "340108889000")
        given = {"do": "several", "item": [str(above.id), str(other.id)]}
        page = body(manager.post("/desk/items/take-over/", given))
        codes = [f"{MARKET}4340108888000", f"{MARKET}4340108889000"]
        assert [f"/desk/items/{code}/change/" in page for code in codes] == [True, True]
        items = Item.objects.filter(code__in=codes).order_by("code")
        assert [item.model_item_id for item in items] == [above.id, other.id]
        assert ItemDraft.objects.filter(item__in=items).count() == 2
        assert offered(town) == []

    def test_of_several_each_is_taken_whole_or_not_at_all(self, town, above):
        other = self.published(town, "亳州市民政局", "00000118", "安葬许可", "340108889000")
        before = set(Item.objects.values_list("code", flat=True))
        wanted = [(other.id, f"{MARKET}434010888"), (above.id, f"{MARKET}4340108888000")]
        told = services.take_over_items(
            actor=town.officer("manager"),
            wanted=wanted,
            department_id=town.departments["market"],
        )
        assert {one.name: one.is_done for one in told} == {
            "举办展销会许可": True,
            "安葬许可": False,
        }
        (reason,) = [one.reason for one in told if not one.is_done]
        assert "没有列入目录" in reason
        assert "31 位" in reason
        added = set(Item.objects.values_list("code", flat=True)) - before
        assert added == {f"{MARKET}4340108888000"}
        assert not ItemDraft.objects.filter(item__model_item=other).exists()

    def test_nothing_too_many_and_what_is_not_offered_are_refused(self, town, manager, above):
        for given, status in (({}, 302), ({"item": [str(above.id), "x"]}, 404)):
            with nothing_changes():
                body(manager.post("/desk/items/take-over/", {"do": "several", **given}), status)
        acting = {"actor": town.officer("manager"), "department_id": town.departments["market"]}
        code = f"{MARKET}4340108888000"
        for wanted in ([], [(above.id, code)] * 2, [(new_id(), code) for _n in range(101)]):
            with nothing_changes(), pytest.raises(Invalid):
                services.take_over_items(wanted=wanted, **acting)
        for who in ("chief", "handler", "admin"):
            with nothing_changes(), pytest.raises(Forbidden):
                services.take_over_items(
                    wanted=[(above.id, code)], **acting | {"actor": town.officer(who)}
                )
