"""Other ways to go on, at the desk: one box with what is possible now, and boxes of their own for
what is going on.
"""

import re

import pytest

from tongban.handling.cases.models import InterestedPerson, Measure
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import entered
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import accepted, asked

QUIET = ("interested", "hearing", "beyond", "inspection", "time")
"""Panels that take a box of their own only while something is going on."""


@pytest.fixture
def morning():
    with moved_to(moment(2026, 3, 3, 9, 0)):
        yield


def page_of(town, post, case):
    return read(at_desk(town, post).get(f"/desk/cases/{case.number}/"))


def ways_on(page):
    return re.findall(r'<details class="tb-fold" id="way-(\w+)"', page)


def boxes_on(page):
    return [name for name in QUIET if f'id="{name}"' in page]


def test_who_handles_a_case_gets_every_way_in_one_box_and_no_empty_box(town, morning):
    page = page_of(town, "handler", accepted(town))
    assert page.count('id="ways"') == 1
    assert ways_on(page) == [
        "extension",
        "procedure",
        "inspection",
        "opinion",
        "interested",
        "hearing",
        "beyond",
    ]
    assert boxes_on(page) == []


def test_ending_without_a_decision_is_the_signers_and_stands_last(town, morning):
    assert ways_on(page_of(town, "signer", accepted(town)))[-1] == "ending"


@pytest.mark.parametrize("post", ["window", "health_signer"])
def test_before_acceptance_and_for_others_there_is_no_box(town, post):
    case = town.filed()
    page = page_of(town, post, case)
    assert 'id="ways"' not in page
    assert ways_on(page) == []


def test_what_has_begun_gets_its_box_and_is_not_offered_again(town, morning):
    case = accepted(town)
    asked(town, case)
    page = page_of(town, "handler", case)
    assert boxes_on(page) == ["time"]
    assert "procedure" not in ways_on(page)
    assert "extension" in ways_on(page)


def test_a_decided_case_offers_nothing(town):
    page = page_of(town, "handler", town.at("issue"))
    assert ways_on(page) == []


def test_what_was_typed_comes_back_open_to_be_mended_and_in_no_other_form(town, morning):
    case = accepted(town)
    desk = at_desk(town, "handler")
    with nothing_changes():
        answer = desk.post(
            f"/desk/cases/{case.number}/time/procedure/",
            {"procedure": "expert_review", "reason": "要请专家看", "days": "x"},
        )
    page = read(answer)
    assert answer.status_code == 422
    assert 'href="#way-procedure"' in page
    assert re.findall(r'id="way-(\w+)" tabindex="-1" open', page) == ["procedure"]
    assert page.count("要请专家看") == 1
    assert '<option value="expert_review" selected>' in page
    assert not Measure.objects.exists()


def test_who_was_ticked_for_an_inspection_stays_ticked(town, morning):
    case = accepted(town)
    desk = at_desk(town, "handler")
    account = town.account("handler").id
    with nothing_changes():
        answer = desk.post(
            f"/desk/cases/{case.number}/inspections/",
            {"planned_at": "2026-03-05T10:00", "place": "东街 1 号", "inspector": [str(account)]},
        )
    page = read(answer)
    assert answer.status_code == 422
    assert 'value="东街 1 号"' in page
    assert re.findall(r'name="inspector" value="([^"]+)" checked', page) == [str(account)]


def test_somebody_entered_gets_a_box_and_the_way_stays_for_the_next(town, morning):
    case = accepted(town)
    entered(town, case)
    assert InterestedPerson.objects.count() == 1
    page = page_of(town, "handler", case)
    assert boxes_on(page) == ["interested"]
    assert "interested" in ways_on(page)
