"""An item's page is drawn once: never stale, never with anything of who asks; 304 when unchanged."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.base.kernel.actors import operator
from tongban.base.kernel.moments import at, moved_to, today
from tongban.base.orgs.models import Division
from tongban.base.orgs.services import keep_divisions, rename_department
from tongban.base.pages.context import MODE_COOKIE
from tongban.base.pages.keeping import Kept
from tongban.handling.bundles.models import Bundle
from tongban.handling.bundles.tests.street import street
from tongban.handling.cases.tests.city import DISTRICT, MARKET, guide
from tongban.management.catalog import services
from tongban.management.catalog.jobs import publish_due
from tongban.management.catalog.models import Item
from tongban.management.catalog.tests.test_attach_guide_file import published
from tongban.management.catalog.tests.test_documents import kept as document
from tongban.management.catalog.tests.test_propose_standing import approved, proposed
from tongban.management.catalog.types import GuideLimit
from tongban.portal.web.tests.test_browsing import said
from tongban.portal.web.tests.test_powers import published as published_power

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLACE = "tongban.portal.web.views.guides.PAGES"


class Watched(Kept):
    """Keeps what every page keeps, and remembers what that was."""

    def __init__(self):
        super().__init__(1 << 20)
        self.put_in = []

    def put(self, key, text):
        self.put_in.append(text)
        super().put(key, text)


@pytest.fixture
def pages(monkeypatch):
    """An empty store, watched."""
    store = Watched()
    monkeypatch.setattr(PLACE, store)
    return store


def address(town, key="food", rest=""):
    return f"/items/{town.codes[key]}/{rest}"


def drawn_anew(client, path):
    """The page as it is where nothing is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PLACE, Kept(0))
        return client.get(path).content


def changed(client, path, what):
    """The page after it changed: another than before, and the one that is drawn anew."""
    before = client.get(path).content
    assert client.get(path).content == before
    result = what()
    now = client.get(path).content
    assert now != before
    assert now == drawn_anew(client, path)
    return result


def approved_change(town, days, limit):
    """A change of the guide that takes effect in some days."""
    manager = town.officer("manager")
    draft = services.begin_draft(actor=manager, item_id=town.items["food"])
    services.save_draft(
        actor=manager,
        draft_id=draft.id,
        version=draft.version,
        guide=guide(promised=GuideLimit(limit, clause="承诺")),
        form_id=draft.form_id,
        process_id=draft.process_id,
        name=draft.name,
    )
    services.submit_draft(actor=manager, draft_id=draft.id)
    services.approve_draft(
        actor=town.officer("chief"), draft_id=draft.id, effective_on=today() + timedelta(days=days)
    )


class TestNothingIsStale:
    def test_whatever_happens_to_the_item_is_seen_at_once(self, client, town):
        path, food = address(town), town.items["food"]
        day = today() + timedelta(days=9)
        changed(client, path, lambda: approved(town, proposed(town, reason="一", resumes_on=day)))
        changed(client, path, lambda: approved(town, proposed(town, "resume", reason="好了")))
        changed(client, path, lambda: published(town, guide(promised=GuideLimit(5, clause="诺"))))
        changed(client, path, lambda: approved_change(town, 4, 3))
        # Approved, and in force on a later day: both that it will be so, and that it is.
        changed(client, path, lambda: approved(town, proposed(town, effective_on=day)))
        with moved_to(at(day, 9)):
            changed(client, path, lambda: publish_due(1))
        assert "现在暂停办理。" in said(client.get(path))
        changed(client, path, lambda: services.resume_item(actor=operator(), item_id=food))
        services.cancel_item(actor=operator(), item_id=food, reason="取消了")
        assert client.get(path).status_code == 404

    def test_whatever_happens_beside_the_item_is_seen_at_once(self, client, town):
        path, food = address(town), town.items["food"]
        manager = town.officer("manager")
        told = document(town, title="食品经营许可办法")
        link = {"actor": manager, "document_id": told.id, "item_id": food}
        changed(client, path, lambda: services.link_document(**link))
        changed(client, path, lambda: services.unlink_document(**link))
        changed(client, path, lambda: services.link_document(**link))
        changed(
            client,
            path,
            lambda: services.withdraw_document(actor=manager, document_id=told.id, reason="写错了"),
        )
        below = changed(
            client,
            path,
            lambda: services.list_item(
                actor=operator(),
                code=f"{town.codes['food']}01",
                name="食品经营许可（小餐饮）",
                item_type="01",
                department_id=town.departments["market"],
                division_code=DISTRICT,
            ),
        )
        changed(
            client,
            path,
            lambda: services.cancel_item(actor=operator(), item_id=below.id, reason="并了"),
        )
        changed(
            client,
            path,
            lambda: rename_department(
                actor=operator(), department_id=town.departments["market"], name="市场局"
            ),
        )
        assert town.codes["food"].startswith(MARKET)

    def test_towns_have_the_names_that_they_have_now(self, client, town):
        path, code = address(town), "341602102000"

        def named(name):
            keep_divisions(actor=operator(), rows=[(code, name, 4, DISTRICT, False)])

        named("双沟镇")
        changed(client, path, lambda: published(town, guide(towns=(code,))))
        changed(client, path, lambda: named("双沟新镇"))
        assert "双沟新镇" in said(client.get(path))

    def test_a_power_and_an_item_that_is_only_listed_are_no_exception(self, client, town):
        power = published_power(town, "02")
        changed(
            client,
            f"/items/{power.code}/",
            lambda: services.suspend_item(
                actor=operator(), item_id=power.id, reason="修法", resumes_on=None
            ),
        )
        listed = address(town, "listed")
        row = [(DISTRICT, "谯城新区", 3, Division.objects.get(code=DISTRICT).parent.code, False)]
        changed(client, listed, lambda: keep_divisions(actor=operator(), rows=row))
        changed(
            client,
            listed,
            lambda: Item.objects.filter(code=town.codes["listed"]).update(main_item="另一个主项"),
        )

    def test_a_day_that_has_come_is_seen_that_day(self, client, town):
        soon = today() + timedelta(days=2)
        told = document(town, title="明后天施行的办法", effective_on=soon)
        services.link_document(
            actor=town.officer("manager"), document_id=told.id, item_id=town.items["food"]
        )
        path = address(town)
        before = client.get(path).content
        assert "起施行" in said(client.get(path))
        with moved_to(at(soon, 9)):
            assert "起施行" not in said(client.get(path))
            assert client.get(path).content == drawn_anew(client, path)
        assert client.get(path).content == before

    def test_what_is_rolled_back_was_never_so(self, client, town):
        path = address(town)
        before = client.get(path).content
        with transaction.atomic():
            services.suspend_item(
                actor=operator(), item_id=town.items["food"], reason="试试", resumes_on=None
            )
            assert "现在暂停办理。" in said(client.get(path))
            transaction.set_rollback(True)
        assert client.get(path).content == before

    def test_a_language_a_mode_and_an_answer_are_pages_of_their_own(self, client, town, pages):
        path = address(town)
        chinese = client.get(path).content.decode()
        kept = len(pages)
        english = client.get(path, headers={"accept-language": "en"}).content.decode()
        assert "要准备的材料" in chinese
        assert "要准备的材料" not in english
        assert len(pages) > kept
        kept = len(pages)
        assert "租赁合同" in said(client.get(f"{path}?s-rented=yes"))
        assert "租赁合同" not in said(client.get(f"{path}?other=yes"))
        client.cookies[MODE_COOKIE] = "elder"
        assert 'data-mode="elder"' in client.get(path).content.decode()
        assert client.get(path, headers={"accept-language": "en"}).content.decode() != english
        del client.cookies[MODE_COOKIE]
        assert client.get(path).content.decode() == chinese
        assert len(pages) == kept


class TestHome:
    def test_what_it_shows_is_what_is_so(self, client, town):
        street(town)
        bundle, theme = Bundle.objects.get(), "第一个主题"
        Item.objects.update(themes=[theme])
        page = said(client.get("/?for=company")) + said(client.get("/"))
        assert bundle.name in page
        assert theme in page
        Bundle.objects.update(name="另一件一件事")
        Item.objects.update(themes=["别的主题"])
        page = said(client.get("/?for=company")) + said(client.get("/"))
        assert "另一件一件事" in page
        assert "别的主题" in page
        assert bundle.name not in page
        assert theme not in page

    def test_the_strip_of_ones_own_matters_is_for_its_owner_alone(self, client, town):
        town.filed()
        client.force_login(town.account("gu"), BACKEND)
        assert "您正在办的事" in said(client.get("/"))
        client.force_login(town.account("xia"), BACKEND)
        assert "您正在办的事" not in said(client.get("/"))
        client.logout()
        assert "谷雨" not in said(client.get("/"))


class TestNothingOfWhoAsks:
    def test_a_draft_is_offered_to_its_owner_alone(self, client, town):
        path, other = address(town), town.account("xia")
        for _round in range(2):
            client.force_login(town.account("gu"), BACKEND)
            begun = "接着填上次的" in said(client.get(path))
            assert begun is bool(_round)
            client.force_login(other, BACKEND)
            assert "开始办理" in said(client.get(path))
            client.logout()
            assert "开始办理" in said(client.get(path))
            if not _round:
                town.draft()

    def test_no_name_and_no_token_is_kept(self, client, town, pages):
        town.draft()
        for who in ("gu", "window", None):
            client.logout()
            if who:
                client.force_login(town.account(who), BACKEND)
            page = client.get(address(town)).content.decode()
            if who:
                assert str(town.account(who)) in page
        assert len(pages.put_in) == 4
        for text in pages.put_in:
            assert "csrfmiddlewaretoken" not in text
            for who in ("gu", "window"):
                assert str(town.account(who)) not in text

    def test_what_is_kept_is_escaped_as_what_is_drawn(self, client, town):
        Item.objects.filter(id=town.items["food"]).update(name="<b>许可&")
        first = client.get(address(town)).content.decode()
        assert client.get(address(town)).content.decode() == first
        assert first.count("&lt;b&gt;许可&amp;") == 3
        assert "<b>许可" not in first

    def test_a_visitor_gets_no_cookie_and_asks_once(self, client, town):
        client.get(address(town))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address(town))
        assert answer.cookies == {}
        assert len(queries) == 1


class TestRevalidation:
    def test_an_unchanged_page_is_not_sent_twice(self, client, town):
        first = client.get(address(town))
        assert first["Cache-Control"] == "no-cache"
        held = {"if-none-match": first["ETag"]}
        again = client.get(address(town), headers=held)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert {"Cookie", "Accept-Language"} <= set(again["Vary"].split(", "))
        services.suspend_item(
            actor=operator(), item_id=town.items["food"], reason="升级", resumes_on=None
        )
        assert client.get(address(town), headers=held).status_code == 200

    def test_another_mode_or_language_is_another_page(self, client, town):
        held = {"if-none-match": client.get(address(town))["ETag"]}
        assert client.get(address(town), headers=held).status_code == 304
        english = {**held, "accept-language": "en"}
        assert client.get(address(town), headers=english).status_code == 200
        client.cookies[MODE_COOKIE] = "elder"
        assert client.get(address(town), headers=held).status_code == 200

    def test_a_page_for_somebody_who_is_signed_in_is_kept_nowhere(self, client, town):
        held = {"if-none-match": client.get(address(town))["ETag"]}
        client.force_login(town.account("gu"), BACKEND)
        answer = client.get(address(town), headers=held)
        assert answer.status_code == 200
        assert "ETag" not in answer
        assert answer["Cache-Control"] == "private, no-store"

    def test_what_is_not_there_is_not_kept(self, client, town):
        answer = client.get("/items/nothing/")
        assert answer.status_code == 404
        assert "ETag" not in answer
