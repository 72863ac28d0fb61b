"""What a table must not be, each with its place and code."""

from copy import deepcopy
from dataclasses import replace

import pytest

from tongban.base.kernel.errors import Invalid
from tongban.management.rules.checks import findings
from tongban.management.rules.content import (
    as_jdm,
    examples_as_values,
    inputs_as_values,
    read_content,
)
from tongban.management.rules.tests.tables import OLD_AGE
from tongban.management.rules.tests.test_judge import RECKONED
from tongban.management.rules.types import RuleContent, RuleExample, RuleInput, RuleRow, RuleStep

pytestmark = pytest.mark.django_db


def told(content):
    return [(one.place, one.code) for one in findings(content)]


def with_row(number, **changes):
    rows = list(OLD_AGE.rows)
    rows[number - 1] = replace(rows[number - 1], **changes)
    return replace(OLD_AGE, rows=tuple(rows))


def with_input(**changes):
    return replace(OLD_AGE, inputs=(replace(OLD_AGE.inputs[0], **changes), *OLD_AGE.inputs[1:]))


def test_what_is_read_back_from_jdm_is_the_same_table():
    for content in (OLD_AGE, RECKONED, replace(RECKONED, policy="collect")):
        read = read_content(as_jdm(content), inputs_as_values(content), examples_as_values(content))
        assert replace(read, rows=()) == replace(content, rows=())
        for row, other in zip(read.rows, content.rows, strict=True):
            assert {k: v for k, v in row.cells.items() if v} == dict(other.cells)
            assert replace(row, cells={}) == replace(other, cells={})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (with_row(2, cells={"age": "= 80"}), ("row:2:age", "cell")),
        (with_row(2, cells={"agee": ">= 80"}), ("row:2:agee", "name_undeclared")),
        (with_row(2, cells={}), ("row:2", "grants_everybody")),
        (with_row(2, reason="够 80 了"), ("row:2", "reason")),
        (with_row(2, words=""), ("row:2", "words")),
        (with_row(2, words="满'80'"), ("row:2", "words")),
        (with_row(2, grants=False), ("rows", "never_grants")),
        (with_input(source="person.shoe_size"), ("input:age", "source")),
        (with_input(source="license.1134160200000000XX001"), ("input:age", "source")),
        (with_input(kind="text"), ("input:age", "source_kind")),
        (with_input(kind="colour"), ("input:age", "kind")),
        (with_input(name="null"), ("input:null", "name")),
        (with_input(label=""), ("input:age", "label")),
        (
            replace(
                OLD_AGE,
                inputs=(*OLD_AGE.inputs, RuleInput("extra", "多的", "flag", "form.extra")),
            ),
            ("input:extra", "unread"),
        ),
        (
            replace(RECKONED, steps=(RuleStep("share", "人均", "months / persons"),)),
            ("step:share", "name_undeclared"),
        ),
        (
            replace(RECKONED, steps=(RuleStep("share", "人均", "sum([months, people])"),)),
            ("step:share", "expression"),
        ),
        (
            replace(RECKONED, steps=(RuleStep("share", "人均", "months + ('x')"),)),
            ("step:share", "expression"),
        ),
        (replace(OLD_AGE, rows=()), ("rows", "count")),
        (replace(OLD_AGE, inputs=()), ("inputs", "count")),
        (replace(OLD_AGE, examples=()), ("row:2", "row_without_example")),
        (replace(OLD_AGE, examples=OLD_AGE.examples[:1]), ("examples", "no_counterexample")),
        (
            replace(
                OLD_AGE,
                examples=(
                    *OLD_AGE.examples,
                    RuleExample("错的", {"age": 79, "kind": "111", "elsewhere": False}, True),
                ),
            ),
            ("example:5", "example"),
        ),
        (
            replace(
                OLD_AGE,
                examples=(*OLD_AGE.examples, RuleExample("多写", {"height": 1}, False)),
            ),
            ("example:5", "name_undeclared"),
        ),
    ],
)
def test_a_rule_that_is_broken_is_told_with_its_place(content, expected):
    assert expected in told(content)


def test_a_reason_that_differs_from_the_examples_is_told():
    wrong = replace(OLD_AGE.examples[1], reason="elsewhere")
    content = replace(OLD_AGE, examples=(OLD_AGE.examples[0], wrong, *OLD_AGE.examples[2:]))

    assert told(content) == [("example:2", "example")]


def jdm_with(change):
    jdm = deepcopy(as_jdm(RECKONED))
    change(jdm)
    return jdm


def node(type_, name="多出来的", **content):
    return {
        "id": "x",
        "type": type_,
        "name": name,
        "position": {"x": 0, "y": 0},
        "content": content,
    }


def between(extra):
    """Put a node between what is reckoned and the table."""

    def change(jdm):
        jdm["nodes"].insert(2, extra)
        edge = next(e for e in jdm["edges"] if e["targetId"] == "table")
        edge["targetId"] = extra["id"]
        jdm["edges"].append({"id": "e9", "type": "edge", "sourceId": "x", "targetId": "table"})

    return change


def table_of(jdm):
    return next(n for n in jdm["nodes"] if n["type"] == "decisionTableNode")["content"]


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (between(node("functionNode", "偷跑", source="export const handler = () => 1")),
         "node:偷跑", "node_kind"),
        (between(node("decisionNode", "别的表", key="other")), "node:别的表", "node_kind"),
        (between(node("switchNode", "岔路", statements=[])), "node:岔路", "node_kind"),
        (between(node("customNode", "自定义", kind="http")), "node:自定义", "node_kind"),
        (between(node("decisionTableNode", "第二张")), "jdm", "node_count"),
        (lambda jdm: jdm["edges"].pop(), "jdm", "not_a_chain"),
        (lambda jdm: jdm["edges"].append(dict(jdm["edges"][0], id="e8", targetId="output")),
         "jdm", "not_a_chain"),
        (lambda jdm: jdm.pop("edges"), "jdm", "not_jdm"),
        (lambda jdm: table_of(jdm).update(inputField="secrets"), "node:规则表", "node_attributes"),
        (lambda jdm: table_of(jdm).update(passThrough=True), "node:规则表", "node_attributes"),
        (lambda jdm: table_of(jdm).update(executionMode="loop"), "node:规则表", "node_attributes"),
        (lambda jdm: table_of(jdm).update(hitPolicy="random"), "node:规则表", "hit_policy"),
        (lambda jdm: table_of(jdm)["outputs"].pop(), "jdm", "outputs"),
        (lambda jdm: table_of(jdm)["inputs"].append(table_of(jdm)["inputs"][0]), "jdm", "columns"),
        (lambda jdm: table_of(jdm)["rules"][0].update({"o-grant": "age > 3"}), "row:1", "outcome"),
        (lambda jdm: table_of(jdm)["rules"][0].update({"o-words": "words + 'x'"}),
         "row:1", "outcome"),
    ],
)  # fmt: skip
def test_a_node_that_may_not_be_there_is_refused_by_its_name(change, place, code):
    with pytest.raises(Invalid) as refused:
        read_content(jdm_with(change), [], [])

    assert (place, code) in [(one.place, one.code) for one in refused.value.findings]


def test_a_table_that_is_too_large_is_refused():
    rows = tuple(RuleRow({"a": ">= 1"}, True, "x", "长" * 190) for _n in range(900))
    content = RuleContent(inputs=(RuleInput("a", "甲", "number", "form.a"),), rows=rows)

    with pytest.raises(Invalid) as refused:
        read_content(as_jdm(content), inputs_as_values(content), [])

    assert [one.code for one in refused.value.findings] == ["too_large"]
