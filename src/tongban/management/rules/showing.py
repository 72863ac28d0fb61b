"""A table as people read it: words in every cell, and how its examples come out."""

from dataclasses import dataclass

from tongban.management.rules import checks
from tongban.management.rules.cells import CellError, in_words, read_cell
from tongban.management.rules.sources import source_of
from tongban.management.rules.types import (
    ExampleResult,
    HitPolicy,
    InputKind,
    RuleContent,
    RuleInput,
    RuleRow,
)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: what is asked about, and the condition in words."""

    label: str
    words: str
    is_any: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row."""

    number: int
    cells: tuple[ShownCell, ...]
    row: RuleRow


@dataclass(frozen=True, slots=True)
class ShownInput:
    """A declared value with its kind and source in words."""

    input: RuleInput
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table in words."""

    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    inputs: tuple[ShownInput, ...]
    steps: tuple[tuple[str, str], ...]
    policy: str
    examples: tuple[ExampleResult, ...]


def shown(content: RuleContent) -> ShownTable:
    """The table; what cannot be read yet is shown as it stands."""
    kinds = checks.kinds_of(content)
    rows = tuple(
        ShownRow(
            number,
            tuple(
                _cell(label, row.cells.get(name, ""), kinds[name])
                for name, label in content.columns.items()
            ),
            row,
        )
        for number, row in enumerate(content.rows, 1)
    )
    return ShownTable(
        columns=tuple(content.columns.values()),
        rows=rows,
        inputs=tuple(_input(one) for one in content.inputs),
        steps=tuple((step.label or step.key, step.expression) for step in content.steps),
        policy=str(HitPolicy(content.policy).label),
        examples=tuple(checks.examples_of(content)),
    )


def _cell(label: str, text: str, kind: str) -> ShownCell:
    try:
        cell = read_cell(text, kind)
    except (CellError, KeyError):
        return ShownCell(label, text, is_any=False)
    return ShownCell(label, in_words(cell), cell.is_any)


def _input(one: RuleInput) -> ShownInput:
    source = source_of(one.source)
    return ShownInput(
        one,
        str(InputKind(one.kind).label) if one.kind in InputKind.values else one.kind,
        str(source.label) if source else one.source,
    )
