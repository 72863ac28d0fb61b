"""Documents are kept once, in versions, put beside items, found by words, and withdrawn."""

import io
import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today
from tongban.handling.cases.tests.city import DISTRICT, picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.documents.reading import documents_kept_by, kept_document
from tongban.management.catalog.lacking import lacks_of
from tongban.management.catalog.models import Document, DocumentRevision, Item, ItemDocument
from tongban.management.catalog.types import DocumentContent
from tongban.management.catalog.types.documents import validity

DAY = date(2025, 3, 1)


def content(**changes):
    return DocumentContent(
        **{
            "kind": "policy",
            "title": "高龄津贴发放办法",
            "number": "谯民〔2025〕3 号",
            "issuer": "谯城区民政局",
            "issued_on": DAY,
            "body": "八十周岁以上的老人按月发。",
            **changes,
        }
    )


def kept(town, who="manager", **changes):
    actor = town.officer(who)
    department = actor.department_id if who != "admin" else None
    return services.keep_document(actor=actor, content=content(**changes), department_id=department)


def refused(error, act, wanted="", /, **given):
    with nothing_changes(), pytest.raises(error) as caught:
        act(**given)
    if wanted:
        assert caught.value.code == wanted
    return caught.value


class TestKeep:
    def test_a_document_is_kept_with_its_first_version(self, town):
        found = kept(town)
        assert (found.version, found.division_code) == (1, DISTRICT)
        assert found.department_id == town.departments["market"]
        revision = DocumentRevision.objects.get(document=found)
        assert revision.content["title"] == "高龄津贴发放办法"
        assert revision.content["issued_on"] == "2025-03-01"
        entry = Entry.objects.filter(act="keep_document").latest("at")
        assert entry.subject_id == str(found.id)

    def test_a_change_is_a_new_version_and_the_old_one_stays(self, town):
        first = kept(town)
        again = services.keep_document(
            actor=town.officer("manager2"),
            content=content(body="改了。"),
            department_id=None,
            document_id=first.id,
            version=1,
        )
        assert again.version == 2
        assert again.department_id == town.departments["market"]
        bodies = DocumentRevision.objects.order_by("version").values_list(
            "content__body", flat=True
        )
        assert list(bodies) == ["八十周岁以上的老人按月发。", "改了。"]

    def test_the_same_again_keeps_no_version(self, town):
        first = kept(town)
        with nothing_changes():
            services.keep_document(
                actor=town.officer("manager"),
                content=content(title=" 高龄津贴发放办法 "),
                department_id=first.department_id,
                document_id=first.id,
                version=1,
            )

    def test_a_version_never_changes(self, town):
        kept(town)
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentRevision.objects.update(version=7)
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentRevision.objects.all().delete()

    def test_a_file_stays_until_another_takes_its_place(self, town):
        actor = town.officer("manager")
        first = services.keep_document(
            actor=actor,
            content=content(body=""),
            department_id=actor.department_id,
            stream=picture(),
            filename="原文.png",
        )
        again = services.keep_document(
            actor=actor,
            content=content(body="", title="改了题目"),
            department_id=None,
            document_id=first.id,
            version=1,
        )
        assert again.file_id == first.file_id is not None

    def test_every_finding_is_told_at_once_and_nothing_is_kept(self, town):
        actor = town.officer("manager")
        error = refused(
            Invalid,
            services.keep_document,
            actor=actor,
            content=content(
                kind="rumour",
                title=" ",
                body="",
                address="javascript:alert(1)",
                issued_on=None,
                number="号" * 61,
            ),
            department_id=actor.department_id,
        )
        assert {f.place for f in error.findings} == {
            "kind",
            "title",
            "address",
            "issued_on",
            "number",
        }

    @pytest.mark.parametrize(
        "address",
        ["ftp://a.example/x", "//a.example", "https://", "https:// a", "http://[::1", "a.example"],
    )
    def test_an_address_is_of_the_web(self, town, address):
        actor = town.officer("manager")
        error = refused(
            Invalid,
            services.keep_document,
            actor=actor,
            content=content(address=address),
            department_id=actor.department_id,
        )
        assert [f.place for f in error.findings] == ["address"]

    def test_it_says_something_and_ends_after_it_begins(self, town):
        actor = town.officer("manager")
        for changes, place in (
            ({"body": "  "}, "body"),
            ({"ended_on": DAY}, "ended_on"),
            ({"effective_on": DAY + timedelta(9), "ended_on": DAY + timedelta(9)}, "ended_on"),
            ({"body": "字" * 50_001}, "body"),
            ({"title": "a\0b"}, "title"),
        ):
            error = refused(
                Invalid,
                services.keep_document,
                actor=actor,
                content=content(**changes),
                department_id=actor.department_id,
            )
            assert [f.place for f in error.findings] == [place]

    def test_a_refused_file_keeps_nothing(self, town):
        actor = town.officer("manager")
        refused(
            Invalid,
            services.keep_document,
            actor=actor,
            content=content(),
            department_id=actor.department_id,
            stream=io.BytesIO(b"<html>"),
            filename="a.pdf",
        )

    def test_who_read_an_older_version_is_told(self, town):
        found = kept(town)
        refused(
            Conflict,
            services.keep_document,
            "document_changed",
            actor=town.officer("manager"),
            content=content(body="改"),
            department_id=None,
            document_id=found.id,
            version=0,
        )

    def test_the_departments_item_manager_and_the_system_administrator_keep(self, town):
        mine, citywide = kept(town), kept(town, "admin", title="全市的")
        assert citywide.department_id is None
        for actor in (
            VISITOR,
            town.person(),
            town.officer("handler"),
            town.officer("chief"),
            town.officer("health_handler"),
        ):
            for document_id in (None, mine.id):
                refused(
                    Forbidden,
                    services.keep_document,
                    actor=actor,
                    content=content(body="改"),
                    department_id=mine.department_id,
                    document_id=document_id,
                    version=1,
                )
        manager = town.officer("manager")
        for given in (
            {"department_id": None},
            {"department_id": town.departments["health"]},
            {"department_id": manager.department_id, "document_id": citywide.id, "version": 1},
        ):
            refused(
                Forbidden,
                services.keep_document,
                actor=manager,
                content=content(body="改"),
                **given,
            )
        changed = services.keep_document(
            actor=town.officer("admin"),
            content=content(body="管理员改的"),
            department_id=None,
            document_id=mine.id,
            version=1,
        )
        assert changed.version == 2
        refused(
            Missing,
            services.keep_document,
            actor=manager,
            content=content(),
            department_id=None,
            document_id=new_id(),
        )


class TestWithdraw:
    def test_a_withdrawn_document_is_nowhere_and_can_not_be_changed(self, town):
        found, manager = kept(town), town.officer("manager")
        services.link_document(actor=manager, document_id=found.id, item_id=town.items["food"])
        services.withdraw_document(actor=manager, document_id=found.id, reason=" 发错了 ")
        found.refresh_from_db()
        assert found.withdrawn_reason == "发错了"
        assert queries.documents_of(town.items["food"]) == []
        assert list(queries.search_documents()) == []
        with pytest.raises(Missing):
            queries.document(found.id)
        again = {"actor": manager, "document_id": found.id}
        refused(Conflict, services.withdraw_document, "document_withdrawn", reason="再撤", **again)
        refused(
            Conflict,
            services.keep_document,
            "document_withdrawn",
            content=content(),
            department_id=None,
            version=1,
            **again,
        )
        refused(
            Conflict,
            services.link_document,
            "document_withdrawn",
            item_id=town.items["shop"],
            **again,
        )

    def test_a_reason_is_wanted_and_only_who_keeps_it_withdraws(self, town):
        found = kept(town)
        for reason in ("", "  ", "因" * 201):
            refused(
                Invalid,
                services.withdraw_document,
                actor=town.officer("manager"),
                document_id=found.id,
                reason=reason,
            )
        for actor in (VISITOR, town.person(), town.officer("chief"), town.officer("window")):
            refused(
                Forbidden,
                services.withdraw_document,
                actor=actor,
                document_id=found.id,
                reason="撤",
            )


class TestLink:
    def test_one_document_stands_beside_several_items(self, town):
        found, manager = kept(town), town.officer("manager")
        for key in ("food", "shop", "food"):
            services.link_document(actor=manager, document_id=found.id, item_id=town.items[key])
        assert ItemDocument.objects.count() == 2
        assert [d.title for d in queries.documents_of(town.items["food"])] == [found.title]
        assert {x.item_id for x in queries.items_of_document(found.id)} == {
            town.items["food"],
            town.items["shop"],
        }
        assert services.unlink_document(
            actor=manager, document_id=found.id, item_id=town.items["food"]
        )
        assert queries.documents_of(town.items["food"]) == []
        with nothing_changes():
            gone = services.unlink_document(
                actor=manager, document_id=found.id, item_id=town.items["food"]
            )
        assert gone is False

    def test_a_manager_puts_the_citys_document_beside_an_own_item_only(self, town):
        found = kept(town, "admin")
        given = {"document_id": found.id, "item_id": town.items["food"]}
        services.link_document(actor=town.officer("manager"), **given)
        for actor in (VISITOR, town.person(), town.officer("chief"), town.officer("window")):
            refused(Forbidden, services.link_document, actor=actor, **given)
            refused(Forbidden, services.unlink_document, actor=actor, **given)
        Item.objects.filter(id=town.items["shop"]).update(department_id=town.departments["health"])
        other = {**given, "item_id": town.items["shop"]}
        refused(Forbidden, services.link_document, actor=town.officer("manager"), **other)
        refused(Forbidden, services.unlink_document, actor=town.officer("manager"), **other)

    def test_nothing_is_put_beside_a_cancelled_item_or_one_that_is_not_there(self, town):
        found, manager = kept(town), town.officer("manager")
        Item.objects.filter(id=town.items["listed"]).update(state="cancelled")
        refused(
            Conflict,
            services.link_document,
            "item_cancelled",
            actor=manager,
            document_id=found.id,
            item_id=town.items["listed"],
        )
        refused(
            Missing,
            services.link_document,
            actor=manager,
            document_id=found.id,
            item_id=new_id(),
        )
        refused(
            Missing,
            services.link_document,
            actor=manager,
            document_id=new_id(),
            item_id=town.items["food"],
        )


class TestFind:
    def titles(self, query="", **more):
        return [d.title for d in queries.search_documents(query, **more)]

    def test_without_words_the_newest_come_first(self, town):
        kept(town, title="旧的", issued_on=date(2024, 1, 1))
        kept(town, title="新的", issued_on=date(2026, 1, 1))
        assert self.titles() == ["新的", "旧的"]
        assert queries.document_years() == [2026, 2024]
        assert self.titles(year=2024) == ["旧的"]

    def test_words_are_found_in_title_number_and_body(self, town):
        kept(town)
        kept(town, title="校车许可", number="", body="三个部门一起审。", kind="news")
        assert self.titles("高龄津贴") == ["高龄津贴发放办法"]
        assert self.titles("高龄津贴怎么发") == ["高龄津贴发放办法"]
        assert self.titles("按月发") == ["高龄津贴发放办法"]
        assert self.titles("谯民 2025") == ["高龄津贴发放办法"]
        assert self.titles("部门一起审") == ["校车许可"]
        assert self.titles("护照") == []
        assert self.titles("校车", kind="news") == ["校车许可"]
        assert self.titles("校车", kind="policy") == []

    def test_a_title_that_says_it_comes_first(self, town):
        kept(town, title="别的办法", body="高龄津贴也写在这里。", issued_on=date(2026, 1, 1))
        kept(town)
        assert self.titles("高龄津贴") == ["高龄津贴发放办法", "别的办法"]

    @pytest.mark.parametrize("query", ["'", "%", "\\", "<script>", "\x00", "😀" * 300, "。，"])
    def test_any_text_may_be_looked_for(self, town, query):
        kept(town)
        assert self.titles(query) == []

    def test_questions_and_negative_lists_have_their_own_places(self, town):
        kept(town, kind="question", title="问")
        kept(town, kind="negative_list", title="负面")
        assert self.titles() == []
        assert [d.title for d in queries.negative_lists()] == ["负面"]


def test_an_item_shows_what_holds_first_and_says_what_ended(town):
    manager = town.officer("manager")
    for title, changes in (
        ("旧办法", {"ended_on": today()}),
        ("新办法", {}),
        ("还没施行", {"effective_on": today() + timedelta(1)}),
        ("法", {"kind": "law"}),
    ):
        found = kept(town, title=title, **changes)
        services.link_document(actor=manager, document_id=found.id, item_id=town.items["food"])
    shown = queries.documents_of(town.items["food"])
    assert [(d.title, d.validity) for d in shown] == [
        ("法", "in_force"),
        ("还没施行", "not_yet"),
        ("新办法", "in_force"),
        ("旧办法", "ended"),
    ]


def test_what_ended_is_marked_wherever_it_is_named(town, client):
    item = Item.objects.select_related("revision").get(id=town.items["food"])
    law = queries.guide(item.revision_id).by_law[0].title
    found = kept(town, title=law, kind="law", ended_on=today())
    services.link_document(
        actor=town.officer("manager"), document_id=found.id, item_id=town.items["food"]
    )
    page = re.sub(
        r"<[^>]+>|[\s\u00a0\u2060]", "", client.get(f"/items/{item.code}/").content.decode()
    )
    assert page.count("起失效") == 2, "beside the item, and where its guide rests on it"
    (told,) = client.get(f"/api/v1/items/{item.code}").json()["documents"]
    assert (told["title"], told["validity"], told["validity_text"]) == (law, "ended", "已失效")
    (row,) = lacks_of(Item.objects.filter(id=item.id))
    assert "L04" in {lack.rule for lack in row.lacks}
    kept(town, title=law, kind="law")
    (row,) = lacks_of(Item.objects.filter(id=item.id))
    assert "L04" not in {lack.rule for lack in row.lacks}, "another of this title holds"


def test_validity_is_told_by_the_dates():
    day = date(2026, 6, 1)
    assert validity(None, None, None, day) == "in_force"
    assert validity(day, None, None, day) == "in_force"
    assert validity(day + timedelta(1), None, None, day) == "not_yet"
    assert validity(DAY, day + timedelta(1), None, day) == "not_yet"
    assert validity(DAY, None, day + timedelta(1), day) == "in_force"
    assert validity(DAY, None, day, day) == "ended"


def test_the_desk_shows_a_manager_the_departments_and_the_citys(town):
    mine, citywide = kept(town), kept(town, "admin", title="全市的")
    theirs = services.keep_document(
        actor=operator(), content=content(title="卫健的"), department_id=town.departments["health"]
    )
    manager, admin = town.officer("manager"), town.officer("admin")
    assert set(documents_kept_by(manager)) == {mine, citywide}
    assert set(documents_kept_by(admin)) == {mine, citywide, theirs}
    assert set(documents_kept_by(admin, "卫健")) == {theirs}
    assert kept_document(manager, citywide.id) == citywide
    with pytest.raises(Missing):
        kept_document(manager, theirs.id)
    assert Document.objects.count() == 3
