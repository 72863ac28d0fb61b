"""A bundle is drafted, checked all at once, and published by a second person."""

from dataclasses import replace

import pytest

from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.bundles import queries, services
from tongban.handling.bundles.checks import findings_of
from tongban.handling.bundles.models import Bundle
from tongban.handling.bundles.tests.street import CONTENT, all_rows, street
from tongban.handling.bundles.types import BundleContent, BundleItem, BundleQuestion, Feed
from tongban.handling.bundles.writing import as_lines, from_lines
from tongban.handling.cases.tests.test_desk_pages import at_desk, read


@pytest.fixture
def shop(town):
    street(town)
    return town


def refused(error, act, wanted="", /, **given):
    before = all_rows()
    with pytest.raises(error) as caught:
        act(**given)
    assert all_rows() == before
    if wanted:
        assert caught.value.code == wanted
    return caught.value


def saved(shop, content=CONTENT, who="manager", key="other"):
    return services.save_bundle(
        actor=shop.officer(who), key=key, content=content,
        department_id=shop.departments["market"],
    )  # fmt: skip


class TestPublishing:
    def test_one_writes_and_another_publishes(self, shop):
        bundle = saved(shop)
        services.submit_bundle(actor=shop.officer("manager"), bundle_id=bundle.id)
        refused(
            Forbidden,
            services.approve_bundle,
            "own_change",
            actor=shop.officer("manager"),
            bundle_id=bundle.id,
        )
        services.approve_bundle(actor=shop.officer("manager2"), bundle_id=bundle.id)
        bundle.refresh_from_db()
        assert (bundle.state, bundle.draft, bundle.draft_state) == ("published", None, "none")
        assert BundleContent.from_json(bundle.revision.content) == CONTENT

    def test_a_change_is_the_next_revision_and_the_first_stays(self, shop):
        bundle = Bundle.objects.get(key="noodles")
        saved(shop, replace(CONTENT, summary="新的"), key="noodles")
        services.submit_bundle(actor=shop.officer("manager"), bundle_id=bundle.id)
        services.approve_bundle(actor=shop.officer("chief"), bundle_id=bundle.id)
        assert [r.content["summary"] for r in bundle.revisions.order_by("version")] == [
            CONTENT.summary,
            "新的",
        ]

    def test_the_same_content_again_is_no_revision(self, shop):
        services.publish_bundle(
            actor=operator(), key="noodles", content=CONTENT,
            department_id=shop.departments["market"],
        )  # fmt: skip
        assert Bundle.objects.get(key="noodles").revisions.count() == 1

    def test_it_is_given_back_with_a_reason_and_changed(self, shop):
        bundle = saved(shop)
        services.submit_bundle(actor=shop.officer("manager"), bundle_id=bundle.id)
        with pytest.raises(Conflict):
            saved(shop)
        given = {"actor": shop.officer("chief"), "bundle_id": bundle.id}
        refused(Invalid, services.return_bundle, **given, reason=" ")
        services.return_bundle(**given, reason="少一项")
        assert saved(shop).draft_version == 2

    def test_only_the_lead_department_and_nobody_by_oneself(self, shop):
        bundle = saved(shop)
        other = replace(shop.officer("health_handler"), duties=frozenset({"item_manager"}))
        for actor in (other, shop.officer("handler"), shop.person(), VISITOR):
            refused(
                Forbidden, services.save_bundle, actor=actor, key="other", content=CONTENT,
                department_id=shop.departments["market"],
            )  # fmt: skip
            refused(Forbidden, services.submit_bundle, actor=actor, bundle_id=bundle.id)
            refused(Forbidden, services.approve_bundle, actor=actor, bundle_id=bundle.id)
        refused(Missing, services.submit_bundle, actor=operator(), bundle_id=new_id())

    def test_two_editors_do_not_overwrite_each_other(self, shop):
        saved(shop)
        refused(
            Conflict, services.save_bundle, "draft_changed", actor=shop.officer("manager2"),
            key="other", content=CONTENT, department_id=shop.departments["market"], version=0,
        )  # fmt: skip


WRONG = [
    ({"name": ""}, ("name", "length")),
    ({"summary": ""}, ("summary", "length")),
    ({"items": CONTENT.items[:1], "same": (), "feeds": ()}, ("items", "number")),
    ({"items": (*CONTENT.items, BundleItem("gone", "123"))}, ("items", "wrong")),
    ({"items": (*CONTENT.items[:3], replace(CONTENT.items[3], after=("x",)))}, ("items", "wrong")),
    (
        {"items": (*CONTENT.items[:3], replace(CONTENT.items[3], values=("loud",)))},
        ("items", "wrong"),
    ),
    ({"for_companies": True}, ("items", "wrong")),
    ({"same": (("food.form:kitchen", "sign.form:words"),)}, ("same", "wrong")),
    ({"same": (("food.form:nothing", "sign.form:words"),)}, ("same", "wrong")),
    ({"same": (("food.form:kitchen",),)}, ("same", "wrong")),
    ({"same": (("food.material:application", "sign.material:drawing"),)}, ("same", "wrong")),
    ({"feeds": (Feed("notice", "sign", "material:permit"),)}, ("feeds", "wrong")),
    ({"feeds": (Feed("food", "sign", "material:nothing"),)}, ("feeds", "wrong")),
    ({"feeds": (Feed("food", "sign", "form:words"),)}, ("feeds", "wrong")),
    ({"feeds": (Feed("food", "sign", "form:lit", "number"),)}, ("feeds", "wrong")),
    (
        {"questions": (BundleQuestion("music", "放吗？", (("yes", "放"),)),)},
        ("questions", "wrong"),
    ),
    (
        {"questions": (*CONTENT.questions, BundleQuestion("q", "？", (("a", "a"), ("b", "b"))))},
        ("questions", "wrong"),
    ),
]


@pytest.mark.parametrize(("changes", "place"), WRONG)
def test_what_does_not_hold_is_found_at_its_place(shop, changes, place):
    assert place in [(f.place, f.code) for f in findings_of(replace(CONTENT, **changes))]


def test_what_holds_is_not_found_fault_with(shop):
    assert findings_of(CONTENT) == []


def test_a_circle_is_refused_with_its_items_named(shop):
    food = replace(CONTENT.items[0], after=("sign",))
    bundle = saved(shop, replace(CONTENT, items=(food, *CONTENT.items[1:])))
    error = refused(
        Invalid, services.submit_bundle, actor=shop.officer("manager"), bundle_id=bundle.id
    )
    assert [(f.place, f.code) for f in error.findings] == [("items", "circle")]
    assert "food → sign → food" in error.findings[0].message


def test_everything_is_told_at_once(shop):
    bundle = saved(shop, replace(CONTENT, summary="", items=CONTENT.items[:1]))
    error = refused(
        Invalid, services.submit_bundle, actor=shop.officer("manager"), bundle_id=bundle.id
    )
    assert {f.place for f in error.findings} == {"summary", "items", "same", "feeds", "questions"}


def test_what_is_written_is_read_back():
    content, faults = from_lines(as_lines(CONTENT))
    assert (content, faults) == (CONTENT, [])


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("items", "food"),
        ("items", "food | 1 | 反正=x"),
        ("questions", "music"),
        ("questions", "music | 吗 | yes"),
        ("feeds", "food sign"),
        ("feeds", "food.all -> sign.form:x"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(place, line):
    typed = as_lines(CONTENT)
    _content, (fault,) = from_lines({**typed, place: f"{typed[place]}\n{line}"})
    assert fault.place == place
    assert line in fault.message


class TestPages:
    def test_from_a_new_one_to_its_publication(self, shop):
        desk = at_desk(shop, "manager")
        typed = {**as_lines(CONTENT), "key": "second", "feeds": "food sign"}
        before = all_rows()
        answer = desk.post("/desk/bundles/new/", typed)
        assert answer.status_code == 422
        assert "第 1 行看不懂" in read(answer)
        assert all_rows() == before
        typed["feeds"] = as_lines(CONTENT)["feeds"]
        assert desk.post("/desk/bundles/new/", typed).status_code == 302
        assert desk.post("/desk/bundles/new/", typed).status_code == 422
        assert "没有，可以发布。" in read(desk.get("/desk/bundles/second/"))
        desk.post("/desk/bundles/second/submit/")
        other = at_desk(shop, "chief")
        assert "审核通过并发布" in read(other.get("/desk/bundles/second/"))
        other.post("/desk/bundles/second/approve/", {"version": "1"})
        assert queries.public_bundle("second").revision.version == 1
        assert "开一家面馆" in read(desk.get("/desk/bundles/"))

    def test_what_keeps_it_from_being_published_is_on_the_page(self, shop):
        saved(shop, replace(CONTENT, summary=""))
        desk = at_desk(shop, "manager")
        assert "请用一句话写谁办" in read(desk.get("/desk/bundles/other/"))
        assert desk.post("/desk/bundles/other/submit/").status_code == 422

    def test_another_departments_is_not_found(self, shop):
        from tongban.base.orgs.models import Department

        Bundle.objects.update(department=Department.objects.get(id=shop.departments["health"]))
        assert at_desk(shop, "manager").get("/desk/bundles/noodles/").status_code == 404
