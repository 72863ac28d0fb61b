"""Doing steps: from filing to the end, by the right hands, one at a time, all or nothing."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import at, moved_to, today
from tongban.management.workflow import queries, services
from tongban.management.workflow.models import ProcessInstance, ProcessStep
from tongban.management.workflow.tests.conftest import (
    APPLICANT,
    DIVISION,
    PLATFORM,
    WINDOW,
    Subject,
    unchecked,
)
from tongban.management.workflow.tests.drawings import Drawing, with_condition
from tongban.management.workflow.types import ProcessError


def stored():
    """Everything that is kept of instances and steps, to prove that nothing changed."""
    return (
        list(ProcessInstance.objects.order_by("id").values()),
        list(ProcessStep.objects.order_by("id").values()),
        Entry.objects.count(),
    )


def test_starting_waits_at_the_first_step(shipped):
    subject = Subject(shipped["standard_license"].id)
    (waiting,) = subject.started
    assert (waiting.element_id, waiting.step, waiting.name, waiting.duty, waiting.days) == (
        "prereview",
        "prereview",
        "预审",
        "window",
        1,
    )
    assert waiting.outcomes == ("pass", "correction", "refuse")
    position = queries.position("case", subject.id)
    assert position.waiting == (waiting,)
    assert not position.completed
    row = ProcessInstance.objects.get()
    assert (row.division_code, row.status, row.version) == (DIVISION, "running", 1)
    assert "spec" not in row.state


def test_a_second_process_for_the_same_subject_is_refused_and_changes_nothing(shipped):
    subject = Subject(shipped["standard_license"].id)
    before = stored()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        services.start_process(
            actor=PLATFORM,
            process_id=shipped["instant"].id,
            subject_kind="case",
            subject_id=subject.id,
            division_code=DIVISION,
        )
    assert refused.value.code == "process_started"
    assert stored() == before


def test_an_unknown_process_cannot_be_started(db):
    with pytest.raises(Missing):
        Subject(uuid4())
    assert not ProcessInstance.objects.exists()


WHOLE_WAY = [
    ("prereview", "pass", ["accept"]),
    ("accept", "accept", ["review"]),
    ("review", "pass", ["decide"]),
    ("decide", "grant", ["issue"]),
    ("issue", "issued", ["close"]),
    ("close", "closed", []),
]


def test_the_whole_way_of_a_licence(shipped):
    subject = Subject(shipped["standard_license"].id)
    for step, outcome, after in WHOLE_WAY:
        position = subject.do(step, outcome)
        assert [w.step for w in position.waiting] == after
        assert position == queries.position("case", subject.id)
    assert position.completed
    assert position.end_element == "closed"
    assert ProcessInstance.objects.get().status == "completed"


@pytest.mark.parametrize(
    ("process", "done", "steps", "end"),
    [
        ("standard_license", ["prereview:correction"], ["correct"], ""),
        ("standard_license", ["prereview:correction", "correct:corrected"], ["prereview"], ""),
        ("standard_license", ["prereview:refuse"], [], "refused_at_prereview"),
        ("standard_license", ["prereview:pass", "accept:correction"], ["correct"], ""),
        (
            "standard_license",
            ["prereview:pass", "accept:correction", "correct:corrected"],
            ["accept"],
            "",
        ),
        ("standard_license", ["prereview:pass", "accept:refuse"], [], "refused_at_accept"),
        (
            "standard_license",
            ["prereview:pass", "accept:accept", "review:return"],
            ["accept"],
            "",
        ),
        (
            "standard_license",
            ["prereview:pass", "accept:accept", "review:pass", "decide:return"],
            ["review"],
            "",
        ),
        (
            "standard_license",
            ["prereview:pass", "accept:accept", "review:pass", "decide:refuse"],
            ["close"],
            "",
        ),
        ("instant", ["accept:accept"], ["decide"], ""),
        ("instant", ["accept:refuse"], [], "refused"),
        ("instant", ["accept:correction"], ["correct"], ""),
        ("instant", ["accept:accept", "decide:grant"], ["issue"], ""),
        ("instant", ["accept:accept", "decide:refuse", "close:closed"], [], "closed"),
        ("joint_review", ["accept:accept"], ["review", "inspect"], ""),
        ("joint_review", ["accept:accept", "inspect:pass"], ["review"], ""),
        ("joint_review", ["accept:accept", "inspect:fail", "review:pass"], ["decide"], ""),
        (
            "joint_review",
            ["accept:accept", "review:pass", "inspect:pass", "decide:return"],
            ["review", "inspect"],
            "",
        ),
    ],
)
def test_each_outcome_leads_where_the_chart_says(shipped, process, done, steps, end):
    subject = Subject(shipped[process].id)
    for act in done:
        step, outcome = act.split(":")
        position = subject.do(step, outcome)
    assert sorted(w.step for w in position.waiting) == sorted(steps)
    assert position.end_element == end
    assert position.completed is (not steps)


def test_a_step_that_does_not_wait_is_refused_and_changes_nothing(shipped):
    subject = Subject(shipped["standard_license"].id)
    before = stored()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        subject.do("decide", "grant")
    assert refused.value.code == "step_not_waiting"
    assert stored() == before


def test_an_ended_process_takes_no_step(shipped):
    subject = Subject(shipped["standard_license"].id)
    subject.do("prereview", "refuse")
    before = stored()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        subject.do("prereview", "pass")
    assert refused.value.code == "process_ended"
    assert stored() == before


def test_a_subject_without_a_process_is_missing(db):
    with pytest.raises(Missing):
        services.complete_step(
            actor=PLATFORM, subject_kind="case", subject_id=uuid4(), step="accept", outcome="x"
        )


def test_an_outcome_that_the_step_does_not_have_is_refused_and_changes_nothing(shipped):
    subject = Subject(shipped["standard_license"].id)
    before = stored()
    with pytest.raises(Invalid) as refused, transaction.atomic():
        subject.do("prereview", "retrun")
    assert refused.value.code == "outcome_unknown"
    assert "pass、correction、refuse" in refused.value.message
    assert stored() == before


@pytest.mark.parametrize("actor", [APPLICANT, VISITOR])
def test_an_applicant_cannot_do_an_officers_step(shipped, actor):
    subject = Subject(shipped["standard_license"].id)
    before = stored()
    with pytest.raises(Forbidden), transaction.atomic():
        subject.do("prereview", "pass", actor=actor)
    assert stored() == before


def test_an_applicant_does_the_applicants_step(shipped):
    subject = Subject(shipped["standard_license"].id)
    subject.do("prereview", "correction", actor=WINDOW)
    position = subject.do("correct", "corrected", actor=APPLICANT)
    assert position.awaits("prereview") is not None


def test_an_occurrence_that_was_already_done_is_refused_by_its_own_id(shipped):
    subject = Subject(shipped["standard_license"].id)
    seen = subject.started[0].task_id
    subject.do("prereview", "correction")
    subject.do("correct", "corrected")
    with pytest.raises(Conflict), transaction.atomic():
        subject.do("prereview", "pass", task_id=seen)
    again = queries.position("case", subject.id).waiting[0]
    assert again.task_id != seen
    assert subject.do("prereview", "pass", task_id=again.task_id).awaits("accept") is not None


def test_the_timeline_says_who_did_what_when(shipped):
    with moved_to(at(today(), 9)):
        subject = Subject(shipped["standard_license"].id)
    with moved_to(at(today(), 10)):
        subject.do("prereview", "pass", actor=WINDOW)
    done, waiting = queries.history("case", subject.id)
    assert (done.step, done.name, done.outcome) == ("prereview", "预审", "pass")
    assert (done.started_at, done.ended_at) == (at(today(), 9), at(today(), 10))
    assert done.by == {"capacity": "post", "name": "白露"}
    assert (waiting.step, waiting.started_at, waiting.ended_at) == ("accept", at(today(), 10), None)
    assert waiting.by == {}


def test_positions_of_many_subjects_take_one_query(shipped, django_assert_num_queries):
    here, done, parallel = (
        Subject(shipped[key].id) for key in ("standard_license", "instant", "joint_review")
    )
    done.do("accept", "refuse")
    parallel.do("accept", "accept")
    stranger = uuid4()
    with django_assert_num_queries(1):
        found = queries.positions("case", [here.id, done.id, parallel.id, stranger])
    assert set(found) == {here.id, done.id, parallel.id}
    assert [w.step for w in found[here.id].waiting] == ["prereview"]
    assert found[done.id].completed
    assert {w.step for w in found[parallel.id].waiting} == {"review", "inspect"}


def test_a_step_takes_eight_statements(shipped, django_assert_num_queries):
    subject = Subject(shipped["standard_license"].id)
    with django_assert_num_queries(8):  # savepoint and its release included
        subject.do("prereview", "pass")


def test_values_are_taken_at_the_start_and_with_a_step(db):
    process = unchecked(
        with_condition("amount > 100 and outcome == 'return'"), declared={"amount": 1}
    )
    subject = Subject(process.id, data={"amount": 50})
    assert ProcessInstance.objects.get().data == {"amount": 50}
    position = subject.do("review", "return", data={"amount": 101})
    assert position.awaits("review") is not None
    assert subject.do("review", "return", data={"amount": 100}).completed


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"unheard": 1}, "undeclared_value"),
        ({"amount": "1"}, "value_type"),
        ({"amount": True}, "value_type"),
        ({"amount": None}, "value_type"),
        ({"note": "长" * 4000}, "data_too_large"),
    ],
)
def test_values_that_are_undeclared_of_another_type_or_too_large_change_nothing(db, data, code):
    process = unchecked(
        with_condition("amount > 100 and outcome == 'return'"),
        declared={"amount": 1, "note": "x"},
    )
    subject = Subject(process.id, data={"amount": 50})
    before = stored()
    with pytest.raises(Invalid) as refused, transaction.atomic():
        subject.do("review", "return", data=data)
    assert [f.code for f in refused.value.findings] == [code]
    assert stored() == before


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("outcome", "condition_not_boolean"),
        ("amount", "condition_not_boolean"),
        ("null", "condition_not_boolean"),
        ("amont > 3", "value_missing"),
        ("amount and outcome == 'return'", "condition_failed"),
        ("__import__('os').system('id')", "condition_unreadable"),
    ],
)
def test_a_condition_that_is_not_true_or_false_stops_the_step_and_stores_nothing(
    db, condition, code
):
    process = unchecked(with_condition(condition), declared={"amount": 1})
    subject = Subject(process.id, data={"amount": 5})
    before = stored()
    with pytest.raises(ProcessError) as refused, transaction.atomic():
        subject.do("review", "return")
    assert refused.value.code == code
    assert stored() == before


def test_a_cycle_that_never_waits_is_stopped_and_stores_nothing(db):
    drawing = with_condition("outcome == 'return'")
    drawing.flows[-1] = ("again", "judge", "turn", "outcome == 'return'")
    drawing.choice("turn").flow("turn", "judge")
    subject = Subject(unchecked(drawing).id)
    before = stored()
    with pytest.raises(ProcessError) as refused, transaction.atomic():
        subject.do("review", "return")
    assert refused.value.code == "too_many_tasks"
    assert stored() == before


def test_a_join_that_nothing_reaches_stops_the_step_and_stores_nothing(db):
    drawing = (
        Drawing()
        .start()
        .task("review", "pass return")
        .choice("judge", default="judge_to_join")
        .task("other")
        .both("join")
        .end()
        .chain("begin", "review", "judge", "join", "finish")
        .flow("judge", "other", "outcome == 'return'")
        .flow("other", "join")
    )
    subject = Subject(unchecked(drawing).id)
    before = stored()
    with pytest.raises(ProcessError) as refused, transaction.atomic():
        subject.do("review", "pass")
    assert refused.value.code == "stuck"
    assert stored() == before


def test_a_kill_in_the_middle_of_a_step_leaves_it_waiting(committed, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(**_kwargs):
        assert ProcessStep.objects.filter(outcome="pass").exists()
        raise Killed

    def body():
        subject = Subject(services.publish_shipped(actor=PLATFORM)["standard_license"].id)
        before = stored()
        monkeypatch.setattr(services, "record", killed)
        with pytest.raises(Killed):
            subject.do("prereview", "pass")
        monkeypatch.undo()
        assert stored() == before
        assert subject.do("prereview", "pass").awaits("accept") is not None

    committed(body)


def test_of_two_officers_deciding_at_once_one_wins_and_the_other_gets_a_conflict(committed):
    ready = threading.Barrier(2)
    answers = []

    def decide(subject, outcome):
        ready.wait(timeout=30)
        try:
            answers.append(subject.do("decide", outcome))
        except Conflict as error:
            answers.append(error.code)
        finally:
            connection.close()

    def body():
        subject = Subject(services.publish_shipped(actor=PLATFORM)["instant"].id)
        subject.do("accept", "accept")
        threads = [threading.Thread(target=decide, args=(subject, o)) for o in ("grant", "refuse")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert len(answers) == 2
        assert answers.count("step_not_waiting") == 1
        row = ProcessStep.objects.get(step="decide")
        (waiting,) = queries.position("case", subject.id).waiting
        assert (row.outcome, waiting.step) in {("grant", "issue"), ("refuse", "close")}
        assert ProcessInstance.objects.get().version == 3

    committed(body)


def test_the_second_of_two_transactions_waits_for_the_first_and_sees_what_it_did(committed):
    answers = []

    def second(subject):
        try:
            answers.append(subject.do("accept", "refuse"))
        except Conflict as error:
            answers.append(error.code)
        finally:
            connection.close()

    def body():
        subject = Subject(services.publish_shipped(actor=PLATFORM)["instant"].id)
        thread = threading.Thread(target=second, args=(subject,))
        with transaction.atomic():
            subject.do("accept", "accept")
            thread.start()
            thread.join(timeout=0.5)
            assert thread.is_alive()
            assert answers == []
        thread.join(timeout=60)
        assert answers == ["step_not_waiting"]
        assert queries.position("case", subject.id).awaits("decide") is not None

    committed(body)
