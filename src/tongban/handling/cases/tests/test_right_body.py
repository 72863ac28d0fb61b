"""不予受理: the kind and the right body are said; the applicant goes on there with what there is."""

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, press, read
from tongban.handling.cases.tests.test_papers import papers, text
from tongban.management.catalog.services import list_item, publish_item
from tongban.management.catalog.types import Requirement
from tongban.management.eforms.services import publish_form
from tongban.sharing.materials.queries import handed_in, materials_of
from tongban.sharing.materials.services import confirm_original

REASON = "这件事归卫健委"
OTHER_FORM = {
    "pages": [
        {
            "key": "all",
            "title": "填写",
            "fields": [
                {"key": "who", "label": "姓名", "kind": "text", "source": "person.name"},
                {"key": "trade", "label": "经营项目", "kind": "choices", "required": True,
                 "options": [{"value": "hot", "label": "热食"}]},
                {"key": "kitchen", "label": "厨房", "kind": "text"},
                {"key": "opens_on", "label": "开业日期", "kind": "date"},
                {"key": "remark", "label": "说明", "kind": "long_text"},
            ],
        }
    ]
}  # fmt: skip
"""``kitchen`` is asked in another way here; ``rented`` is not asked."""


@pytest.fixture
def there(town):
    """The health commission's item that is named alike, and what it wants."""
    code = f"{city.HEALTH}4340100020000"
    item = list_item(
        actor=operator(),
        code=code,
        name="食品经营许可卫生备案",
        item_type="01",
        department_id=town.departments["health"],
        division_code=city.DISTRICT,
    )
    publish_item(
        actor=operator(),
        item_id=item.id,
        guide=guide(
            materials=(
                Requirement("application", "申请表", "登记", "在线填写", origin="form"),
                Requirement("contract", "租赁合同", "看能不能用", "房东给"),
                Requirement("layout", "布局图", "看布局", "自己画"),
                Requirement("water", "水质报告", "看水", "检测机构"),
            )
        ),
        form_id=publish_form(
            actor=operator(), key="health", name="申请表", definition=OTHER_FORM
        ).id,
        process_id=town.processes["standard_license"],
    )
    return code


def refuse(town, case, **more):
    return acts.refuse_to_accept(
        actor=town.officer("window"), case_id=case.id, reason=REASON, **more
    )


@pytest.fixture
def refused(town, there):
    """Filed with the lease's original seen, and refused: the health commission is competent."""
    case = town.at("accept")
    lease = dict(handed_in("case", case.id))["lease"]
    confirm_original(actor=town.officer("window"), material_id=lease)
    refuse(town, case, kind="not_ours", right_department=str(town.departments["health"]))
    return Case.objects.get(id=case.id)


def start(town, case, code, who="gu"):
    return acts.start_from_case(actor=town.person(who), case_id=case.id, item_code=code)


class TestRefusing:
    def test_a_department_of_the_city_is_named_by_its_name(self, town, refused):
        detail = refused.events.get(kind="not_accepted").detail
        assert (detail["refusal"], detail["right_body"], detail["right_department"]) == (
            "not_ours",
            "谯城区卫生健康委员会",
            str(town.departments["health"]),
        )
        said = text(papers(refused, "non_acceptance")[0])
        assert "申请事项依法不属于本机关职权范围。这件事归卫健委" in said
        assert "您可以向谯城区卫生健康委员会提出申请" in said
        line = queries.timeline_of(refused, queries.view_of(refused))[0]
        assert line.text == "依法不归这个部门管。这件事归卫健委　应向谯城区卫生健康委员会提出。"

    def test_what_needs_no_licence_is_said_so(self, town):
        case = town.at("accept")
        refuse(town, case, kind="not_needed")
        assert "申请事项依法不需要取得行政许可。" in text(papers(case, "non_acceptance")[0])
        page = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
        assert "这件事依法不用办许可，您可以直接去做。" in page

    def test_a_body_outside_is_named_in_words(self, town):
        case = town.at("accept")
        refuse(town, case, kind="not_ours", right_body="海关")
        assert "您可以向海关提出申请" in text(papers(case, "non_acceptance")[0])
        page = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
        assert "该向海关提出" in page
        assert "/start/" not in page

    @pytest.mark.parametrize(
        ("more", "place"),
        [
            ({"kind": "not_ours"}, "right_body"),
            ({"kind": "not_needed", "right_body": "海关"}, "right_body"),
            ({"kind": "other", "right_department": "health"}, "right_body"),
            ({"kind": "whim"}, "refusal_kind"),
            ({"right_department": "market"}, "right_department"),
            ({"right_department": "nowhere"}, "right_department"),
            ({"right_department": "health", "right_body": "海关"}, "right_body"),
        ],
    )
    def test_kind_and_body_have_to_fit(self, town, more, place):
        case = town.at("accept")
        if "right_department" in more:
            key = more["right_department"]
            more = {**more, "right_department": str(town.departments.get(key, key))}
        with nothing_changes(), pytest.raises(Invalid) as caught:
            refuse(town, case, **more)
        assert [f.place for f in caught.value.findings] == [place]

    def test_the_desk_offers_the_departments_and_keeps_what_was_chosen(self, town):
        case, health = town.at("accept"), str(town.departments["health"])
        desk = at_desk(town, "window")
        page = read(desk.get(f"/desk/cases/{case.number}/"))
        assert f'<option value="{health}">' in page
        assert f'<option value="{town.departments["market"]}"' not in page
        wrong = {"refusal_kind": "not_needed", "right_department": health, "opinion": REASON}
        with nothing_changes():
            answer = press(desk, case, "refuse_to_accept", **wrong)
        assert answer.status_code == 422
        assert f'<option value="{health}" selected>' in read(answer)
        right = {**wrong, "refusal_kind": "not_ours"}
        assert press(desk, case, "refuse_to_accept", **right).status_code == 302
        assert Case.objects.get(id=case.id).state == "not_accepted"


class TestGoingThere:
    def test_what_the_new_form_asks_alike_comes_along_and_nothing_is_filed(
        self, town, refused, there
    ):
        draft = start(town, refused, there)
        assert (draft.state, draft.number, draft.item.code) == ("draft", None, there)
        assert draft.person_id == refused.person_id
        # The kitchen is a text there and was a number here; its choice has no cold dishes.
        assert answers_of(draft) == {"trade": ["hot"], "opens_on": "2026-05-01"}
        assert Case.objects.get(id=refused.id).state == "not_accepted"
        assert "start_from_case" in looking.audits(draft)

    def test_only_materials_whose_original_was_seen_come_along(self, town, refused, there):
        draft = start(town, refused, there)
        (brought,) = materials_of("case", draft.id)
        assert (brought.requirement_key, brought.name, brought.trust_level) == (
            "contract",
            "租赁合同",
            "B",
        )
        assert brought.reused_from_id == dict(handed_in("case", refused.id))["lease"]

    def test_a_choice_that_is_not_offered_there_stays_behind(self, town, there):
        case = town.filed(trade=["hot", "cold"])
        refuse(town, case, right_department=str(town.departments["health"]))
        assert answers_of(start(town, case, there)) == {"opens_on": "2026-05-01"}

    def test_pressed_twice_it_is_one_draft_and_keeps_what_was_typed_since(
        self, town, refused, there
    ):
        first = start(town, refused, there)
        acts.save_answers(actor=town.person(), case_id=first.id, answers={"opens_on": "2026-06-01"})
        again = start(town, refused, there)
        assert again.id == first.id
        assert answers_of(again)["opens_on"] == "2026-06-01"
        assert len(materials_of("case", again.id)) == 1

    def test_only_items_of_the_body_that_was_named(self, town, refused):
        with nothing_changes(), pytest.raises(Conflict) as caught:
            start(town, refused, town.codes["food"])
        assert caught.value.code == "not_that_department"

    def test_not_from_a_case_that_was_not_refused(self, town, there):
        case = town.filed()
        with nothing_changes(), pytest.raises(Conflict) as caught:
            start(town, case, there)
        assert caught.value.code == "wrong_state"

    def test_not_where_no_department_was_named(self, town, there):
        case = town.at("accept")
        refuse(town, case, right_body="海关")
        with nothing_changes(), pytest.raises(Conflict) as caught:
            start(town, case, there)
        assert caught.value.code == "not_that_department"

    def test_nobody_goes_on_with_anothers_case(self, town, refused, there):
        with nothing_changes(), pytest.raises(Forbidden) as caught:
            start(town, refused, there, "qiu")
        assert caught.value.code == "not_your_case"

    def test_the_page_lists_what_is_named_alike_there_and_one_click_starts_it(
        self, town, refused, there
    ):
        gu = at_desk(town, "gu")
        page = read(gu.get(f"/my/cases/{refused.id}/"))
        assert "到谯城区卫生健康委员会去办" in page
        assert f'name="item" value="{there}"' in page
        assert f'value="{town.codes["food"]}"' not in page
        answer = gu.post(f"/my/cases/{refused.id}/start/", {"item": there})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/apply/{there}/")
        assert Case.objects.filter(item__code=there, state="draft").count() == 1
        with nothing_changes():
            wrong = gu.post(f"/my/cases/{refused.id}/start/", {"item": town.codes["food"]})
        assert wrong.headers["Location"] == f"/my/cases/{refused.id}/"
