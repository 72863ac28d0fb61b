"""A table for tests: an allowance for the old, by age, residence and what was answered."""

from dataclasses import replace
from typing import Any

from tongban.management.rules.content import as_jdm, examples_as_values, inputs_as_values
from tongban.management.rules.types import (
    Fact,
    RuleContent,
    RuleExample,
    RuleInput,
    RuleRow,
)

OLD_AGE = RuleContent(
    inputs=(
        RuleInput("age", "周岁年龄", "number", "person.age", "满 80 周岁当月起发"),
        RuleInput("kind", "证件类型", "text", "person.document_type"),
        RuleInput("elsewhere", "在别处领", "flag", "form.elsewhere"),
    ),
    rows=(
        RuleRow({"elsewhere": "true"}, False, "elsewhere", "说在别处领，要核实"),
        RuleRow({"age": ">= 80", "kind": "'111'"}, True, "old_enough", "满 80 周岁"),
        RuleRow({}, False, "too_young", "不满 80 周岁或证件不同"),
    ),
    examples=(
        RuleExample("刚满 80", {"age": 80, "kind": "111", "elsewhere": False}, True, "old_enough"),
        RuleExample("79 岁", {"age": 79, "kind": "111", "elsewhere": False}, False, "too_young"),
        RuleExample("别处在领", {"age": 90, "kind": "111", "elsewhere": True}, False, "elsewhere"),
        RuleExample("年龄没有核实", {"kind": "111", "elsewhere": False}, False, "input_unverified"),
    ),
)


def parts(content: RuleContent = OLD_AGE, **changes: Any) -> dict[str, Any]:
    """A table as it is handed to ``publish_rules``."""
    content = replace(content, **changes)
    return {
        "jdm": as_jdm(content),
        "inputs": inputs_as_values(content),
        "examples": examples_as_values(content),
    }


def facts(**values: Any) -> dict[str, Fact]:
    """Verified facts."""
    return {name: Fact(name, name, value, "测试", True) for name, value in values.items()}
