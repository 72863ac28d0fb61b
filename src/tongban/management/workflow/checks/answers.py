"""Conditions: every name declared, every answer true or false, every outcome with one way."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tongban.base.kernel.errors import FieldFinding
from tongban.management.workflow import conditions
from tongban.management.workflow.conditions import OUTCOME, OUTCOMES
from tongban.management.workflow.definition import (
    CATCH,
    EXCLUSIVE,
    PARALLEL,
    USER_TASK,
    Definition,
    Flow,
    Node,
)
from tongban.management.workflow.types import ProcessError


def findings(definition: Definition, declared: Mapping[str, Any]) -> list[FieldFinding]:
    """What is wrong with conditions, multiplied steps and timers."""
    found: list[FieldFinding] = []
    samples = _samples(definition, declared)
    for node in definition.nodes.values():
        if node.multiple:
            found += _cardinality(node, declared)
        if node.kind == CATCH and "timerEventDefinition" in node.catches:
            found += _due(node, declared)
        if node.kind == EXCLUSIVE and len(definition.outgoing[node.id]) > 1:
            found += _gateway(definition, node, samples)
    return found


def _samples(definition: Definition, declared: Mapping[str, Any]) -> dict[str, Any]:
    outcomes: dict[str, Any] = {}
    for node in definition.of_kind(USER_TASK):
        if node.outcomes:
            outcomes[node.step] = [node.outcomes[0]] if node.multiple else node.outcomes[0]
    return {**declared, OUTCOME: None, OUTCOMES: outcomes}


def _unreadable(place: str, text: str, samples: Mapping[str, Any]) -> Iterator[FieldFinding]:
    """What can be said about an expression without evaluating it."""
    read = conditions.reading(text)
    if read.problem:
        yield FieldFinding(place, "condition_unreadable", f"条件“{text}”：{read.problem}")
    for name in sorted(read.names - samples.keys()):
        yield FieldFinding(
            place,
            "name_undeclared",
            f"条件“{text}”里的“{name}”没有声明，请改正拼写，或声明它并给一个样例。",
        )
    for step in sorted(read.steps - samples.get(OUTCOMES, {}).keys()):
        yield FieldFinding(
            place, "step_unknown", f"条件“{text}”里的“outcomes.{step}”不是图上的环节，请改正拼写。"
        )


def _cardinality(node: Node, declared: Mapping[str, Any]) -> Iterator[FieldFinding]:
    if not node.cardinality:
        yield FieldFinding(
            node.id, "cardinality", f"“{node.name}”要办几次没有写，请填 1 到 50 的数或声明过的值。"
        )
        return
    known = {**declared, OUTCOMES: {}}
    problems = list(_unreadable(node.id, node.cardinality, known))
    yield from problems
    if not problems:
        try:
            conditions.cardinality(node.cardinality, declared)
        except ProcessError as error:
            yield FieldFinding(node.id, "cardinality", error.message)


def _due(node: Node, declared: Mapping[str, Any]) -> Iterator[FieldFinding]:
    sample = declared.get(node.due)
    try:
        moment = datetime.fromisoformat(sample) if isinstance(sample, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        yield FieldFinding(
            node.id,
            "timer_date",
            f"“{node.name}”的 timeDate 应是一个声明过的值的名称，样例是带时区的时间，"
            "例如 2026-01-05T17:00:00+08:00；期限由系统算好后交给流程。",
        )


def _outcomes_before(definition: Definition, gateway: Node) -> tuple[set[str], bool]:
    """The outcomes with which this gateway can be reached, and whether ``outcome`` is certain.

    It is not certain behind a join, behind something multiplied, behind a wait for a message or a
    date, and at the very start.
    """
    outcomes: set[str] = set()
    certain = True
    seen = {gateway.id}
    todo = [gateway.id]
    while todo:
        for flow in definition.incoming[todo.pop()]:
            node = definition.nodes.get(flow.source)
            if node is None or node.id in seen:
                continue
            seen.add(node.id)
            if node.kind == USER_TASK and not node.multiple:
                outcomes |= set(node.outcomes)
            elif node.kind == EXCLUSIVE or (
                node.kind == PARALLEL and len(definition.incoming[node.id]) == 1
            ):
                todo.append(node.id)
            else:
                certain = False
    return outcomes, certain


def _gateway(
    definition: Definition, gateway: Node, samples: Mapping[str, Any]
) -> Iterator[FieldFinding]:
    outcomes, certain = _outcomes_before(definition, gateway)
    flows = [f for f in definition.outgoing[gateway.id] if f.condition is not None]
    judged: dict[str, dict[str, bool]] = {}
    for flow in flows:
        text = flow.condition or ""
        problems = list(_unreadable(flow.id, text, samples))
        if not problems and OUTCOME in conditions.reading(text).names and not certain:
            problems.append(
                FieldFinding(
                    flow.id,
                    "outcome_uncertain",
                    f"这里不知道 {OUTCOME} 是哪个环节的结果，"
                    "请写明环节，例如 outcomes.review == 'pass'。",
                )
            )
        if not problems:
            answers = _answers(text, samples, outcomes)
            if isinstance(answers, str):
                problems.append(FieldFinding(flow.id, "condition_not_boolean", answers))
            else:
                judged[flow.id] = answers
        yield from problems
    if len(judged) == len(flows):
        yield from _coverage(gateway, flows, judged, outcomes)


def _answers(text: str, samples: Mapping[str, Any], outcomes: set[str]) -> dict[str, bool] | str:
    """The condition's answer to each outcome, or a sentence saying why it has none."""
    try:
        return {
            outcome: conditions.decide(text, {**samples, OUTCOME: outcome or None})
            for outcome in sorted(outcomes) or [""]
        }
    except ProcessError as error:
        return f"{error.message}样例值是：{dict(samples)}。"


def _coverage(
    gateway: Node, flows: list[Flow], judged: dict[str, dict[str, bool]], outcomes: set[str]
) -> Iterator[FieldFinding]:
    """Every outcome has a way, and no more than one."""
    by_outcome = {
        flow.id for flow in flows if conditions.reading(flow.condition or "").names <= {OUTCOME}
    }
    for outcome in sorted(outcomes):
        ways = [flow.id for flow in flows if flow.id in by_outcome and judged[flow.id][outcome]]
        if len(ways) > 1:
            yield FieldFinding(
                ways[1],
                "conditions_overlap",
                f"结果“{outcome}”同时符合两条路的条件，请让条件互不重叠。",
            )
        if not ways and not gateway.default:
            yield FieldFinding(
                gateway.id, "no_way", f"结果“{outcome}”没有路可走，请加条件或设默认路。"
            )
    if not outcomes and not gateway.default:
        yield FieldFinding(gateway.id, "no_way", "条件都不符合时没有路可走，请设一条默认路。")
    for flow in flows:
        if outcomes and flow.id in by_outcome and not any(judged[flow.id].values()):
            yield FieldFinding(
                flow.id,
                "never_taken",
                f"前面环节的结果只有 {'、'.join(sorted(outcomes))}，这条路永远走不到，"
                "请改正条件里的结果。",
            )
