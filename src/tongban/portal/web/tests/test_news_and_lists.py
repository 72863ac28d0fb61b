"""News, policies and the public lists, as somebody who is not signed in; the desk that keeps them."""

import csv
import io
from datetime import date, timedelta

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today
from tongban.handling.cases.tests.city import DISTRICT, MARKET, guide, picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import Document, ItemDocument
from tongban.management.catalog.tests.test_attach_guide_file import published
from tongban.management.catalog.types import DocumentContent, Intermediary
from tongban.portal.web.tests.test_browsing import said

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def kept(town, department="market", **changes):
    given = {
        "kind": "policy",
        "title": "食品经营办法",
        "number": "谯市监〔2025〕1 号",
        "issued_on": date(2025, 3, 1),
        "body": "第一段。\n\n<b>第二段</b>。",
        **changes,
    }
    return services.keep_document(
        actor=operator(),
        content=DocumentContent(**given),
        department_id=town.departments[department] if department else None,
    )


class TestNews:
    def test_news_are_listed_searched_and_narrowed(self, client, town):
        kept(town)
        kept(town, "health", kind="news", title="周六延时服务", issued_on=date(2026, 1, 5))
        page = said(client.get("/news/"))
        assert page.index("周六延时服务") < page.index("食品经营办法")
        assert "共 2 份" in page
        for query, found, gone in (
            ("q=食品经营", "食品经营办法", "周六延时服务"),
            ("kind=news", "周六延时服务", "食品经营办法"),
            ("year=2025", "食品经营办法", "周六延时服务"),
            (f"department={town.departments['health']}", "周六延时服务", "食品经营办法"),
        ):
            page = said(client.get(f"/news/?{query}"))
            assert found in page, query
            assert gone not in page, query

    @pytest.mark.parametrize(
        "query", ["q=%00", "q=%27", "kind=x", "year=x", "year=99999999999", "department=x",
                  "page=x", "year=²", "q=" + "字" * 3000],
    )  # fmt: skip
    def test_any_address_is_a_page(self, client, town, query):
        kept(town)
        assert client.get(f"/news/?{query}").status_code == 200

    def test_nothing_at_all_says_so(self, client, town):
        assert "还没有发布动态和政策" in said(client.get("/news/"))
        assert "没有找到" in said(client.get("/news/?q=没有"))

    def test_a_documents_page_says_what_it_is_and_shows_text_as_text(self, client, town):
        found = kept(town, ended_on=today())
        services.link_document(actor=operator(), document_id=found.id, item_id=town.items["food"])
        answer = client.get(f"/news/{found.id}/")
        page = said(answer)
        for words in ("食品经营办法", "谯市监〔2025〕1 号", "已经失效", "第一段。", "食品经营许可"):
            assert words in page, words
        assert b"<b>\xe7\xac\xac\xe4\xba\x8c\xe6\xae\xb5</b>" not in answer.content
        assert "食品经营办法" in said(client.get(f"/items/{town.codes['food']}/"))
        assert "起失效" in said(client.get(f"/items/{town.codes['food']}/"))

    def test_what_is_withdrawn_or_has_no_file_is_not_there(self, client, town):
        found = kept(town)
        assert client.get(f"/news/{found.id}/file/").status_code == 404
        services.withdraw_document(actor=operator(), document_id=found.id, reason="发错")
        for rest in ("", "file/"):
            assert client.get(f"/news/{found.id}/{rest}").status_code == 404
        assert client.get(f"/news/{new_id()}/").status_code == 404

    def test_an_original_is_served_isolated(self, client, town):
        found = services.keep_document(
            actor=operator(),
            content=DocumentContent("law", "法", issued_on=date(2020, 1, 1)),
            department_id=None,
            stream=picture(),
            filename="法.png",
        )
        answer = client.get(f"/news/{found.id}/file/")
        assert answer.status_code == 200
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def table(client, which, query=""):
    answer = client.get(f"/lists/{which}/table.csv?{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


class TestLists:
    def test_the_overview_counts_what_the_lists_hold(self, client, town):
        kept(town, kind="negative_list", title="负面清单（2025）")
        page = said(client.get("/lists/"))
        assert "权力清单" in page
        assert "5 项" in page
        for which in ("powers", "duties", "services", "intermediaries", "negative"):
            assert client.get(f"/lists/{which}/").status_code == 200
        assert "负面清单（2025）" in said(client.get("/lists/negative/"))

    def test_a_list_is_narrowed_and_the_table_like_it(self, client, town):
        page = said(client.get("/lists/powers/?q=食品"))
        assert "食品经营许可" in page
        assert "单位食堂许可" not in page
        assert "共 1 项" in page
        assert table(client, "powers", "q=食品") == [
            ["部门", "类型", "事项", "设定依据", "编码"],
            ["谯城区市场监督管理局", "行政许可", "食品经营许可", "《食品安全法》第三十五条",
             town.codes["food"]],
        ]  # fmt: skip
        whole = table(client, "powers")
        assert len(whole) == 1 + 5
        assert table(client, "powers", f"department={town.departments['health']}") == whole[:1]

    def test_duties_and_intermediaries_come_from_guides(self, client, town):
        published(
            town,
            guide(
                responsibilities=("受理：一次说清。",),
                intermediaries=(Intermediary("安全评价", "《安全法》"),),
            ),
        )
        assert "受理：一次说清。" in said(client.get("/lists/duties/"))
        assert "安全评价" in said(client.get("/lists/intermediaries/"))
        assert table(client, "duties")[1][:4] == [
            "谯城区市场监督管理局",
            "食品经营许可",
            "受理：一次说清。",
            "0558-0009001",
        ]
        assert table(client, "intermediaries")[1][:3] == ["安全评价", "《安全法》", "食品经营许可"]

    def test_a_name_is_no_formula_in_the_table(self, client, town):
        services.list_item(
            actor=operator(),
            code=f"{MARKET}43420{77:05d}000",
            name="=1+1",
            item_type="20",
            department_id=town.departments["market"],
            division_code=DISTRICT,
        )
        assert table(client, "services")[1][1] == "'=1+1"

    @pytest.mark.parametrize("query", ["department=x", "q=%00", "type=99", "page=x", "whole=1"])
    def test_any_address_is_a_page(self, client, town, query):
        assert client.get(f"/lists/powers/?{query}").status_code == 200
        assert len(table(client, "powers", query)) >= 1

    def test_a_list_that_there_is_not_is_not_found(self, client, town):
        assert client.get("/lists/nothing/").status_code == 404
        assert client.get("/lists/nothing/table.csv").status_code == 404


class TestDesk:
    FORM = {
        "kind": "policy",
        "title": "新办法",
        "issued_on": "2026-01-05",
        "body": "写给人看。",
        "version": "0",
    }

    @pytest.fixture
    def desk(self, client, town):
        client.force_login(town.account("manager"), BACKEND)
        session = client.session
        session["capacity"] = f"post:{town.posts['manager']}"
        session.save()
        client.get("/desk/documents/")  # a new device is written down with its first request
        return client

    def test_a_manager_adds_links_changes_and_withdraws(self, desk, town):
        answer = desk.post("/desk/documents/new/", self.FORM)
        document = Document.objects.get()
        assert answer["Location"] == f"/desk/documents/{document.id}/"
        assert document.department_id == town.departments["market"]
        here = f"/desk/documents/{document.id}/"
        desk.post(here + "link/", {"code": f" {town.codes['food']} "})
        assert ItemDocument.objects.get().item_id == town.items["food"]
        desk.post(here, {**self.FORM, "title": "改过的办法", "version": "1"})
        document.refresh_from_db()
        assert (document.title, document.version) == ("改过的办法", 2)
        assert "改过的办法" in said(desk.get("/desk/documents/"))
        desk.post(here + "unlink/", {"item": str(town.items["food"])})
        assert not ItemDocument.objects.exists()
        desk.post(here + "withdraw/", {"reason": "发错了"})
        document.refresh_from_db()
        assert document.is_withdrawn
        assert "已撤下" in said(desk.get(here))

    def test_what_does_not_hold_is_said_at_its_field_and_nothing_is_kept(self, desk, town):
        with nothing_changes():
            answer = desk.post("/desk/documents/new/", {**self.FORM, "issued_on": "", "body": ""})
        assert answer.status_code == 422
        assert "请写发布日期。" in said(answer)
        found = kept(town)
        for rest, given in (
            ("", {**self.FORM, "version": "0"}),
            ("link/", {"code": "nothing"}),
            ("unlink/", {"item": "x"}),
            ("withdraw/", {"reason": " "}),
        ):
            with nothing_changes():
                answer = desk.post(f"/desk/documents/{found.id}/{rest}", given)
            assert answer.status_code == 422, rest

    def test_another_departments_is_not_there_and_the_citys_is_read_only(self, desk, town):
        theirs, citywide = kept(town, "health"), kept(town, "", title="全市的")
        assert desk.get(f"/desk/documents/{theirs.id}/").status_code == 404
        page = said(desk.get(f"/desk/documents/{citywide.id}/"))
        assert "由系统管理员维护" in page
        assert "保存并发布" not in page
        with nothing_changes():
            answer = desk.post(f"/desk/documents/{citywide.id}/", {**self.FORM, "version": "1"})
        assert answer.status_code == 403

    def test_an_end_is_kept_and_the_pages_say_it(self, desk, client, town):
        found = kept(town)
        form = {**self.FORM, "version": "1", "ended_on": (today() + timedelta(1)).isoformat()}
        desk.post(f"/desk/documents/{found.id}/", form)
        assert Document.objects.get().ended_on == today() + timedelta(1)
