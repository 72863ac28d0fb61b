"""Declared values: their names, and the samples that stand for their types."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from tongban.base.kernel.errors import FieldFinding
from tongban.management.workflow.conditions import is_name
from tongban.management.workflow.types import MAX_DATA_BYTES

_LARGEST = 2**53


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        # Conditions reckon in floating point; what is larger belongs into a text.
        return "number" if isfinite(value) and abs(value) <= _LARGEST else "other"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list) and len({_kind(v) for v in value} - {"other"}) <= 1:
        return "list"
    return "other"


def same_type(value: Any, sample: Any) -> bool:
    """Whether a value is of its sample's type: text, number, boolean, or a list of one of them."""
    kind = _kind(value)
    if kind == "list" and kind == _kind(sample):
        return all(same_type(v, s) for v in value for s in sample[:1])
    return kind != "other" and kind == _kind(sample)


def declared_findings(declared: Mapping[str, Any]) -> list[FieldFinding]:
    """What is wrong with the declared values."""
    found = []
    for name, sample in declared.items():
        if not is_name(name):
            found.append(
                FieldFinding(
                    name,
                    "declared_name",
                    f"“{name}”不能作值的名称，请用字母、数字和下划线，不要用 outcome、and 这类词。",
                )
            )
        if not same_type(sample, sample) or sample == []:
            found.append(
                FieldFinding(
                    name,
                    "declared_sample",
                    f"请给“{name}”一个样例：文本、数字、true 或 false，或者它们的列表。",
                )
            )
    if not found and len(json.dumps(dict(declared), ensure_ascii=False).encode()) > MAX_DATA_BYTES:
        found.append(
            FieldFinding("declared", "data_too_large", "声明的值超过 8 KB，请只留条件要用的。")
        )
    return found
