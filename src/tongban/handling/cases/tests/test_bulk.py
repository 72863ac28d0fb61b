"""Several cases at once: each an act of its own, told one by one."""

import pytest

from tongban.base.audit.queries import looks_at
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read


def together(desk, way, *cases):
    return desk.post("/desk/bulk/", {"way": way, "number": [case.number for case in cases]})


def states(*cases):
    return [Case.objects.get(id=case.id).state for case in cases]


@pytest.fixture
def three(town):
    return [town.filed("instant", actor=town.person(who)) for who in ("gu", "xia", "qiu")]


def test_several_are_claimed_in_one_press(town, three):
    assert together(at_desk(town, "window"), "claim_case", *three).status_code == 200
    claims = Claim.objects.filter(ended_at=None)
    assert {c.case_id for c in claims} == {case.id for case in three}
    assert {c.account_id for c in claims} == {town.accounts["window"]}
    assert not any(looks_at("case", case.id) for case in three)


def test_complete_instant_cases_pass_together_each_with_its_look(town, three):
    before = [set(looking.audits(case)) for case in three]
    step = three[0].state
    act = {"filed": "pass_prereview", "prereviewed": "accept_case"}[step]
    page = read(together(at_desk(town, "window"), act, *three))
    assert page.count("已办") >= 3
    assert all(state != step for state in states(*three))
    for case, done in zip(three, before, strict=True):
        assert set(looking.audits(case)) - done == {act}
        assert [look.name for look in looks_at("case", case.id)] == ["官甲"]


def test_one_that_cannot_go_on_holds_up_no_other(town, three):
    first, second, third = three
    act = {"filed": "pass_prereview", "prereviewed": "accept_case"}[first.state]
    acts.withdraw_case(actor=town.person("xia"), case_id=second.id)
    page = read(together(at_desk(town, "window"), act, *three))
    assert "没有办" in page
    assert states(second) == ["withdrawn"]
    assert states(first) == states(third) != [first.state]


@pytest.mark.parametrize("way", ["grant", "refuse", "request_correction", "pass_review", "", "x"])
def test_nothing_that_is_to_be_weighed_is_done_in_bulk(town, way):
    cases = [town.at("decide"), town.at("decide", actor=town.person("xia"))]
    with nothing_changes():
        assert together(at_desk(town, "signer"), way, *cases).status_code == 422


def test_what_is_not_instant_is_opened_one_by_one(town):
    case = town.filed()
    with nothing_changes():
        page = read(together(at_desk(town, "window"), "pass_prereview", case))
    assert "不是即办件" in page


def test_several_items_are_not_passed_together(town, three):
    other = town.filed()
    with nothing_changes():
        assert (
            together(at_desk(town, "window"), "pass_prereview", three[0], other).status_code == 422
        )


def test_none_too_many_and_anothers_case_change_nothing(town, three):
    desk = at_desk(town, "window")
    with nothing_changes():
        assert together(desk, "claim_case").status_code == 422
        many = {"way": "claim_case", "number": [f"341602-20260302-{n:06d}" for n in range(21)]}
        assert desk.post("/desk/bulk/", many).status_code == 422
        assert together(at_desk(town, "far_window"), "claim_case", *three).status_code == 404


def test_only_what_one_of_the_cases_waits_for_is_offered(town):
    town.at("review")
    page = read(at_desk(town, "handler").get("/desk/bulk/"))
    assert 'name="way" value="claim_case"' in page
    assert 'value="pass_prereview"' not in page
    assert 'value="accept_case"' not in page
    town.filed()
    page = read(at_desk(town, "window").get("/desk/bulk/"))
    assert 'value="pass_prereview"' in page
    assert 'value="accept_case"' not in page
