"""提交申请: from a draft to a case with a number."""

import re
from dataclasses import replace

import pytest

from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.codes.query_number import check_query_number
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.catalog.models import Item
from tongban.management.catalog.services import publish_item
from tongban.management.catalog.types import ItemState
from tongban.management.eforms.services import publish_form
from tongban.management.workflow import queries as workflow
from tongban.sharing.materials.queries import materials_of

MONDAY = moment(2026, 3, 2, 9, 30)


def publish(town, guide=None, form_id=None):
    return publish_item(
        actor=city.operator(),
        item_id=town.items["food"],
        guide=guide or city.guide(summary="改过的说明"),
        form_id=form_id or town.forms["food"],
        process_id=town.processes["standard_license"],
    )


def test_a_complete_draft_becomes_a_case_that_waits_for_the_window(town):
    with moved_to(MONDAY):
        case = town.filed()
    case = Case.objects.get(id=case.id)
    assert (case.state, case.waiting_duties) == ("filed", ["window"])
    assert re.fullmatch(r"341602-20260302-\d{6}", case.number)
    assert check_query_number(case.query_number).ok
    assert case.filed_at == case.changed_at == MONDAY
    assert (case.accepted_at, case.decided_at, case.closed_at, case.license_id) == (None,) * 4
    # Monday does not count: Tuesday to Friday and the next Monday are five working days.
    assert looking.clocks(case) == [("acceptance", "2026-03-09", "")]
    assert looking.events(case) == ["filed"]
    assert looking.audits(case) == ["start_draft", "file_case"]
    (notice,) = looking.notices(case)
    assert "3 月 9 日" in notice
    assert " ".join(re.findall("....", case.query_number)) in notice
    assert [w.step for w in workflow.position("case", case.id).waiting] == ["prereview"]
    assert answers_of(case) == {**city.ANSWERS, "name": "谷雨", "address": "希夷大道 1 号"}
    assert sorted(m.requirement_key for m in materials_of("case", case.id)) == [
        "application",
        "lease",
        "plan",
    ]


def test_a_second_filing_is_refused_with_the_number_and_changes_nothing(town):
    case = town.filed()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.file_case(actor=town.person(), case_id=case.id)
    assert refused.value.code == "already_filed"
    assert case.number in refused.value.message


def test_everything_missing_or_wrong_is_told_at_once(town):
    case = acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    acts.save_answers(
        actor=town.person(),
        case_id=case.id,
        answers={"trade": ["hot", "boiled"], "opens_on": "2026-02-30", "remark": "字" * 51},
    )
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.file_case(actor=town.person(), case_id=case.id)
    assert [(f.place, f.code) for f in refused.value.findings] == [
        ("trade", "not_an_option"),
        ("kitchen", "required"),
        ("opens_on", "format"),
        ("rented", "required"),
        ("remark", "too_long"),
        ("material:plan", "material_missing"),
    ]


def test_a_material_is_missing_only_under_the_answer_that_asks_for_it(town):
    case = town.draft(rented=False)
    acts.save_answers(actor=town.person(), case_id=case.id, answers={"rented": True})
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.file_case(actor=town.person(), case_id=case.id)
    assert [(f.place, f.message) for f in refused.value.findings] == [
        ("material:lease", "请上传“租赁合同”")
    ]
    acts.save_answers(actor=town.person(), case_id=case.id, answers={"rented": False})
    assert acts.file_case(actor=town.person(), case_id=case.id).number


def test_without_the_promise_nothing_is_filed(town):
    case = town.draft()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.file_case(actor=town.person(), case_id=case.id, promised=False)
    assert [f.place for f in refused.value.findings] == ["promise"]


def test_a_conditional_answer_that_does_not_apply_is_dropped(town):
    case = town.filed(trade=["cold"])
    assert answers_of(case)["trade"] == ["cold"]
    assert "kitchen" not in answers_of(case)


def test_an_upload_for_a_material_that_no_longer_applies_is_taken_back(town):
    case = town.draft()
    acts.save_answers(actor=town.person(), case_id=case.id, answers={"rented": False})
    acts.file_case(actor=town.person(), case_id=case.id)
    assert sorted(m.requirement_key for m in materials_of("case", case.id)) == [
        "application",
        "plan",
    ]


def test_what_is_known_cannot_be_typed_over(town):
    case = town.filed(name="别人")
    assert answers_of(case)["name"] == "谷雨"


def test_a_filed_case_keeps_what_was_filed_when_the_person_moves(town):
    case = town.filed()
    person = Case.objects.get(id=case.id).person
    person.address = "新家"
    person.save(update_fields=["address"])
    shown = queries.answers_shown(Case.objects.get(id=case.id))
    assert {f.field.key: f.shown for page in shown for f in page.fields}["address"] == (
        "希夷大道 1 号"
    )


def test_after_the_guide_changed_the_draft_is_read_again_with_its_answers(town):
    case = town.draft()
    newer = publish(town)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.file_case(actor=town.person(), case_id=case.id)
    assert refused.value.code == "guide_changed"
    again = acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    assert (again.id, again.revision_id) == (case.id, newer.id)
    assert answers_of(again) == city.ANSWERS
    assert acts.file_case(actor=town.person(), case_id=case.id).revision_id == newer.id


def test_an_answer_that_the_new_form_does_not_ask_does_not_keep_the_draft_from_being_filed(town):
    case = town.draft(remark="早七点开门")
    shorter = {"pages": [city.FORM["pages"][0], dict(city.FORM["pages"][1])]}
    shorter["pages"][1]["fields"] = [
        f for f in city.FORM["pages"][1]["fields"] if f["key"] != "remark"
    ]
    form = publish_form(actor=city.operator(), key="food", name="申请表", definition=shorter)
    publish(town, form_id=form.id)
    acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    filed = acts.file_case(actor=town.person(), case_id=case.id)
    assert "remark" not in answers_of(filed)


def test_a_case_keeps_its_revision_when_a_newer_one_is_published(town):
    case = town.filed()
    publish(town, city.guide(promised=city.GuideLimit(1)))
    with moved_to(MONDAY):
        acts.pass_prereview(actor=town.officer("window"), case_id=case.id)
        acts.accept_case(actor=town.officer("window"), case_id=case.id)
    assert ("promised", "2026-03-11", "") in looking.clocks(case)
    assert Case.objects.get(id=case.id).revision.version == 1


@pytest.mark.parametrize("state", [ItemState.SUSPENDED, ItemState.CANCELLED, ItemState.LISTED])
def test_an_item_that_is_not_open_takes_no_application(town, state):
    case = town.draft()
    Item.objects.filter(id=town.items["food"]).update(state=state)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.file_case(actor=town.person(), case_id=case.id)
    assert refused.value.code == "item_not_open"


@pytest.mark.parametrize("who", ["other", "clerk", "officer", "visitor"])
def test_nobody_files_somebody_elses_draft(town, who):
    case = town.draft()
    actor = {
        "other": town.person("xia"),
        "clerk": town.clerk(),
        "officer": town.officer("window"),
        "visitor": VISITOR,
    }[who]
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        acts.file_case(actor=actor, case_id=case.id)
    assert refused.value.code == "not_your_case"


def test_a_clerk_files_for_the_company_and_another_clerk_sees_it(town):
    case = town.filed("shop", town.clerk())
    assert case.applicant_name == "小满面馆"
    assert case.title == "小满面馆：单位食堂许可"
    assert queries.my_case(town.clerk(), case.id).id == case.id
    assert not queries.my_cases(town.person()).exists()


def test_numbers_are_never_given_twice_and_do_not_follow_each_other(town):
    first, second = town.filed(), town.filed(actor=town.person("xia"))
    assert int(second.number[-6:]) - int(first.number[-6:]) == 1
    assert abs(int(second.query_number) - int(first.query_number)) > 1_000


def test_an_item_without_a_limit_of_acceptance_starts_no_clock_unless_it_licenses(town):
    Item.objects.filter(id=town.items["food"]).update(item_type="20")
    case = town.filed()
    assert looking.clocks(case) == []
    Item.objects.filter(id=town.items["food"]).update(item_type="01")
    other = town.filed(actor=town.person("xia"))
    assert [c[0] for c in looking.clocks(other)] == ["acceptance"]


def test_a_person_without_a_phone_is_told_nothing_and_still_files(town):
    actor = town.person("qiu")
    Case.objects.none()
    case = town.draft(actor=actor)
    Case.objects.filter(id=case.id).update(contact_phone="")
    acts.file_case(actor=replace(actor), case_id=case.id)
    assert looking.notices(case) == []


def test_a_given_serial_makes_the_number_and_what_others_file_comes_after_those_set_aside(town):
    acts.set_serials_aside(actor=city.operator(), last=500_000)
    with moved_to(MONDAY):
        case = town.draft()
        given = acts.file_case(actor=town.person(), case_id=case.id, serial=127)
        later = town.filed()

    assert given.number == "341602-20260302-000127"
    assert check_query_number(given.query_number).ok
    assert queries.numbers_taken([given.number, "341602-20260302-000128"]) == {given.number}
    assert int(later.number[-6:]) > 500_000 % 1_000_000


def test_setting_serials_aside_again_never_goes_back(town):
    acts.set_serials_aside(actor=city.operator(), last=700_000)
    with moved_to(MONDAY):
        first = town.filed()
    acts.set_serials_aside(actor=city.operator(), last=5)
    with moved_to(MONDAY):
        second = town.filed()

    assert int(second.number[-6:]) == int(first.number[-6:]) + 1


def test_only_the_platform_sets_serials_aside(town):
    with pytest.raises(Forbidden), nothing_changes():
        acts.set_serials_aside(actor=town.person(), last=9)


def test_the_day_of_birth_is_known_from_the_number_of_the_document(town):
    person = Case.objects.get(id=town.filed().id).person
    told = person.id_number[6:14]
    assert queries.known_of(person, None)["person.born_on"] == (
        f"{told[:4]}-{told[4:6]}-{told[6:]}"
    )
    person.id_number = "R340000001"
    assert "person.born_on" not in queries.known_of(person, None)
    person.born_on = "1990-05-06"
    assert queries.known_of(person, None)["person.born_on"] == "1990-05-06"
