"""Branches of one process that run beside each other: finished together, sent back, withdrawn, ended
and timed out while the other goes on, each on a connection of its own.
"""

import pytest

from tongban.base.clocks.models import Clock
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Conflict
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import guide, moved_to
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.tests.test_two_at_once import split, together
from tongban.management.catalog.services import publish_item
from tongban.management.workflow.models import ProcessInstance, ProcessStep
from tongban.management.workflow.queries import position

MONDAY = moment(2026, 3, 2, 10, 0)
OVER = moment(2026, 3, 17, 9, 0)


def both(town, result="pass", **changes):
    """A case whose review and inspection wait beside each other; two have been there."""
    with moved_to(MONDAY):
        if changes:
            publish_item(
                actor=operator(),
                item_id=town.items["joint"],
                guide=guide(**changes),
                form_id=town.forms["food"],
                process_id=town.processes["joint_review"],
            )
        case = town.filed("joint")
        acts.accept_case(actor=town.officer("window"), case_id=case.id)
        town.inspected(case, result)
    return case


def reviewing(town, case, act="pass_review", **more):
    return lambda: getattr(acts, act)(actor=town.officer("handler"), case_id=case.id, **more)


def inspecting(town, case, act="pass_inspection", **more):
    return lambda: getattr(acts, act)(actor=town.officer("inspector"), case_id=case.id, **more)


def steps(case):
    """(step, outcome or empty while it waits), in the order in which they began."""
    rows = ProcessStep.objects.filter(instance__subject_id=case.id).order_by("started_at", "id")
    return sorted((row.step, row.outcome or "") for row in rows)


def waiting(case):
    return sorted(one.step for one in position("case", case.id).waiting)


def state(case):
    return Case.objects.get(id=case.id).state


def done_with(case, *kinds):
    return CaseEvent.objects.filter(case=case, kind__in=kinds).count()


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_both_finish_at_once_and_the_decision_waits_once(self, open_town):
        case = both(open_town)
        done, refused = split(together(reviewing(open_town, case), inspecting(open_town, case)))
        assert (len(done), refused) == (2, [])
        assert (state(case), waiting(case)) == ("reviewed", ["decide"])
        assert steps(case) == [
            ("accept", "accept"), ("decide", ""), ("inspect", "pass"), ("review", "pass"),
        ]  # fmt: skip
        assert done_with(case, "reviewed", "inspected") == 2

    def test_one_that_fails_does_not_undo_the_other(self, open_town):
        case = both(open_town)
        done, refused = split(
            together(
                reviewing(open_town, case, "fail_review", reason="面积不够"),
                inspecting(open_town, case),
            )
        )
        assert (len(done), refused) == (2, [])
        assert (state(case), waiting(case)) == ("reviewed", ["decide"])
        assert ("review", "fail") in steps(case)
        assert ("inspect", "pass") in steps(case)

    def test_two_officers_of_one_branch_finish_it_once_and_the_other_branch_waits(self, open_town):
        case = both(open_town)
        second = open_town.officer("handler2")
        done, refused = split(
            together(
                reviewing(open_town, case),
                lambda: acts.fail_review(actor=second, case_id=case.id, reason="不符合"),
            )
        )
        assert (len(done), [e.code for e in refused]) == (1, ["wrong_state"])
        assert (state(case), waiting(case)) == ("accepted", ["inspect"])
        assert done_with(case, "reviewed", "review_failed") == 1
        assert Case.objects.get(id=case.id).waiting_duties == ["reviewer"]

    @pytest.mark.parametrize("ending", ["withdraw_case", "terminate_case"])
    def test_what_ends_the_case_ends_every_branch(self, open_town, ending):
        case = both(open_town)
        person, signer = open_town.person(), open_town.officer("signer")
        ends = {
            "withdraw_case": lambda: acts.withdraw_case(actor=person, case_id=case.id),
            "terminate_case": lambda: acts.terminate_case(
                actor=signer, case_id=case.id, cause="gone", words="店拆了"
            ),
        }
        answers = together(ends[ending], reviewing(open_town, case), inspecting(open_town, case))
        assert not isinstance(answers[0], Exception)
        assert {type(a) for a in answers[1:]} <= {Case, Conflict}
        assert state(case) in {"withdrawn", "terminated"}
        assert waiting(case) == []
        assert ProcessInstance.objects.get(subject_id=case.id).status == "cancelled"
        assert not ProcessStep.objects.filter(
            instance__subject_id=case.id, ended_at__isnull=True
        ).exists()
        assert not Clock.objects.filter(subject_id=case.id, ended_at=None).exists()
        # What a branch said before the end stands once in the timeline; after it nothing does.
        said = looking.events(case)
        assert said[-1] in {"withdrawn", "terminated"}
        assert len(said) == len(set(said))

    def test_the_limit_that_grants_and_a_branch_at_once_make_one_decision(self, open_town):
        case = both(open_town, tacit="某条例第三十三条")
        with moved_to(OVER):
            handler = open_town.officer("handler")
            together(
                lambda: acts.grant_by_silence(actor=system(), case_id=case.id),
                lambda: acts.fail_review(actor=handler, case_id=case.id, reason="不符合"),
                lambda: acts.grant_by_silence(actor=system(), case_id=case.id),
            )
            assert state(case) == "granted"
            assert waiting(case) == ["issue"]
        assert done_with(case, "deemed_granted", "granted", "refused") == 1
        # Whoever came second found the branch done; nobody's word is in the chart twice.
        assert [step for step, _outcome in steps(case)].count("review") == 1


def test_a_return_opens_both_branches_anew_and_neither_counts_from_before(town):
    case = both(town)
    reviewing(town, case)()
    inspecting(town, case)()
    acts.return_decision(actor=town.officer("signer"), case_id=case.id, reason="再看一次")
    assert (state(case), waiting(case)) == ("accepted", ["inspect", "review"])
    reviewing(town, case)()
    assert (state(case), waiting(case)) == ("accepted", ["inspect"])
    inspecting(town, case)()
    assert (state(case), waiting(case)) == ("reviewed", ["decide"])
    assert steps(case).count(("review", "pass")) == 2
    assert acts.grant(actor=town.officer("signer"), case_id=case.id).decision == "granted"


@pytest.mark.django_db(transaction=True)
def test_returned_twice_at_once_the_branches_open_once(open_town):
    case = both(open_town)
    reviewing(open_town, case)()
    inspecting(open_town, case)()
    one, two = open_town.officer("signer"), open_town.officer("signer2")
    done, refused = split(
        together(
            lambda: acts.return_decision(actor=one, case_id=case.id, reason="再看一次"),
            lambda: acts.return_decision(actor=two, case_id=case.id, reason="再看一次"),
        )
    )
    assert (len(done), [e.code for e in refused]) == (1, ["wrong_state"])
    assert waiting(case) == ["inspect", "review"]
    assert done_with(case, "returned") == 1
