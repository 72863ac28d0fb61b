"""Elements of a process: what is allowed, what a step says, steps that are done several times."""

import pytest

from tongban.management.workflow.tests.drawings import Drawing, plain
from tongban.management.workflow.tests.test_checks import (
    found,
)

# Elements


@pytest.mark.parametrize(
    "kind",
    [
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "manualTask",
        "task",
        "callActivity",
        "subProcess",
        "adHocSubProcess",
        "transaction",
        "inclusiveGateway",
        "complexGateway",
        "eventBasedGateway",
        "boundaryEvent",
        "intermediateThrowEvent",
        "dataObject",
        "dataObjectReference",
        "ioSpecification",
        "anythingNew",
    ],
)
def test_an_element_outside_the_allow_list_is_refused(kind):
    assert found(plain().node(kind, "x")) == {("x", "element_not_allowed")}


LOOP = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
    "%s</bpmn:multiInstanceLoopCharacteristics>"
)


@pytest.mark.parametrize(
    "inner",
    [
        '<bpmn:standardLoopCharacteristics loopMaximum="3"/>',
        LOOP % "<bpmn:completionCondition>true</bpmn:completionCondition>",
        LOOP % "<bpmn:loopDataInputRef>x</bpmn:loopDataInputRef>",
        "<bpmn:dataInputAssociation/>",
        "<bpmn:script>import os</bpmn:script>",
    ],
)
def test_a_step_with_something_inside_that_would_run_is_refused(inner):
    drawing = Drawing().start().task("review", inner=inner).end()
    drawing.chain("begin", "review", "finish")
    codes = {code for place, code in found(drawing)}
    assert "element_not_allowed" in codes
    assert codes <= {"element_not_allowed", "attribute_not_allowed"}


@pytest.mark.parametrize("kind", ["startEvent", "endEvent"])
@pytest.mark.parametrize(
    "event",
    ["messageEventDefinition", "timerEventDefinition"],
)
def test_starts_and_ends_are_plain(kind, event):
    drawing = Drawing()
    drawing.start().task("review").end().chain("begin", "review", "finish")
    drawing.nodes = [
        (k, i, a, f"<bpmn:{event}/>" if k == kind else inner) for k, i, a, inner in drawing.nodes
    ]
    place = "begin" if kind == "startEvent" else "finish"
    assert found(drawing) == {(place, "event_not_allowed")}


@pytest.mark.parametrize(
    "event", ["signalEventDefinition", "conditionalEventDefinition", "terminateEventDefinition"]
)
def test_other_events_are_refused(event):
    drawing = waiting(f"<bpmn:{event}/>")
    assert ("wait", "element_not_allowed") in found(drawing)


def waiting(inner, attributes='tb:step="result"'):
    drawing = Drawing().start().node("intermediateCatchEvent", "wait", f'name="等" {attributes}')
    drawing.nodes[-1] = (*drawing.nodes[-1][:3], inner)
    drawing.end().chain("begin", "wait", "finish")
    drawing.top = '<bpmn:message id="m" name="result"/><bpmn:message id="nameless"/>'
    return drawing


def test_waiting_for_a_message_passes():
    assert found(waiting('<bpmn:messageEventDefinition messageRef="m"/>')) == set()


@pytest.mark.parametrize("reference", ["", 'messageRef="other"', 'messageRef="nameless"'])
def test_a_message_must_be_named(reference):
    drawing = waiting(f"<bpmn:messageEventDefinition {reference}/>")
    assert found(drawing) == {("wait", "message_missing")}


@pytest.mark.parametrize(
    "inner",
    [
        "",
        '<bpmn:messageEventDefinition messageRef="m"/><bpmn:messageEventDefinition messageRef="m"/>',
    ],
)
def test_a_wait_waits_for_one_thing(inner):
    assert ("wait", "one_event") in found(waiting(inner))


def test_a_wait_says_for_what():
    drawing = waiting('<bpmn:messageEventDefinition messageRef="m"/>', attributes="")
    assert found(drawing) == {("wait", "step_missing")}


def timer(inner):
    return waiting(f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>")


def test_a_timer_takes_its_date_from_a_declared_value():
    drawing = timer("<bpmn:timeDate>due</bpmn:timeDate>")
    assert found(drawing, {"due": "2026-01-05T17:00:00+08:00"}) == set()


@pytest.mark.parametrize(
    ("date", "declared"),
    [
        ("due", {}),
        ("due", {"due": "下周一"}),
        ("due", {"due": "2026-01-05"}),
        ("due", {"due": 5}),
        ("2026-01-05T17:00:00+08:00", {}),
        ("__import__('os')", {}),
    ],
)
def test_a_timer_without_a_declared_date_is_refused(date, declared):
    drawing = timer(f"<bpmn:timeDate>{date}</bpmn:timeDate>")
    assert found(drawing, declared) == {("wait", "timer_date")}


@pytest.mark.parametrize("own", ["timeDuration", "timeCycle"])
def test_a_timer_of_its_own_is_refused(own):
    drawing = timer(f"<bpmn:{own}>PT1H</bpmn:{own}>")
    assert found(drawing) == {("wait", "element_not_allowed"), ("wait", "timer_date")}


@pytest.mark.parametrize(
    "foreign",
    [
        '<camunda:script xmlns:camunda="http://camunda.org/schema/1.0/bpmn">x</camunda:script>',
        "<plain/>",
    ],
)
def test_content_of_other_software_is_refused(foreign):
    drawing = plain()
    drawing.nodes[1] = (
        *drawing.nodes[1][:3],
        f"<bpmn:extensionElements>{foreign}</bpmn:extensionElements>",
    )
    assert found(drawing) == {("review", "foreign_element")}


@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        ('xmlns:c="http://camunda.org/schema/1.0/bpmn" c:assignee="x"', "foreign_attribute"),
        ('tb:stepp="accept"', "attribute_not_allowed"),
        ('isForCompensation="true"', "attribute_not_allowed"),
        ('completionQuantity="2"', "attribute_not_allowed"),
    ],
)
def test_attributes_that_nobody_reads_are_refused(attribute, code):
    drawing = Drawing().start().task("review", more=attribute).end()
    assert found(drawing.chain("begin", "review", "finish")) == {("review", code)}


def test_our_attributes_stand_on_steps_only():
    drawing = Drawing().node("startEvent", "begin", 'tb:duty="window"').task("review").end()
    assert found(drawing.chain("begin", "review", "finish")) == {("begin", "attribute_not_allowed")}


def test_an_unexecutable_process_is_refused():
    bpmn = plain().bpmn().replace('isExecutable="true"', 'isExecutable="false"')
    assert found(bpmn) == {("flow", "not_executable")}


@pytest.mark.parametrize("name", ["Start", "End", "Root", "a.b", "a b", "1a", "审查", "a" * 65])
def test_ids_that_the_engine_could_confuse_are_refused(name):
    drawing = Drawing().start().task(name, step="review").end().chain("begin", name, "finish")
    assert (name, "id_not_allowed") in found(drawing)


def test_an_id_twice_is_refused():
    drawing = plain().task("review")
    assert ("review", "id_twice") in found(drawing)


@pytest.mark.parametrize(
    ("task", "code"),
    [
        ({"step": ""}, "step_missing"),
        ({"step": "审查"}, "step_missing"),
        ({"duty": ""}, "duty_unknown"),
        ({"duty": "boss"}, "duty_unknown"),
        ({"outcomes": ""}, "outcomes_missing"),
        ({"outcomes": "通过"}, "outcomes_missing"),
        ({"more": 'tb:days="P3D"'}, "days_not_a_number"),
        ({"more": 'tb:days="-1"'}, "days_not_a_number"),
        ({"name": " "}, "name_missing"),
        ({"name": "很" * 61}, "text_too_long"),
        ({"inner": f"<bpmn:documentation>{'很' * 401}</bpmn:documentation>"}, "text_too_long"),
    ],
)
def test_a_step_says_what_it_is_who_does_it_and_how_it_ends(task, code):
    drawing = Drawing().start().task("review", **task).end().chain("begin", "review", "finish")
    assert ("review", code) in found(drawing)
    assert {place for place, _code in found(drawing)} == {"review"}


def test_a_step_drawn_twice_is_done_by_one_duty():
    drawing = Drawing().start().task("first", step="review").task("second", step="review")
    drawing.end().chain("begin", "first", "second", "finish")
    assert found(drawing) == set()
    drawing.nodes[2] = (
        *drawing.nodes[2][:2],
        drawing.nodes[2][2].replace("handler", "signer"),
        "",
    )
    assert found(drawing) == {("second", "step_by_two_duties")}


def test_more_than_two_hundred_nodes_are_refused_without_further_work():
    drawing = Drawing().start()
    names = [f"step{i}" for i in range(200)]
    for name in names:
        drawing.task(name, step="review")
    drawing.end().chain("begin", *names, "finish")
    assert found(drawing) == {("flow", "too_many_nodes")}


# Multiplied steps


def multiplied(cardinality):
    inner = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopCardinality>'
        f"{cardinality}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )
    drawing = Drawing().start().task("review", inner=inner).end()
    return drawing.chain("begin", "review", "finish")


@pytest.mark.parametrize(("text", "declared"), [("3", {}), ("50", {}), ("experts", {"experts": 3})])
def test_a_step_done_up_to_fifty_times_passes(text, declared):
    assert found(multiplied(text), declared) == set()


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("", {}, "cardinality"),
        ("0", {}, "cardinality"),
        ("51", {}, "cardinality"),
        ("2.5", {}, "cardinality"),
        ("true", {}, "cardinality"),
        ("'3'", {}, "cardinality"),
        ("experts", {"experts": 51}, "cardinality"),
        ("experts", {}, "name_undeclared"),
        ("len([1,2]) + __import__('os')", {}, "condition_unreadable"),
    ],
)
def test_how_often_a_step_is_done_is_a_number_from_one_to_fifty(text, declared, code):
    assert found(multiplied(text), declared) == {("review", code)}
