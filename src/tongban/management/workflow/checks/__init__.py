"""What a process must be before it is published.

Everything wrong is found at once, each finding with the element's id, the rule's code and how to
mend it. One file a matter: ``elements`` (what may stand in the file), ``flows`` (how it is
connected), ``answers`` (conditions and what they read), ``soundness`` (whether every way ends),
``layout`` (whether it is drawn).
"""

import re
from collections.abc import Mapping
from typing import Any

from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.management.workflow.checks import answers, elements, flows, layout, soundness
from tongban.management.workflow.checks.samples import declared_findings, same_type
from tongban.management.workflow.definition import read
from tongban.management.workflow.types import MAX_NODES

__all__ = ["findings", "require", "same_type"]

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MAX_NAME = 200


def findings(*, bpmn: str | bytes, declared: Mapping[str, Any]) -> list[FieldFinding]:
    """Everything that keeps this file from being published. Raises Invalid if it is unreadable."""
    definition = read(bpmn)
    if len(definition.nodes) > MAX_NODES or len(definition.flows) > 2 * MAX_NODES:
        return [
            FieldFinding(
                definition.process_id,
                "too_many_nodes",
                f"图元超过 {MAX_NODES} 个，请拆成几个流程。",
            )
        ]
    found = [*elements.findings(definition), *declared_findings(declared)]
    connected = flows.findings(definition)
    found += connected
    found += answers.findings(definition, declared)
    if not connected:
        # Only where every flow leads somewhere can tokens be followed.
        found += soundness.findings(definition)
    found += layout.findings(definition)
    return list(dict.fromkeys(found))


def require(*, key: str, name: str, bpmn: str | bytes, declared: Mapping[str, Any]) -> None:
    """Raise Invalid with all findings, if there is any."""
    found = []
    if not _KEY.fullmatch(key):
        found.append(
            FieldFinding("key", "process_key", "流程代码用小写字母、数字和下划线，以字母开头。")
        )
    if not 1 <= len(name.strip()) <= _MAX_NAME:
        found.append(FieldFinding("name", "process_name", "流程名称应有 1 到 200 个字。"))
    found += findings(bpmn=bpmn, declared=declared)
    if found:
        raise Invalid(f"流程没有发布，有 {len(found)} 处要改，请按提示改正后再试。", findings=found)
