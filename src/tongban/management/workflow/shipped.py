"""The processes that come with the product (``processes/*.bpmn``)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "processes"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One file with what its publication needs."""

    key: str
    name: str
    bpmn: str
    declared: dict[str, Any] = field(default_factory=dict)


_NAMES = {
    "standard_license": "一般许可流程",
    "instant": "即办流程",
    "joint_review": "并联审查流程",
}


def processes() -> list[Shipped]:
    """Each of them."""
    return [
        Shipped(key=key, name=name, bpmn=(_FOLDER / f"{key}.bpmn").read_text("utf-8"))
        for key, name in _NAMES.items()
    ]
