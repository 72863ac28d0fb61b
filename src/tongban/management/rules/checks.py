"""What must hold of a table before it is handed in and published: every place at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding
from tongban.management.rules import expressions
from tongban.management.rules.cells import CellError, read_cell
from tongban.management.rules.days import typed_day
from tongban.management.rules.engine import Table, drafted, is_of_kind
from tongban.management.rules.sources import source_of
from tongban.management.rules.types import (
    MOST_EXAMPLES,
    MOST_INPUTS,
    MOST_ROWS,
    MOST_STEPS,
    ExampleResult,
    Fact,
    InputKind,
    RuleContent,
    RuleExample,
)

_SAMPLES: Mapping[str, Any] = {
    "number": 1, "days": 1, "years": 1, "date": 20260101, "flag": True, "text": "x", "list": ["x"]
}  # fmt: skip
_FORBIDDEN = frozenset("'\"\\\n\r")


def findings(content: RuleContent) -> list[FieldFinding]:
    """Everything that is wrong; of the examples only once the rest holds."""
    found = [
        *_inputs(content),
        *_steps(content),
        *_rows(content),
    ]
    return found or list(_examples(content))


def kinds_of(content: RuleContent) -> dict[str, str]:
    """Column → kind, of declared and of reckoned values."""
    kinds = {one.name: one.kind for one in content.inputs}
    samples = {one.name: _SAMPLES.get(one.kind) for one in content.inputs}
    for step in content.steps:
        value = expressions.value_of(step.expression, samples)
        kinds[step.key] = (InputKind.FLAG if isinstance(value, bool) else InputKind.NUMBER).value
        samples[step.key] = value
    return kinds


def _inputs(content: RuleContent) -> Iterator[FieldFinding]:
    if not 0 < len(content.inputs) <= MOST_INPUTS:
        yield FieldFinding(
            "inputs", "count", _("要看的信息至少一项，最多 %(n)s 项。") % {"n": MOST_INPUTS}
        )
    read: set[str] = set()
    for step in content.steps:
        read |= expressions.names_in(step.expression)[0]
    read |= {name for row in content.rows for name, cell in row.cells.items() if cell}
    names = [one.name for one in content.inputs]
    for one in content.inputs:
        place = f"input:{one.name}"
        if not expressions.is_name(one.name) or names.count(one.name) > 1:
            yield FieldFinding(
                place,
                "name",
                _("“%(name)s”不能作名称：用小写字母、数字和下划线，不能重复，不能是保留的词。")
                % {"name": one.name},
            )
        if not one.label:
            yield FieldFinding(place, "label", _("请给“%(name)s”写上名称。") % {"name": one.name})
        if one.kind not in InputKind.values:
            yield FieldFinding(place, "kind", _("请选“%(name)s”的种类。") % {"name": one.name})
            continue
        source = source_of(one.source)
        if source is None:
            yield FieldFinding(
                place,
                "source",
                _("“%(label)s”的来源“%(source)s”没有：请从列出的里面选。")
                % {"label": one.label, "source": one.source[:80]},
            )
        elif one.kind not in source.kinds:
            yield FieldFinding(
                place,
                "source_kind",
                _("“%(label)s”的来源给的不是“%(kind)s”。")
                % {"label": one.label, "kind": InputKind(one.kind).label},
            )
        if one.name not in read:
            yield FieldFinding(
                place,
                "unread",
                _("没有一行看“%(label)s”：用不到的信息不能取，请去掉。") % {"label": one.label},
            )


def _steps(content: RuleContent) -> Iterator[FieldFinding]:
    if len(content.steps) > MOST_STEPS:
        yield FieldFinding("steps", "count", _("先算的最多 %(n)s 项。") % {"n": MOST_STEPS})
    known = {one.name: one.kind for one in content.inputs}
    samples = {one.name: _SAMPLES.get(one.kind) for one in content.inputs}
    for step in content.steps:
        place = f"step:{step.key}"
        names, fault = expressions.names_in(step.expression)
        unknown = sorted(names - known.keys())
        if not expressions.is_name(step.key) or step.key in known:
            yield FieldFinding(
                place, "name", _("“%(name)s”不能作名称，或者重复了。") % {"name": step.key}
            )
        if fault:
            yield FieldFinding(place, "expression", f"{step.key}：{fault}")
        elif unknown:
            yield FieldFinding(
                place,
                "name_undeclared",
                _("算式里的“%(name)s”没有声明，请改正，或者先声明它。")
                % {"name": _("、").join(unknown)},
            )
        else:
            value = expressions.value_of(step.expression, samples)
            if not isinstance(value, bool | int | float):
                yield FieldFinding(
                    place,
                    "expression",
                    _("“%(name)s”算出来的要是数，或者是和否。") % {"name": step.key},
                )
            samples[step.key] = value
        known[step.key] = InputKind.NUMBER.value


def _rows(content: RuleContent) -> Iterator[FieldFinding]:
    if not 0 < len(content.rows) <= MOST_ROWS:
        yield FieldFinding("rows", "count", _("规则至少一行，最多 %(n)s 行。") % {"n": MOST_ROWS})
    kinds = kinds_of(content)
    for number, row in enumerate(content.rows, 1):
        asked = False
        for name, text in row.cells.items():
            place = f"row:{number}:{name}"
            if name not in kinds or kinds[name] not in InputKind.values:
                yield FieldFinding(
                    place,
                    "name_undeclared",
                    _("第 %(n)s 行看的“%(name)s”没有声明。") % {"n": number, "name": name},
                )
                continue
            try:
                asked = not read_cell(text, kinds[name]).is_any or asked
            except CellError as error:
                yield FieldFinding(
                    place,
                    "cell",
                    _("第 %(n)s 行“%(label)s”：%(message)s")
                    % {"n": number, "label": content.columns[name], "message": error},
                )
        if row.grants and not asked:
            yield FieldFinding(
                f"row:{number}",
                "grants_everybody",
                _("第 %(n)s 行没有条件就同意，等于人人都给。请写上条件。") % {"n": number},
            )
        if not expressions.NAME.fullmatch(row.reason):
            yield FieldFinding(
                f"row:{number}",
                "reason",
                _("第 %(n)s 行要有原因代码：小写字母、数字和下划线。") % {"n": number},
            )
        if not 0 < len(row.words) <= 200 or _FORBIDDEN & set(row.words):
            yield FieldFinding(
                f"row:{number}",
                "words",
                _("第 %(n)s 行要写明原因，1 到 200 个字，不能有引号和换行。") % {"n": number},
            )
    if content.rows and not any(row.grants for row in content.rows):
        yield FieldFinding("rows", "never_grants", _("没有一行同意：这张表什么都不会当场办。"))


def _examples(content: RuleContent) -> Iterator[FieldFinding]:
    if len(content.examples) > MOST_EXAMPLES:
        yield FieldFinding("examples", "count", _("例子最多 %(n)s 个。") % {"n": MOST_EXAMPLES})
        return
    results = examples_of(content)
    for number, result in enumerate(results, 1):
        wrong = sorted(set(result.example.values) - {one.name for one in content.inputs})
        if wrong:
            yield FieldFinding(
                f"example:{number}",
                "name_undeclared",
                _("例子“%(name)s”里的“%(names)s”没有声明。")
                % {"name": result.example.name, "names": _("、").join(wrong)},
            )
        elif not result.passed:
            yield FieldFinding(
                f"example:{number}",
                "example",
                _("例子“%(name)s”没有通过：应当%(wanted)s，规则的结果是%(got)s（%(reason)s）。")
                % {
                    "name": result.example.name,
                    "wanted": outcome_words(result.example.grants),
                    "got": outcome_words(result.verdict.grants),
                    "reason": result.verdict.words or result.verdict.reason,
                },
            )
    hit = {result.verdict.row for result in results if result.passed}
    for number, row in enumerate(content.rows, 1):
        if number not in hit and row.grants:
            yield FieldFinding(
                f"row:{number}",
                "row_without_example",
                _("第 %(n)s 行会当场同意，至少要有一个例子走到它。") % {"n": number},
            )
    if not any(not one.grants for one in content.examples):
        yield FieldFinding("examples", "no_counterexample", _("至少要有一个应当交给人办的例子。"))


def outcome_words(grants: bool) -> str:
    """What a table says, in words."""
    return _("当场同意") if grants else _("交给人办")


def examples_of(content: RuleContent) -> list[ExampleResult]:
    """Every example with what comes out of it."""
    if not content.examples:
        return []
    table = drafted(content)
    return [result_of(table, content, example) for example in content.examples]


def result_of(table: Table, content: RuleContent, example: RuleExample) -> ExampleResult:
    """How one example comes out."""
    facts = {
        one.name: Fact(
            name=one.name,
            label=one.label,
            value=example.values.get(one.name),
            source="",
            is_verified=one.name in example.values,
        )
        for one in content.inputs
    }
    verdict = table.judge(facts)
    right_reason = example.reason in {"", verdict.reason}
    return ExampleResult(example, verdict, verdict.grants is example.grants and right_reason)


def example_value(text: str, kind: str) -> Any:
    """A value of an example from what was typed: Raises ValueError. Empty: not verified."""
    text = text.strip()
    match kind:
        case InputKind.FLAG:
            if text not in {"yes", "no"}:
                raise ValueError(_("请选是或否。"))
            return text == "yes"
        case InputKind.DATE:
            day = typed_day(text)
            if day is None:
                raise ValueError(
                    _("“%(text)s”不是日期，请写成 2026-05-01 这样。") % {"text": text[:30]}
                )
            return day.isoformat()
        case InputKind.NUMBER | InputKind.DAYS | InputKind.YEARS:
            try:
                value: int | float = float(text) if "." in text else int(text)
            except ValueError:
                raise ValueError(_("“%(text)s”不是数。") % {"text": text[:30]}) from None
            if not is_of_kind(value, kind):
                raise ValueError(_("“%(text)s”太大了。") % {"text": text[:30]})
            return value
        case InputKind.LIST:
            return [one.strip() for one in text.replace("，", "、").split("、") if one.strip()]
        case _:
            return text[:200]
