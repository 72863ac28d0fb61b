"""What is refused at publication: one test a rule, each naming the element and the rule."""

from pathlib import Path

import pytest

from tongban.base.kernel.errors import Invalid
from tongban.management.workflow import checks, shipped
from tongban.management.workflow.definition import read
from tongban.management.workflow.tests.drawings import HEAD, Drawing, plain, with_condition


def found(drawing, declared=None):
    bpmn = drawing if isinstance(drawing, str | bytes) else drawing.bpmn()
    return {(f.place, f.code) for f in checks.findings(bpmn=bpmn, declared=declared or {})}


def refused(bpmn):
    with pytest.raises(Invalid) as error:
        checks.findings(bpmn=bpmn, declared={})
    ((finding),) = error.value.findings
    return finding.code


@pytest.mark.parametrize("process", shipped.processes(), ids=lambda p: p.key)
def test_every_shipped_process_passes(process):
    assert found(process.bpmn, process.declared) == set()


def test_a_plain_process_passes():
    assert found(plain()) == set()


# The file


def test_a_text_is_read_whatever_encoding_its_first_line_names():
    drawing = Drawing().start().task("review", name="审查").end().chain("begin", "review", "finish")
    bpmn = '<?xml version="1.0" encoding="GBK"?>' + drawing.bpmn()
    assert read(bpmn).nodes["review"].name == "审查"
    assert read(bpmn.encode("gbk")).nodes["review"].name == "审查"


def test_a_file_over_one_megabyte_is_refused_before_it_is_read():
    assert refused("<" + "x" * 1024 * 1024) == "bpmn_too_large"


@pytest.mark.parametrize("text", ["", "not xml", "<a>", "\x00", HEAD])
def test_what_is_not_whole_xml_is_refused(text):
    assert refused(text) == "not_xml"


def test_what_is_not_bpmn_is_refused():
    assert refused("<html/>") == "not_bpmn"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY e "text">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_refused(doctype):
    assert refused(doctype + plain().bpmn()) == "document_type"


def test_an_external_entity_is_never_read(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("机密")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    bpmn = doctype + plain().bpmn().replace('name="结束"', "").replace(
        "</bpmn:endEvent>", "<bpmn:documentation>&e;</bpmn:documentation></bpmn:endEvent>"
    )
    with pytest.raises(Invalid) as error:
        checks.findings(bpmn=bpmn, declared={})
    assert error.value.findings[0].code == "document_type"
    assert "机密" not in str(error.value.findings)


@pytest.mark.parametrize("times", [0, 2])
def test_a_file_holds_one_process(times):
    body = '<bpmn:process id="p"/>' * times
    assert refused(f"{HEAD}{body}</bpmn:definitions>") == "one_process"


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


# Declared values


@pytest.mark.parametrize(
    "name", ["outcome", "outcomes", "and", "len", "1a", "a-b", "a.b", "", "名", "__x"]
)
def test_names_that_conditions_cannot_read_are_refused(name):
    assert found(plain(), {name: 1}) == {(name, "declared_name")}


@pytest.mark.parametrize(
    "sample", [None, {}, {"a": 1}, [], [None], [1, "x"], [[{}]], 2**54, float("nan")]
)
def test_a_sample_is_a_value_of_one_type(sample):
    assert found(plain(), {"amount": sample}) == {("amount", "declared_sample")}


def test_samples_have_a_size():
    assert found(plain(), {"note": "长" * 3000}) == {("declared", "data_too_large")}


# Drawing


@pytest.mark.parametrize("missing", ["begin", "review", "finish", "begin_to_review"])
def test_what_is_not_drawn_is_refused(missing):
    drawing = plain()
    drawing.undrawn = {missing}
    assert found(drawing) == {(missing, "not_drawn")}


@pytest.mark.parametrize("value", ["nan", "inf", "-1e300", "x", "0"])
def test_a_box_without_a_sane_size_is_not_drawn(value):
    bpmn = plain().bpmn().replace('width="128"', f'width="{value}"')
    assert found(bpmn) == {("review", "not_drawn")}


def test_a_flow_with_a_place_that_is_no_number_is_not_drawn():
    bpmn = plain().bpmn().replace('waypoint x="', 'waypoint x="nan', 1)
    assert found(bpmn) == {("begin_to_review", "not_drawn")}


def test_a_name_that_does_not_fit_its_box_is_refused():
    drawing = Drawing().start().task("review", name="对提交材料的真实性和完整性进行审查并核对原件")
    drawing.end().chain("begin", "review", "finish")
    assert found(drawing) == {("review", "name_does_not_fit")}


def test_a_lane_is_drawn():
    drawing = plain().node(
        "laneSet",
        "lanes",
        inner='<bpmn:lane id="hall" name="大厅"><bpmn:flowNodeRef>review</bpmn:flowNodeRef>'
        "</bpmn:lane>",
    )
    drawing.undrawn = {"lanes"}
    assert found(drawing) == {("hall", "not_drawn")}


def test_findings_come_all_at_once():
    drawing = with_condition("amont > 1").node("scriptTask", "script")
    drawing.undrawn = {"review"}
    assert found(drawing) == {
        ("script", "element_not_allowed"),
        ("again", "name_undeclared"),
        ("review", "not_drawn"),
    }
