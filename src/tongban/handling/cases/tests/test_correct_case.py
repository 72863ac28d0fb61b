"""补正: one notice that lists everything, and the answer to it."""

import pytest

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case, CaseEvent, Correction
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import moved_to, picture
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.catalog.services import publish_item
from tongban.management.eforms.services import publish_form
from tongban.management.workflow import queries as workflow
from tongban.sharing.materials.queries import materials_of

MONDAY = moment(2026, 3, 2, 9, 30)
TUESDAY = moment(2026, 3, 3, 10, 0)
NOTICE = [("material:plan", "请标出水池"), ("form:remark", "请写明营业时间")]


@pytest.fixture(params=["prereview", "accept"])
def step(request):
    return request.param


@pytest.fixture
def asked(town):
    """A case that was asked at pre-review to mend the plan and the remark."""
    with moved_to(MONDAY):
        case = town.filed()
    with moved_to(TUESDAY):
        acts.request_correction(actor=town.officer("window"), case_id=case.id, items=NOTICE)
    return Case.objects.get(id=case.id)


def ask(town, case, items):
    return acts.request_correction(actor=town.officer("window"), case_id=case.id, items=items)


def test_one_notice_lists_everything_and_stops_the_office(town, step):
    with moved_to(MONDAY):
        case = town.at(step)
    with moved_to(TUESDAY):
        ask(town, case, NOTICE)
    case = Case.objects.get(id=case.id)
    assert (case.state, case.waiting_duties) == ("correcting", ["applicant"])
    (correction,) = Correction.objects.all()
    assert correction.items == [
        {"place": "material:plan", "label": "布局图", "message": "请标出水池"},
        {"place": "form:remark", "label": "说明", "message": "请写明营业时间"},
    ]
    assert (correction.asked_at, f"{correction.due_on}") == (TUESDAY, "2026-04-02")
    assert looking.clocks(case) == [
        ("acceptance", "2026-03-09", "in_time"),
        ("correction", "2026-04-02", ""),
    ]
    assert looking.events(case)[-1] == "correction_asked"
    assert CaseEvent.objects.filter(case=case).latest("at").detail["items"] == correction.items
    assert looking.audits(case)[-1] == "request_correction"
    assert len(looking.notices(case)) == 2
    assert "2 处" in looking.notices(case)[-1]
    assert "4 月 2 日" in looking.notices(case)[-1]
    assert workflow.position("case", case.id).awaits("correct")
    assert queries.view_of(case).is_your_turn


def test_a_natural_day_limit_that_ends_on_a_holiday_ends_on_the_next_working_day(town):
    with moved_to(moment(2026, 3, 5, 9, 0)):
        case = town.filed()
        # 30 natural days end on 4 April, in the three days of 清明 (民法典 203).
        ask(town, case, NOTICE)
    assert looking.clocks(case)[-1] == ("correction", "2026-04-07", "")


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([], [("items", "required")]),
        ([("material:plan", "  ")], [("material:plan", "required")]),
        ([("material:passport", "交护照")], [("material:passport", "beyond_the_guide")]),
        ([("material:id", "交身份证")], [("material:id", "beyond_the_guide")]),
        ([("material:application", "重填")], [("material:application", "beyond_the_guide")]),
        ([("form:name", "改名")], [("form:name", "beyond_the_guide")]),
        ([("form:colour", "填颜色")], [("form:colour", "beyond_the_guide")]),
        ([("plan", "画")], [("plan", "beyond_the_guide")]),
        ([("material:plan", "长" * 1001)], [("material:plan", "too_long")]),
        ([NOTICE[0], NOTICE[0]], [("material:plan", "named_twice")]),
        (
            [("material:passport", ""), ("material:plan", "画")],
            [("material:passport", "beyond_the_guide"), ("material:passport", "required")],
        ),
    ],
)
def test_a_notice_asks_for_nothing_beyond_the_guide_and_says_what_to_do(town, step, items, found):
    case = town.at(step)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        ask(town, case, items)
    assert [(f.place, f.code) for f in refused.value.findings] == found


def test_a_material_that_does_not_apply_under_the_answers_is_beyond_the_guide(town):
    case = town.filed(rented=False, trade=["cold"])
    with nothing_changes(), pytest.raises(Invalid) as refused:
        ask(town, case, [("material:lease", "交合同"), ("form:kitchen", "填面积")])
    assert {f.code for f in refused.value.findings} == {"beyond_the_guide"}
    assert {p.place for p in queries.correctable_places(case)} == {
        "material:plan",
        "material:photo",
        "form:trade",
        "form:opens_on",
        "form:rented",
        "form:remark",
    }


def test_who_may_not_ask_learns_nothing_of_the_list(town):
    case = town.filed()
    with nothing_changes(), pytest.raises(Forbidden):
        acts.request_correction(actor=town.officer("handler"), case_id=case.id, items=[])


def test_a_second_notice_is_refused(town, asked):
    with nothing_changes(), pytest.raises(Conflict) as refused:
        ask(town, asked, NOTICE)
    assert refused.value.code == "wrong_state"


def test_the_corrected_case_is_received_anew(town, asked):
    with moved_to(moment(2026, 3, 10, 20, 0)):
        acts.save_answers(actor=town.person(), case_id=asked.id, answers={"remark": "早七点"})
        town.upload(asked, "plan", stream=picture("red"))
        acts.correct_case(actor=town.person(), case_id=asked.id)
    case = Case.objects.get(id=asked.id)
    assert (case.state, case.waiting_duties, case.number) == ("filed", ["window"], asked.number)
    assert answers_of(case)["remark"] == "早七点"
    assert looking.clocks(case) == [
        ("acceptance", "2026-03-09", "in_time"),
        ("correction", "2026-04-02", "in_time"),
        ("acceptance", "2026-03-17", ""),
    ]
    assert looking.events(case) == ["filed", "correction_asked", "corrected"]
    assert looking.audits(case)[-1] == "correct_case"
    assert Correction.objects.get().answered_at == moment(2026, 3, 10, 20, 0)
    assert [w.step for w in workflow.position("case", case.id).waiting] == ["prereview"]
    with nothing_changes(), pytest.raises(Conflict):
        acts.correct_case(actor=town.person(), case_id=asked.id)


def test_a_case_corrected_at_acceptance_comes_back_to_acceptance(town):
    case = town.at("accept")
    ask(town, case, [("form:remark", "写明")])
    acts.correct_case(actor=town.person(), case_id=case.id)
    assert Case.objects.get(id=case.id).state == "prereviewed"


def test_it_may_be_corrected_again_and_again(town, asked):
    for time in (1, 2):
        town.upload(asked, "plan", stream=picture())
        acts.correct_case(actor=town.person(), case_id=asked.id)
        if time == 1:
            ask(town, asked, NOTICE)
    assert Correction.objects.filter(answered_at__isnull=False).count() == 2
    assert sorted(m.requirement_key for m in materials_of("case", asked.id)) == [
        "application",
        "lease",
        "plan",
    ]


def test_after_the_last_day_it_is_late_and_still_taken(town, asked):
    with moved_to(moment(2026, 4, 3, 9, 0)):
        town.upload(asked, "plan")
        acts.correct_case(actor=town.person(), case_id=asked.id)
    assert looking.clocks(asked)[1] == ("correction", "2026-04-02", "late")


def test_an_untouched_material_is_refused(town, asked):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.correct_case(actor=town.person(), case_id=asked.id)
    assert [(f.place, f.code, f.message) for f in refused.value.findings] == [
        ("material:plan", "not_corrected", "请重新上传“布局图”：请标出水池")
    ]


def test_only_the_listed_places_may_be_changed_meanwhile(town, asked):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.save_answers(
            actor=town.person(), case_id=asked.id, answers={"remark": "早七点", "trade": ["cold"]}
        )
    assert [(f.place, f.code) for f in refused.value.findings] == [("trade", "not_in_correction")]
    with nothing_changes(), pytest.raises(Invalid) as refused:
        town.upload(asked, "lease")
    assert refused.value.code == "material_not_in_correction"
    (plan, *_rest) = materials_of("case", asked.id)
    with nothing_changes(), pytest.raises(Conflict):
        acts.drop_material(actor=town.person(), case_id=asked.id, material_id=plan.id)


def test_the_same_answer_again_is_no_change(town, asked):
    acts.save_answers(actor=town.person(), case_id=asked.id, answers={"trade": ["hot"]})
    assert answers_of(Case.objects.get(id=asked.id))["trade"] == ["hot"]


def test_what_a_corrected_answer_brings_along_may_be_added(town):
    case = town.filed(rented=False, trade=["cold"])
    ask(town, case, [("form:trade", "您也卖热食"), ("form:rented", "房子是租的")])
    acts.save_answers(
        actor=town.person(), case_id=case.id, answers={"trade": ["hot"], "rented": True}
    )
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.correct_case(actor=town.person(), case_id=case.id)
    assert [f.place for f in refused.value.findings] == ["kitchen", "material:lease"]
    acts.save_answers(actor=town.person(), case_id=case.id, answers={"kitchen": 12})
    town.upload(case, "lease")
    acts.correct_case(actor=town.person(), case_id=case.id)
    assert answers_of(Case.objects.get(id=case.id))["kitchen"] == 12


def test_what_a_corrected_answer_takes_away_goes(town):
    case = town.filed()
    ask(town, case, [("form:trade", "不卖热食"), ("form:rented", "房子是自己的")])
    acts.save_answers(
        actor=town.person(), case_id=case.id, answers={"trade": ["cold"], "rented": False}
    )
    acts.correct_case(actor=town.person(), case_id=case.id)
    assert "kitchen" not in answers_of(Case.objects.get(id=case.id))
    assert "lease" not in {m.requirement_key for m in materials_of("case", case.id)}


def test_a_wrong_answer_is_refused_again(town, asked):
    town.upload(asked, "plan")
    acts.save_answers(actor=town.person(), case_id=asked.id, answers={"remark": "字" * 51})
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.correct_case(actor=town.person(), case_id=asked.id)
    assert [(f.place, f.code) for f in refused.value.findings] == [("remark", "too_long")]


def test_it_is_judged_under_the_revision_it_was_filed_under(town, asked):
    form = publish_form(
        actor=city.operator(), key="food", name="申请表", definition={"pages": [
            {"key": "a", "title": "A", "fields": [{"key": "b", "label": "B", "kind": "text",
                                                   "required": True}]}]},
    )  # fmt: skip
    publish_item(
        actor=city.operator(),
        item_id=town.items["food"],
        guide=city.guide(materials=(), result=city.RECEIPT),
        form_id=form.id,
        process_id=town.processes["standard_license"],
    )
    town.upload(asked, "plan")
    acts.correct_case(actor=town.person(), case_id=asked.id)
    assert Case.objects.get(id=asked.id).revision.version == 1


@pytest.mark.parametrize("who", ["xia", "window"])
def test_only_the_applicant_corrects(town, asked, who):
    actor = town.person(who) if who == "xia" else town.officer(who)
    town.upload(asked, "plan")
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        acts.correct_case(actor=actor, case_id=asked.id)
    assert refused.value.code == "not_your_case"


def test_a_notice_names_a_place_as_long_as_the_page_lets(town):
    case = town.filed()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        ask(town, case, [("x" * 5000, "画")])
    assert refused.value.findings[0].place == "x" * 80
