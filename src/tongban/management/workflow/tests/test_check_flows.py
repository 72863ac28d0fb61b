"""Flows of a process: starts, ends, joins, cycles; what can never end is refused."""

import pytest

from tongban.management.workflow.tests.drawings import Drawing, plain, with_condition
from tongban.management.workflow.tests.test_checks import (
    found,
)

# Flows


@pytest.mark.parametrize("times", [0, 2])
def test_there_is_one_start(times):
    drawing = plain()
    drawing.nodes = [node for node in drawing.nodes if node[0] != "startEvent" or times]
    drawing.flows = [flow for flow in drawing.flows if flow[1] != "begin" or times]
    if times == 2:
        drawing.start("again").flow("again", "review")
    assert (("again" if times else "flow"), "one_start") in found(drawing)


def test_there_is_an_end():
    drawing = Drawing().start().task("review").choice("turn").chain("begin", "review", "turn")
    assert ("flow", "no_end") in found(drawing.flow("turn", "review"))


def test_a_flow_leads_somewhere():
    drawing = plain().flow("review", "nowhere", flow_id="loose")
    assert ("loose", "flow_loose") in found(drawing)


def test_two_nodes_are_connected_once():
    drawing = with_condition("outcome == 'return'")
    drawing.flow("judge", "review", "outcomes.review == 'return'", "twice")
    assert found(drawing) == {("twice", "flow_twice")}


def test_a_step_has_one_way_on():
    drawing = plain().end("other").flow("review", "other")
    assert found(drawing) == {("review", "outgoing")}


def test_nothing_leads_out_of_an_end_or_into_the_start():
    drawing = plain().flow("finish", "begin")
    assert found(drawing) == {("finish", "outgoing"), ("begin", "incoming")}


def test_what_cannot_be_reached_is_refused():
    drawing = plain().task("island").choice("bay", default="bay_to_finish")
    drawing.chain("island", "bay", "finish").flow("bay", "island", "outcome == 'done'")
    assert found(drawing) == {("island", "unreachable"), ("bay", "unreachable")}


def test_a_parallel_gateway_does_not_join_and_split_at_once():
    drawing = with_condition("outcome == 'return'").both("both").task("more")
    drawing.flows = [
        ("f1", "begin", "both", None),
        ("f2", "both", "review", None),
        ("f3", "both", "more", None),
        ("f4", "review", "judge", None),
        ("judge_to_finish", "judge", "finish", None),
        ("f5", "judge", "both", "outcome == 'return'"),
        ("f6", "more", "finish", None),
    ]
    assert ("both", "parallel_mixed") in found(drawing)


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (lambda d: d.flow("review", "finish", "true", "x"), "x", "condition_misplaced"),
        (lambda d: d.task("more").flow("judge", "more", None, "x"), "x", "condition_missing"),
    ],
)
def test_conditions_stand_on_the_ways_out_of_a_choice(change, place, code):
    drawing = with_condition("outcome == 'return'")
    change(drawing)
    assert (place, code) in found(drawing)


def test_a_default_way_has_no_condition():
    drawing = with_condition("outcome == 'return'")
    drawing.flows[2] = ("judge_to_finish", "judge", "finish", "outcome == 'pass'")
    assert found(drawing) == {("judge_to_finish", "default_with_condition")}


def test_a_default_way_is_one_of_the_ways():
    drawing = with_condition("outcome == 'return'")
    drawing.nodes[2] = ("exclusiveGateway", "judge", 'default="elsewhere"', "")
    assert found(drawing) == {
        ("judge", "default_unknown"),
        ("judge_to_finish", "condition_missing"),
    }


def test_a_cycle_without_anybody_to_act_is_refused():
    drawing = with_condition("outcome == 'return'").choice("turn")
    drawing.flows[-1] = ("again", "judge", "turn", "outcome == 'return'")
    drawing.flow("turn", "judge")
    assert found(drawing) == {
        ("judge", "cycle_without_wait"),
        ("turn", "cycle_without_wait"),
    }


def test_a_cycle_through_a_wait_for_a_message_passes():
    drawing = with_condition("outcome == 'return'")
    drawing.flows[-1] = ("again", "judge", "wait", "outcome == 'return'")
    drawing.node(
        "intermediateCatchEvent",
        "wait",
        'name="等" tb:step="result"',
        '<bpmn:messageEventDefinition messageRef="m"/>',
    ).flow("wait", "review")
    drawing.top = '<bpmn:message id="m" name="result"/>'
    assert found(drawing) == set()


# Soundness


def parallel(inside):
    """A parallel block of two steps whose second branch is changed by the test."""
    drawing = Drawing().start().both("split").task("left").task("right", "done again")
    drawing.both("join").end().flow("begin", "split").flow("split", "left").flow("split", "right")
    drawing.flow("left", "join").flow("join", "finish")
    return inside(drawing)


def test_parallel_branches_that_join_pass():
    assert found(parallel(lambda d: d.flow("right", "join"))) == set()


def test_a_join_that_waits_for_a_branch_that_ends_elsewhere_is_refused():
    drawing = parallel(
        lambda d: (
            d.choice("judge", default="judge_to_join")
            .end("gone")
            .chain("right", "judge", "join")
            .flow("judge", "gone", "outcome == 'again'")
        )
    )
    assert found(drawing) == {("join", "join_waits_forever")}


def test_a_choice_that_is_joined_as_if_parallel_is_refused():
    drawing = with_condition("outcome == 'return'").both("join").task("other")
    drawing.flows[2] = ("judge_to_finish", "judge", "join", None)
    drawing.flows[-1] = ("again", "judge", "other", "outcome == 'return'")
    drawing.chain("other", "join", "finish")
    assert found(drawing) == {("join", "join_waits_forever")}


def test_a_way_back_out_of_a_parallel_branch_is_refused():
    drawing = parallel(
        lambda d: (
            d.choice("judge", default="judge_to_join")
            .choice("before")
            .chain("right", "judge", "join")
            .flow("judge", "before", "outcome == 'again'")
            .flow("before", "split")
        )
    )
    drawing.flows[0] = ("begin_to_before", "begin", "before", None)
    assert "runs_twice" in {code for _place, code in found(drawing)}


def test_a_way_that_never_ends_is_refused():
    drawing = with_condition("outcome == 'return'").task("loop").choice("turn")
    drawing.flows[-1] = ("again", "judge", "turn", "outcome == 'return'")
    drawing.chain("turn", "loop").flow("loop", "turn")
    assert found(drawing) == {("turn", "no_way_out"), ("loop", "no_way_out")}


def test_too_many_parallel_ways_are_refused_rather_than_searched_for_ever():
    drawing = Drawing().start().both("split").both("join").end()
    drawing.flow("begin", "split").flow("join", "finish")
    for i in range(12):
        first, second = f"a{i}", f"b{i}"
        drawing.task(first).task(second).chain("split", first, second, "join")
    assert found(drawing) == {("flow", "too_complex")}
