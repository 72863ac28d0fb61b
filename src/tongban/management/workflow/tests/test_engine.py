"""What the engine may do: our expressions only, at start and at restore, and not too much."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tongban.base.kernel.moments import at, moved_to, today
from tongban.management.workflow import checks, engine
from tongban.management.workflow.definition import read
from tongban.management.workflow.engine import ENGINE
from tongban.management.workflow.tests.drawings import Drawing, with_condition
from tongban.management.workflow.types import MAX_TASKS_A_STEP, ProcessError, StepKind


def spec_of(drawing):
    definition = read(drawing.bpmn())
    compiled = engine.compiled(definition.tree, definition.process_id)
    return engine.spec_from(json.loads(json.dumps(compiled)))


def again(spec, run):
    """The run as another process would find it, through the database's JSON."""
    state = json.loads(json.dumps(run.stored(), sort_keys=True))
    return engine.restored(spec, state, json.loads(json.dumps(run.values)))


def do(run, outcome, step="review", place=0):
    run.complete(run.waiting()[place].task_id, step, outcome)


def elements(run):
    return sorted(w.element_id for w in run.waiting())


# Our engine and no other


@pytest.fixture
def python_is_watched(monkeypatch):
    """Every way into the stock engine, noted."""
    calls = []
    for kind, name in [
        (PythonScriptEngine, "__init__"),
        (PythonScriptEngine, "evaluate"),
        (PythonScriptEngine, "execute"),
        (TaskDataEnvironment, "evaluate"),
        (TaskDataEnvironment, "execute"),
    ]:
        monkeypatch.setattr(kind, name, lambda *_a, _n=name, **_k: calls.append(_n))
    return calls


def test_the_stock_engine_would_run_python(tmp_path):
    marker = tmp_path / "ran"
    spec = spec_of(with_condition(f"__import__('pathlib').Path('{marker}').touch()"))
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    workflow.get_next_task(manual=True).run()
    workflow.do_engine_steps()
    assert marker.exists()


@pytest.mark.parametrize("restore", [False, True])
def test_python_in_a_condition_never_runs_neither_started_nor_restored(
    restore, tmp_path, python_is_watched
):
    marker = tmp_path / "ran"
    spec = spec_of(with_condition(f"__import__('pathlib').Path('{marker}').touch()"))
    run = engine.start(spec, {})
    if restore:
        run = again(spec, run)
    with pytest.raises(ProcessError) as refused:
        do(run, "return")
    assert refused.value.code == "condition_unreadable"
    assert not marker.exists()
    assert python_is_watched == []


def test_our_engine_is_there_at_start_and_at_restore_and_cannot_be_exchanged():
    spec = spec_of(with_condition("outcome == 'return'"))
    run = engine.start(spec, {})
    assert run.workflow.script_engine is ENGINE
    assert again(spec, run).workflow.script_engine is ENGINE
    with pytest.raises(ProcessError):
        run.workflow.script_engine = PythonScriptEngine()


def test_scripts_services_and_other_evaluations_are_refused():
    run = engine.start(spec_of(with_condition("outcome == 'return'")), {})
    task = run.workflow.task_tree
    for call in (
        lambda: ENGINE.execute(task, "import os"),
        lambda: ENGINE.call_service(task, name="x"),
        lambda: ENGINE.evaluate(task, "true"),
        lambda: ENGINE.environment.execute("import os", {}),
    ):
        with pytest.raises(ProcessError) as refused:
            call()
        assert refused.value.code == "no_script"


@pytest.mark.parametrize("tag", ["scriptTask", "serviceTask", "callActivity", "inclusiveGateway"])
def test_the_parser_does_not_know_what_may_not_be_published(tag):
    drawing = Drawing().start().node(tag, "x").end().chain("begin", "x", "finish")
    definition = read(drawing.bpmn())
    with pytest.raises(ProcessError) as refused:
        engine.compiled(definition.tree, definition.process_id)
    assert refused.value.code == "not_executable"


def test_a_stored_spec_cannot_bring_a_script_back():
    drawing = Drawing().start().task("review").end().chain("begin", "review", "finish")
    definition = read(drawing.bpmn())
    compiled = engine.compiled(definition.tree, definition.process_id)
    compiled["task_specs"]["review"]["typename"] = "ScriptTask"
    with pytest.raises(TypeError):
        engine.spec_from(compiled)


# Values


def test_values_and_spec_are_not_in_the_state():
    spec = spec_of(with_condition("outcome == 'return'"))
    run = engine.start(spec, {"amount": 12345})
    do(run, "return")
    text = json.dumps(run.stored())
    assert "12345" not in text
    assert "task_specs" not in text
    assert run.values == {
        "amount": 12345,
        "outcome": "return",
        "outcomes": {"review": "return"},
    }


def test_values_that_look_like_the_engines_own_are_only_values():
    spec = spec_of(with_condition("kind == 'BpmnWorkflow' and outcome == 'return'"))
    run = again(spec, engine.start(spec, {"kind": "BpmnWorkflow", "typename": "Task"}))
    do(run, "return")
    assert elements(run) == ["review"]


def test_behind_a_join_the_newest_outcomes_count_also_in_a_second_round():
    drawing = Drawing().start().choice("again").both("split").task("left").task("right")
    drawing.both("join").choice("judge", default="d").end()
    drawing.chain("begin", "again", "split")
    for side in ("left", "right"):
        drawing.flow("split", side).flow(side, "join")
    drawing.flow("join", "judge").flow("judge", "finish", None, "d")
    drawing.flow("judge", "again", "outcomes.left == 'fail' or outcomes.right == 'fail'")
    spec = spec_of(drawing)
    run = engine.start(spec, {})
    for first, outcomes in [
        ("left", {"left": "fail", "right": "pass"}),
        ("right", {"left": "pass", "right": "fail"}),
        ("left", {"left": "pass", "right": "pass"}),
    ]:
        assert elements(run) == ["left", "right"]
        for step in (first, "left" if first == "right" else "right"):
            run = again(spec, run)
            (task,) = [w for w in run.waiting() if w.element_id == step]
            run.complete(task.task_id, step, outcomes[step])
    assert run.completed
    assert run.end_element == "finish"


def test_a_process_ends_when_every_branch_has_ended():
    drawing = Drawing().start().both("split").task("left").task("right").end("one").end("two")
    drawing.flow("begin", "split").flow("split", "left").flow("split", "right")
    drawing.flow("left", "one").flow("right", "two")
    assert checks.findings(bpmn=drawing.bpmn(), declared={}) == []
    spec = spec_of(drawing)
    run = engine.start(spec, {})
    run.complete(next(w.task_id for w in run.waiting() if w.element_id == "right"), "right", "done")
    assert (run.completed, elements(run)) == (False, ["left"])
    run = again(spec, run)
    do(run, "done", "left")
    assert (run.completed, run.end_element) == (True, "one")


# Limits


def multiplied(cardinality, sequential="false"):
    inner = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
        f"<bpmn:loopCardinality>{cardinality}</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    drawing = Drawing().start().task("review", "pass fail", inner=inner)
    drawing.choice("judge", default="d").end().chain("begin", "review", "judge")
    drawing.flow("judge", "finish", None, "d")
    return drawing.flow("judge", "review", "count(outcomes.review, # == 'pass') < 2", "back")


@pytest.mark.parametrize("sequential", ["false", "true"])
def test_a_multiplied_step_is_done_by_each_and_all_their_outcomes_are_judged(sequential):
    spec = spec_of(multiplied("experts", sequential))
    run = engine.start(spec, {"experts": 3})
    for done, outcome in enumerate(("pass", "fail", "fail")):
        assert len(run.waiting()) == (3 - done if sequential == "false" else 1)
        run = again(spec, run)
        do(run, outcome)
    # One pass of three is too few: a new round, whose list begins anew.
    assert run.values["outcomes"]["review"] == ["pass", "fail", "fail"]
    assert elements(run) == ["review"] * (3 if sequential == "false" else 1)
    for outcome in ("pass", "fail", "pass"):
        run = again(spec, run)
        do(run, outcome)
    assert run.values["outcomes"]["review"] == ["pass", "fail", "pass"]
    assert run.completed


@pytest.mark.parametrize("experts", [0, 51, 2.5, "3", True, None, 10**9])
def test_a_step_is_multiplied_fifty_times_at_most(experts):
    with pytest.raises(ProcessError) as refused:
        engine.start(spec_of(multiplied("experts")), {"experts": experts})
    assert refused.value.code in {"cardinality", "value_missing"}


def test_fifty_at_once_run():
    run = engine.start(spec_of(multiplied("50")), {})
    assert len(run.waiting()) == 50


def test_one_act_runs_through_two_hundred_elements_and_no_more():
    def chain(length):
        drawing = Drawing().start().end()
        names = [f"g{i}" for i in range(length)]
        for name in names:
            drawing.choice(name)
        return spec_of(drawing.chain("begin", *names, "finish"))

    # The engine adds its own start, end and join, and the two events are elements too.
    own = 5
    assert engine.start(chain(MAX_TASKS_A_STEP - own), {}).completed
    with pytest.raises(ProcessError) as refused:
        engine.start(chain(MAX_TASKS_A_STEP - own + 1), {})
    assert refused.value.code == "too_many_tasks"


@given(
    outcome=st.one_of(st.text(max_size=8), st.integers(-(2**53), 2**53), st.booleans(), st.none()),
    expected=st.text("abc", max_size=2),
)
def test_a_comparison_never_answers_anything_but_true_or_false(outcome, expected):
    run = engine.start(spec_of(with_condition(f"value == '{expected}'")), {"value": outcome})
    if outcome is None:
        with pytest.raises(ProcessError):
            do(run, "pass")
    else:
        do(run, "pass")
        assert run.completed is (outcome != expected)


@pytest.mark.parametrize("value", [2**200, -(2**63) - 1])
def test_a_value_that_the_expression_language_cannot_take_stops_the_process(value):
    run = engine.start(spec_of(with_condition("value == 1")), {"value": value})
    with pytest.raises(ProcessError) as refused:
        do(run, "pass")
    assert refused.value.code == "condition_failed"


# Waiting for messages and dates


def waiting(inner, top=""):
    drawing = Drawing().start().task("review").node(
        "intermediateCatchEvent", "wait", 'name="等" tb:step="result"', inner
    )  # fmt: skip
    drawing.top = top
    return drawing.end().chain("begin", "review", "wait", "finish")


def test_a_message_is_waited_for_and_taken():
    spec = spec_of(
        waiting(
            '<bpmn:messageEventDefinition messageRef="m"/>', '<bpmn:message id="m" name="result"/>'
        )
    )
    run = engine.start(spec, {})
    do(run, "done")
    run = again(spec, run)
    (rest,) = run.waiting()
    assert (rest.element_id, rest.kind) == ("wait", StepKind.MESSAGE)
    run.deliver(rest.task_id)
    assert run.completed


DUE = at(today(), 17)
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDate>due</bpmn:timeDate></bpmn:timerEventDefinition>"


def test_a_date_is_waited_for_by_the_platforms_clock():
    spec = spec_of(waiting(TIMER))
    with moved_to(at(today(), 16)):
        run = engine.start(spec, {"due": DUE.isoformat()})
        do(run, "done")
        run = again(spec, run)
        (rest,) = run.waiting()
        assert (rest.kind, rest.due) == (StepKind.TIMER, DUE)
        run.advance()
        assert not run.completed
    run = again(spec, run)
    with moved_to(DUE):
        run.advance()
    assert run.completed


def test_a_date_that_has_passed_is_not_waited_for():
    run = engine.start(spec_of(waiting(TIMER)), {"due": DUE.isoformat()})
    with moved_to(at(today(), 18)):
        do(run, "done")
    assert run.completed


@pytest.mark.parametrize("due", [None, "", "明天", "2026-01-05T17:00:00", "P3D"])
def test_what_is_no_date_with_a_zone_stops_the_process(due):
    run = engine.start(spec_of(waiting(TIMER)), {"due": due})
    with pytest.raises(ProcessError) as refused:
        do(run, "done")
    assert refused.value.code == "value_missing"
