"""预审、受理、不予受理, and what happens when a case is sent back."""

import pytest

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.workflow import queries as workflow

MONDAY = moment(2026, 3, 2, 9, 30)
TUESDAY = moment(2026, 3, 3, 10, 0)


def steps(case):
    return [w.step for w in workflow.position("case", case.id).waiting]


@pytest.fixture
def filed(town):
    with moved_to(MONDAY):
        return town.filed()


@pytest.fixture
def accepted(town, filed):
    with moved_to(TUESDAY):
        acts.pass_prereview(actor=town.officer("window"), case_id=filed.id)
        acts.accept_case(actor=town.officer("window"), case_id=filed.id, opinion="齐全")
    return filed


def test_passing_the_prereview_leads_to_acceptance_and_touches_no_clock(town, filed):
    with moved_to(TUESDAY):
        acts.pass_prereview(actor=town.officer("window"), case_id=filed.id, opinion=" 齐 ")
    case = Case.objects.get(id=filed.id)
    assert (case.state, case.waiting_duties, case.changed_at) == (
        "prereviewed",
        ["window"],
        TUESDAY,
    )
    assert looking.clocks(case) == [("acceptance", "2026-03-09", "")]
    assert looking.events(case) == ["filed", "prereviewed"]
    assert CaseEvent.objects.get(case=case, kind="prereviewed").opinion == "齐"
    assert looking.audits(case) == ["start_draft", "file_case", "pass_prereview"]
    assert len(looking.notices(case)) == 1
    assert steps(case) == ["accept"]


def test_acceptance_starts_both_clocks_and_ends_its_own(town, accepted):
    case = Case.objects.get(id=accepted.id)
    assert (case.state, case.waiting_duties) == ("accepted", ["handler"])
    assert case.accepted_at == TUESDAY
    assert looking.clocks(case) == [
        ("acceptance", "2026-03-09", "in_time"),
        ("promised", "2026-03-12", ""),
        ("statutory", "2026-03-17", ""),
    ]
    assert looking.events(case) == ["filed", "prereviewed", "accepted"]
    assert looking.audits(case)[-1] == "accept_case"
    assert "3 月 12 日" in looking.notices(case)[-1]
    assert len(looking.notices(case)) == 2
    assert steps(case) == ["review"]


def test_acceptance_after_its_last_day_is_late(town, filed):
    with moved_to(moment(2026, 3, 10, 0, 0, 1)):
        acts.pass_prereview(actor=town.officer("window"), case_id=filed.id)
        acts.accept_case(actor=town.officer("window"), case_id=filed.id)
    assert looking.clocks(filed)[0] == ("acceptance", "2026-03-09", "late")


def test_the_last_day_lasts_until_midnight(town, filed):
    with moved_to(moment(2026, 3, 9, 23, 59, 59)):
        acts.pass_prereview(actor=town.officer("window"), case_id=filed.id)
        acts.accept_case(actor=town.officer("window"), case_id=filed.id)
    assert looking.clocks(filed)[0] == ("acceptance", "2026-03-09", "in_time")


@pytest.mark.parametrize("step", ["prereview", "accept"])
def test_a_refusal_to_accept_names_reason_right_body_and_remedies(town, step):
    with moved_to(MONDAY):
        case = town.at(step)
    with moved_to(TUESDAY):
        acts.refuse_to_accept(
            actor=town.officer("window"),
            case_id=case.id,
            reason=" 这件事归卫健委 ",
            right_body="区卫生健康委员会",
        )
    case = Case.objects.get(id=case.id)
    assert (case.state, case.waiting_duties, case.reason) == (
        "not_accepted",
        [],
        "这件事归卫健委",
    )
    assert (case.closed_at, case.accepted_at, case.decision) == (TUESDAY, None, "")
    assert looking.clocks(case) == [("acceptance", "2026-03-09", "in_time")]
    event = CaseEvent.objects.filter(case=case).latest("at")
    assert (event.kind, event.opinion) == ("not_accepted", "这件事归卫健委")
    assert event.detail == {
        "refusal": "not_ours",
        "right_department": "",
        "right_body": "区卫生健康委员会",
        "review_body": "谯城区人民政府",
        "court": "谯城区人民法院",
        "review_days": 60,
        "lawsuit_months": 6,
    }
    assert looking.audits(case)[-1] == "refuse_to_accept"
    assert len(looking.notices(case)) == 2
    assert workflow.position("case", case.id).completed
    view = queries.view_of(case)
    assert view.headline == "没有受理"
    assert "区卫生健康委员会" in queries.timeline_of(case, view)[0].text


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"reason": "  "}, [("reason", "required")]),
        ({"reason": "\0"}, [("reason", "required")]),
        ({"reason": "长" * 1001}, [("reason", "too_long")]),
        ({"reason": "不归我们", "right_body": "长" * 1001}, [("right_body", "too_long")]),
    ],
)
def test_a_refusal_to_accept_without_a_reason_changes_nothing(town, filed, more, found):
    # On the day of filing: after five silent working days the law has accepted, whatever is typed.
    with moved_to(MONDAY), nothing_changes(), pytest.raises(Invalid) as refused:
        acts.refuse_to_accept(actor=town.officer("window"), case_id=filed.id, **more)
    assert [(f.place, f.code) for f in refused.value.findings] == found


def test_an_opinion_with_a_null_character_is_kept_without_it(town, filed):
    acts.pass_prereview(actor=town.officer("window"), case_id=filed.id, opinion="齐\0全")
    assert CaseEvent.objects.get(case=filed, kind="prereviewed").opinion == "齐全"


def test_accepting_twice_changes_nothing(town, accepted):
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.accept_case(actor=town.officer("window"), case_id=accepted.id)
    assert refused.value.code == "wrong_state"


class TestSentBack:
    """退回: an accepted case that the review sends back stays accepted."""

    @pytest.fixture
    def back(self, town, accepted):
        with moved_to(moment(2026, 3, 4, 9, 0)):
            acts.return_review(
                actor=town.officer("handler"), case_id=accepted.id, reason="请再看一遍面积"
            )
        return Case.objects.get(id=accepted.id)

    def test_it_waits_for_the_window_as_an_accepted_case_with_running_clocks(self, back):
        assert (back.state, back.waiting_duties, back.accepted_at) == (
            "accepted",
            ["window"],
            TUESDAY,
        )
        assert [c for c in looking.clocks(back) if not c[2]] == [
            ("promised", "2026-03-12", ""),
            ("statutory", "2026-03-17", ""),
        ]
        assert looking.events(back)[-1] == "returned"
        assert queries.view_of(back).headline == "已经受理，正在审查"

    def test_it_goes_on_without_new_clocks_and_without_a_second_notice(self, town, back):
        before = looking.clocks(back), looking.notices(back)
        with moved_to(moment(2026, 3, 5, 9, 0)):
            acts.accept_case(actor=town.officer("window"), case_id=back.id)
        again = Case.objects.get(id=back.id)
        assert (again.state, again.waiting_duties, again.accepted_at) == (
            "accepted",
            ["handler"],
            TUESDAY,
        )
        assert (looking.clocks(back), looking.notices(back)) == before
        assert "时限接着算" in CaseEvent.objects.filter(case=back).latest("at").opinion
        with moved_to(moment(2026, 3, 5, 10, 0)):
            acts.pass_review(actor=town.officer("handler"), case_id=back.id)
            acts.grant(actor=town.officer("signer"), case_id=back.id)
        assert Case.objects.get(id=back.id).decision == "granted"

    def test_nothing_is_corrected_or_refused_acceptance_any_more(self, town, back):
        window = town.officer("window")
        for attempt in (
            lambda: acts.request_correction(
                actor=window, case_id=back.id, items=[("material:plan", "再画")]
            ),
            lambda: acts.refuse_to_accept(actor=window, case_id=back.id, reason="不归我们"),
        ):
            with nothing_changes(), pytest.raises(Conflict) as refused:
                attempt()
            assert refused.value.code == "already_accepted"
        assert [a.act for a in queries.acts_allowed(window, back)] == ["accept_case"]


def test_an_item_done_on_the_spot_is_accepted_without_a_limit(town):
    with moved_to(MONDAY):
        case = town.filed("instant")
        acts.accept_case(actor=town.officer("window"), case_id=case.id)
    case = Case.objects.get(id=case.id)
    assert (case.state, case.waiting_duties) == ("reviewed", ["window"])
    assert looking.clocks(case) == [("acceptance", "2026-03-09", "in_time")]
    assert "当天" in looking.notices(case)[-1]
