"""A table as JDM (ZEN's JSON Decision Model), and read back from it.

What is kept and executed is the JDM; everything else is read from it, so that what people see is
what runs. Of JDM's nodes only reckoning and the table itself are taken: a function would run
JavaScript, a decision node would run a table that nobody looked at, a switch hides rows.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.management.rules.types import (
    MOST_BYTES,
    HitPolicy,
    RuleContent,
    RuleExample,
    RuleInput,
    RuleRow,
    RuleStep,
)

CONTENT_TYPE = "application/vnd.gorules.decision"
INPUT, STEPS, TABLE, OUTPUT = "inputNode", "expressionNode", "decisionTableNode", "outputNode"
GRANT, REASON, WORDS = "grant", "reason", "words"
OUTCOMES = (GRANT, REASON, WORDS)
MOST_NODES = 12
_LITERAL = re.compile(r"'([^'\"\\\n]*)'|\"([^'\"\\\n]*)\"")


def as_jdm(content: RuleContent) -> dict[str, Any]:
    """The table as the engine reads it."""
    nodes = [_node("input", INPUT, "核实过的信息", None)]
    if content.steps:
        nodes.append(
            _node(
                "steps",
                STEPS,
                "先算的",
                {
                    "expressions": [
                        {"id": f"s{n}", "key": step.key, "value": step.expression}
                        for n, step in enumerate(content.steps)
                    ],
                    "passThrough": True,
                    "inputField": None,
                    "outputPath": None,
                    "executionMode": "single",
                },
            )
        )
    columns = content.columns
    nodes.append(
        _node(
            "table",
            TABLE,
            "规则表",
            {
                "hitPolicy": content.policy,
                "passThrough": False,
                "inputField": None,
                "outputPath": None,
                "executionMode": "single",
                "inputs": [
                    {"id": f"c-{name}", "name": label, "field": name}
                    for name, label in columns.items()
                ],
                "outputs": [{"id": f"o-{name}", "name": name, "field": name} for name in OUTCOMES],
                "rules": [
                    {
                        "_id": str(number),
                        **{f"c-{name}": row.cells.get(name, "") for name in columns},
                        "o-grant": "true" if row.grants else "false",
                        "o-reason": f"'{row.reason}'",
                        "o-words": f"'{row.words}'",
                    }
                    for number, row in enumerate(content.rows, 1)
                ],
            },
        )
    )
    nodes.append(_node("output", OUTPUT, "结果", None))
    ids = [node["id"] for node in nodes]
    return {
        "contentType": CONTENT_TYPE,
        "nodes": nodes,
        "edges": [
            {"id": f"e-{one}", "type": "edge", "sourceId": one, "targetId": other}
            for one, other in pairwise(ids)
        ],
    }


def _node(ident: str, kind: str, name: str, content: Mapping[str, Any] | None) -> dict[str, Any]:
    node: dict[str, Any] = {"id": ident, "type": kind, "name": name, "position": {"x": 0, "y": 0}}
    return node if content is None else {**node, "content": dict(content)}


def inputs_as_values(content: RuleContent) -> list[dict[str, Any]]:
    """The declared values as they are kept."""
    return [
        {
            "name": one.name,
            "label": one.label,
            "kind": one.kind,
            "source": one.source,
            "meaning": one.meaning,
        }
        for one in content.inputs
    ]


def examples_as_values(content: RuleContent) -> list[dict[str, Any]]:
    """The examples as they are kept."""
    return [
        {
            "name": one.name,
            "values": dict(one.values),
            "grants": one.grants,
            "reason": one.reason,
        }
        for one in content.examples
    ]


def read_content(
    jdm: Any, inputs: list[dict[str, Any]], examples: list[dict[str, Any]]
) -> RuleContent:
    """A table from its three parts. Raises Invalid with every node that may not be there."""
    if len(json.dumps([jdm, inputs, examples], ensure_ascii=False).encode()) > MOST_BYTES:
        _refuse([FieldFinding("jdm", "too_large", _("规则表太大了，最多 256 KB，请拆成几张。"))])
    declared = tuple(_declared(one) for one in inputs)
    steps, policy, rows = _read_jdm(jdm)
    return RuleContent(
        inputs=declared,
        steps=steps,
        policy=policy,
        rows=rows,
        examples=tuple(
            RuleExample(
                name=str(one.get("name", "")),
                values=dict(one.get("values") or {}),
                grants=one.get("grants") is True,
                reason=str(one.get("reason", "")),
            )
            for one in examples
        ),
    )


def _declared(one: Mapping[str, Any]) -> RuleInput:
    return RuleInput(
        **{key: str(one.get(key, "")) for key in ("name", "label", "kind", "source", "meaning")}
    )


def _refuse(findings: list[FieldFinding]) -> None:
    raise Invalid(_("这张规则表不能用，请按提示改。"), findings=findings)


def _read_jdm(jdm: Any) -> tuple[tuple[RuleStep, ...], str, tuple[RuleRow, ...]]:
    findings = list(_shape(jdm))
    if findings:
        _refuse(findings)
    chain = _chain(jdm)
    table = chain[-2]["content"]
    findings = list(_attributes(chain)) + list(_columns(table))
    if findings:
        _refuse(findings)
    labels = {one["field"]: str(one.get("name", "")) for one in table["inputs"]}
    steps = tuple(
        RuleStep(
            str(one["key"]),
            "" if labels.get(one["key"]) == one["key"] else labels.get(one["key"], ""),
            str(one["value"]),
        )
        for node in chain[1:-2]
        for one in node["content"]["expressions"]
    )
    rows, findings = _rows(table)
    if findings:
        _refuse(findings)
    return steps, table["hitPolicy"], rows


def _shape(jdm: Any) -> Iterator[FieldFinding]:
    """What is wrong before anything can be said of the table: nodes and their order."""
    nodes = jdm.get("nodes") if isinstance(jdm, dict) else None
    edges = jdm.get("edges") if isinstance(jdm, dict) else None
    if not isinstance(nodes, list) or not isinstance(edges, list) or len(nodes) > MOST_NODES:
        yield FieldFinding(
            "jdm", "not_jdm", _("这不是 JDM 文件，或者节点太多：要有 nodes 和 edges。")
        )
        return
    for node in nodes:
        if not isinstance(node, dict) or not isinstance(node.get("id"), str):
            yield FieldFinding("jdm", "not_jdm", _("有一个节点没有 id。"))
            return
        if node.get("type") not in {INPUT, STEPS, TABLE, OUTPUT}:
            yield FieldFinding(
                f"node:{node.get('name') or node['id']}"[:200],
                "node_kind",
                _("节点“%(name)s”是 %(kind)s，不能用；只能有算式（expressionNode）和决策表。")
                % {"name": node.get("name") or node["id"], "kind": str(node.get("type"))[:40]},
            )
    kinds = [node.get("type") for node in nodes if isinstance(node, dict)]
    for kind, words in ((INPUT, _("输入节点")), (TABLE, _("决策表")), (OUTPUT, _("输出节点"))):
        if kinds.count(kind) != 1:
            yield FieldFinding(
                "jdm", "node_count", _("要有、也只能有一个%(kind)s。") % {"kind": words}
            )
    if set(kinds) <= {INPUT, STEPS, TABLE, OUTPUT} and not _chain(jdm):
        yield FieldFinding(
            "jdm",
            "not_a_chain",
            _("节点要连成一条线：输入、算式、决策表、输出；不能分叉，也不能有落单的。"),
        )


def _chain(jdm: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The nodes in their order, or nothing when they are not one line."""
    nodes = {node["id"]: node for node in jdm["nodes"]}
    after: dict[str, str] = {}
    for edge in jdm["edges"]:
        if not isinstance(edge, dict) or edge.get("sourceId") in after:
            return []
        after[str(edge.get("sourceId"))] = str(edge.get("targetId"))
    at = next((ident for ident, node in nodes.items() if node["type"] == INPUT), "")
    chain: list[dict[str, Any]] = []
    while at in nodes and len(chain) < len(nodes):
        chain.append(nodes[at])
        at = after.get(at, "")
    kinds = [node["type"] for node in chain]
    whole = len(chain) == len(jdm["nodes"]) and not at and len(after) == len(chain) - 1
    ordered = kinds[-2:] == [TABLE, OUTPUT] and all(kind == STEPS for kind in kinds[1:-2])
    return chain if whole and ordered else []


def _attributes(chain: list[dict[str, Any]]) -> Iterator[FieldFinding]:
    """Attributes of nodes that would let them read or write something else."""
    for node in chain[1:-1]:
        content = node.get("content")
        is_table = node["type"] == TABLE
        name = str(node.get("name") or node["id"])
        if (
            not isinstance(content, dict)
            or content.get("inputField")
            or content.get("outputPath")
            or content.get("executionMode", "single") != "single"
            or bool(content.get("passThrough")) is is_table
        ):
            yield FieldFinding(
                f"node:{name}"[:200],
                "node_attributes",
                _("节点“%(name)s”不能改输入输出的位置，也不能循环；算式要传递，决策表不传递。")
                % {"name": name},
            )
        elif is_table and (
            content.get("hitPolicy") not in HitPolicy.values
            or not all(isinstance(content.get(key), list) for key in ("inputs", "outputs", "rules"))
        ):
            yield FieldFinding(
                f"node:{name}"[:200], "hit_policy", _("决策表的命中方式只能是 first 或 collect。")
            )
        elif not is_table and not all(
            isinstance(one, dict) and {"key", "value"} <= one.keys()
            for one in content.get("expressions") or [None]
        ):
            yield FieldFinding(f"node:{name}"[:200], "not_jdm", _("算式节点没有算式。"))


def _columns(table: Any) -> Iterator[FieldFinding]:
    if not isinstance(table, dict) or not isinstance(table.get("outputs"), list):
        return
    outputs = [one.get("field") for one in table["outputs"] if isinstance(one, dict)]
    if sorted(map(str, outputs)) != sorted(OUTCOMES):
        yield FieldFinding(
            "jdm", "outputs", _("决策表的结果要有、也只能有 grant、reason、words 三列。")
        )
    inputs = [one.get("field") for one in table["inputs"] if isinstance(one, dict)]
    if len(set(inputs)) != len(table["inputs"]) or not all(isinstance(f, str) for f in inputs):
        yield FieldFinding("jdm", "columns", _("决策表的每一列要有自己的名称，不能重复。"))


def _rows(table: Mapping[str, Any]) -> tuple[tuple[RuleRow, ...], list[FieldFinding]]:
    fields = {one["id"]: one["field"] for one in table["inputs"]}
    outcome = {one["field"]: one["id"] for one in table["outputs"]}
    rows, findings = [], []
    for number, rule in enumerate(table["rules"], 1):
        said = {name: str(rule.get(ident) or "") for name, ident in outcome.items()}
        grant, reason, words = (said[name].strip() for name in OUTCOMES)
        texts = [_LITERAL.fullmatch(one) for one in (reason, words)]
        if grant not in {"true", "false"} or not all(texts):
            findings.append(
                FieldFinding(
                    f"row:{number}",
                    "outcome",
                    _("第 %(n)s 行的结果要写明：grant 是 true 或 false，reason 和 words 是文字。")
                    % {"n": number},
                )
            )
            continue
        plain = [(found.group(1) or found.group(2) or "") for found in texts if found]
        rows.append(
            RuleRow(
                cells={name: str(rule.get(ident) or "").strip() for ident, name in fields.items()},
                grants=grant == "true",
                reason=plain[0],
                words=plain[1],
            )
        )
    return tuple(rows), findings
