"""Conditions of a process: over outcomes and declared values, every outcome with one way."""

import pytest

from tongban.management.workflow.tests.drawings import Drawing, with_condition
from tongban.management.workflow.tests.test_checks import (
    found,
)

# Conditions


def test_a_condition_on_the_outcome_passes():
    assert found(with_condition("outcome == 'return'")) == set()


@pytest.mark.parametrize(
    "condition",
    [
        "outcomes.review == 'return'",
        "outcome in ['return', 'other']",
        "amount > 100 and outcome == 'return'",
        "not (amount <= 100)",
        "startsWith(kind, 'A') or len(tags) > 2",
        "some(tags, # == 'x')",
        "amount in [1..5]",
    ],
)
def test_conditions_over_declared_values_pass(condition):
    declared = {"amount": 5, "kind": "A1", "tags": ["x", "y"]}
    assert found(with_condition(condition), declared) == set()


@pytest.mark.parametrize(
    "condition",
    [
        "__import__('os').system('touch /tmp/x')",
        "().__class__.__bases__",
        "[x for x in (1,)]",
        "lambda: True",
        "open('/etc/passwd')",
        "exec('import os')",
        "outcome == 'return' if True else False",
        "$root == 1",
        "`${outcome}` == 'x'",
        "a = 1; a == 1",
        "date('2026-01-01') > 0",
        "outcome == ",
        "outcome == 'return' and",
        "((outcome == 'return')",
        "outcomes == 'x'",
        "outcomes['review'] == 'x'",
        "",
        "   ",
        "x" * 501,
    ],
)
def test_what_is_not_a_plain_condition_is_refused(condition):
    assert found(with_condition(condition)) == {("again", "condition_unreadable")}


@pytest.mark.parametrize("condition", ["outcom == 'return'", "outcome == returned", "Outcome == 1"])
def test_an_undeclared_name_is_refused(condition):
    assert found(with_condition(condition)) == {("again", "name_undeclared")}


def test_an_unknown_step_is_refused():
    assert found(with_condition("outcomes.revew == 'return'")) == {("again", "step_unknown")}


@pytest.mark.parametrize(
    "condition",
    ["outcome", "'return'", "amount", "1", "null", "outcomes.review", "amount + 1", "tags",
     "not outcome", "amount and outcome == 'return'", "len(tags)"],
)  # fmt: skip
def test_truthy_things_are_no_conditions(condition):
    declared = {"amount": 5, "tags": ["x"]}
    assert found(with_condition(condition), declared) == {("again", "condition_not_boolean")}


def test_an_outcome_without_a_way_is_refused():
    drawing = with_condition("outcome == 'return'", "pass return hold")
    drawing.nodes[2] = ("exclusiveGateway", "judge", "", "")
    drawing.flows[2] = ("judge_to_finish", "judge", "finish", "outcome == 'pass'")
    assert found(drawing) == {("judge", "no_way")}


def test_conditions_that_cover_every_outcome_need_no_default():
    drawing = with_condition("outcome == 'return'")
    drawing.nodes[2] = ("exclusiveGateway", "judge", "", "")
    drawing.flows[2] = ("judge_to_finish", "judge", "finish", "outcome == 'pass'")
    assert found(drawing) == set()


def test_two_ways_for_one_outcome_are_refused():
    drawing = with_condition("outcome == 'return'").task("more")
    drawing.flow("judge", "more", "outcome != 'pass'", "other").flow("more", "finish")
    assert found(drawing) == {("other", "conditions_overlap")}


def test_a_way_that_no_outcome_takes_is_refused():
    assert found(with_condition("outcome == 'retrun'")) == {("again", "never_taken")}


def after_both(condition):
    drawing = Drawing().start().both("split").task("left", "pass fail").task("right", "pass fail")
    drawing.both("join").choice("judge", default="judge_to_finish").end().task("more")
    drawing.flow("begin", "split").flow("split", "left").flow("split", "right")
    drawing.flow("left", "join").flow("right", "join")
    drawing.chain("join", "judge", "finish")
    return drawing.flow("judge", "more", condition, "way").flow("more", "finish")


def test_behind_a_join_the_condition_says_whose_outcome_it_means():
    assert found(after_both("outcome == 'fail'")) == {("way", "outcome_uncertain")}
    assert found(after_both("outcomes.left == 'fail' or outcomes.right == 'fail'")) == set()


def test_before_any_step_there_is_no_outcome():
    drawing = Drawing().start().choice("judge", default="d").task("review").end()
    drawing.flow("begin", "judge").flow("judge", "review", None, "d")
    drawing.flow("judge", "finish", "outcome == 'done'", "way").flow("review", "finish")
    assert found(drawing) == {("way", "outcome_uncertain")}


def test_of_a_step_done_several_times_the_outcomes_are_a_list():
    inner = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    drawing = with_condition("count(outcomes.review, # == 'pass') < 2")
    drawing.nodes[1] = (*drawing.nodes[1][:3], inner)
    assert found(drawing) == set()
    drawing.flows[-1] = ("again", "judge", "review", "outcome == 'return'")
    assert found(drawing) == {("again", "outcome_uncertain")}
