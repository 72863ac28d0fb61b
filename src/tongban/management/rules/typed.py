"""What was typed into the editor's plain forms, as a table; and a table as the fields of those forms.

Each row, value and example is a group of fields under a number; the last groups are empty and wait
for more. A group that is marked as dropped, or has nothing in it, is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.pages.fields import Choice, Field
from tongban.management.rules import checks
from tongban.management.rules.cells import (
    ANY,
    Cell,
    CellError,
    made_cell,
    read_cell,
    typed_value,
    words_for,
    write_cell,
)
from tongban.management.rules.sources import FIXED
from tongban.management.rules.types import (
    MOST_EXAMPLES,
    MOST_ROWS,
    HitPolicy,
    InputKind,
    RuleContent,
    RuleExample,
    RuleInput,
    RuleRow,
    RuleStep,
)

EMPTY_GROUPS = 2
Typed = Mapping[str, str]


@dataclass
class Group:
    """Some fields that belong together, under a title."""

    title: str
    fields: list[Field] = field(default_factory=list)
    pairs: list[list[Field]] = field(default_factory=list)
    """Fields that stand beside each other: how to compare, and with what."""

    @property
    def all_fields(self) -> list[Field]:
        """Every one, in the order of the page."""
        return [one for pair in self.pairs for one in pair] + self.fields


def _options(words: Mapping[str, Any], chosen: str) -> list[Choice]:
    return [Choice(key, str(label), is_chosen=key == chosen) for key, label in words.items()]


def _drop(prefix: str) -> Field:
    return Field(name=f"{prefix}-drop", label=_("去掉"), kind="checkbox", is_required=False)


def _is_dropped(typed: Typed, prefix: str) -> bool:
    return typed.get(f"{prefix}-drop") == "on"


# What is looked at -----------------------------------------------------------------------


def input_groups(content: RuleContent) -> list[Group]:
    """The declared values, and what is reckoned from them."""
    inputs = [*content.inputs, *[RuleInput("", "", "", "")] * EMPTY_GROUPS]
    groups = [_input_group(n, one) for n, one in enumerate(inputs)]
    steps = [*content.steps, RuleStep("", "", "")]
    return groups + [_step_group(n, one) for n, one in enumerate(steps)]


def _input_group(number: int, one: RuleInput) -> Group:
    prefix = f"i{number}"
    head, _dot, rest = one.source.partition(".")
    named = {
        "form": _("申请表里的回答"),
        "license": _("有效的电子证照"),
        "material": _("核对过原件的材料"),
    }
    where = head if head in named else one.source
    words = {"": _("请选择"), **{key: s.label for key, s in FIXED.items()}, **named}
    kinds = {"": _("请选择"), **{str(value): label for value, label in InputKind.choices}}
    title = one.label or _("再加一项")
    return Group(
        title,
        [
            Field(name=f"{prefix}-label", label=_("信息的名称"), value=one.label, is_required=False),
            Field(
                name=f"{prefix}-name",
                label=_("代码"),
                value=one.name,
                hint=_("小写字母、数字和下划线，如 age。"),
                is_required=False,
            ),
            Field(
                name=f"{prefix}-kind", label=_("种类"), kind="select",
                choices=_options(kinds, one.kind), is_required=False,
            ),
            Field(
                name=f"{prefix}-where", label=_("从哪里来"), kind="select",
                choices=_options(words, where), is_required=False,
            ),
            Field(
                name=f"{prefix}-which", label=_("哪一个"),
                value=rest if head in named else "",
                hint=_("回答、证照和材料才填：问题的代码；证照类型代码，或再加点和照面要素；材料的代码。"),
                is_required=False,
            ),
            Field(
                name=f"{prefix}-meaning", label=_("为什么要看"), value=one.meaning,
                is_required=False,
            ),
            Field(name=f"{prefix}-was", label="", kind="hidden", value=one.name),
            *([_drop(prefix)] if one.name else []),
        ],
    )  # fmt: skip


def _step_group(number: int, one: RuleStep) -> Group:
    prefix = f"s{number}"
    return Group(
        _("先算的：%(name)s") % {"name": one.label or one.key} if one.key else _("先算一项"),
        [
            Field(name=f"{prefix}-label", label=_("算出来的叫什么"), value=one.label,
                  is_required=False),
            Field(name=f"{prefix}-key", label=_("代码"), value=one.key, is_required=False),
            Field(name=f"{prefix}-expression", label=_("算式"), value=one.expression,
                  hint=_("只有代码、数、加减乘除和比较，如 months / 12。"), is_required=False),
            *([_drop(prefix)] if one.key else []),
        ],
    )  # fmt: skip


def with_inputs(content: RuleContent, typed: Typed) -> RuleContent:
    """The table with what was typed on the page of values; rows and examples follow a new name."""
    inputs, renamed, gone = [], {}, set()
    for n in range(len(content.inputs) + EMPTY_GROUPS):
        prefix = f"i{n}"
        name = typed.get(f"{prefix}-name", "").strip()
        was = typed.get(f"{prefix}-was", "").strip()
        label = typed.get(f"{prefix}-label", "").strip()
        if _is_dropped(typed, prefix) or not (name or label):
            gone |= {was} - {""}
            continue
        if was:
            renamed[was] = name
        where, which = typed.get(f"{prefix}-where", ""), typed.get(f"{prefix}-which", "").strip()
        inputs.append(
            RuleInput(
                name=name[:40],
                label=label[:60],
                kind=typed.get(f"{prefix}-kind", ""),
                source=(f"{where}.{which}" if where in {"form", "license", "material"} else where)[
                    :100
                ],
                meaning=typed.get(f"{prefix}-meaning", "").strip()[:200],
            )
        )
    steps = []
    for n in range(len(content.steps) + 1):
        prefix = f"s{n}"
        key = typed.get(f"{prefix}-key", "").strip()
        if key and not _is_dropped(typed, prefix):
            steps.append(
                RuleStep(
                    key[:40],
                    typed.get(f"{prefix}-label", "").strip()[:60],
                    typed.get(f"{prefix}-expression", "").strip()[:400],
                )
            )
        elif n < len(content.steps):
            gone.add(content.steps[n].key)
    policy = typed.get("policy", "")
    return replace(
        content,
        inputs=tuple(inputs),
        steps=tuple(steps),
        policy=policy if policy in HitPolicy.values else content.policy,
        rows=tuple(replace(row, cells=_renamed(row.cells, renamed, gone)) for row in content.rows),
        examples=tuple(
            replace(one, values=_renamed(one.values, renamed, gone)) for one in content.examples
        ),
    )


def _renamed(values: Mapping[str, Any], names: Mapping[str, str], gone: set[str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in values.items() if name not in gone}


# Rows ------------------------------------------------------------------------------------


def row_groups(
    content: RuleContent, typed: Typed | None = None, wrong: Mapping[str, str] | None = None
) -> list[Group]:
    """The rows, each with a condition for every value; as typed, where something was wrong."""
    kinds = checks.kinds_of(content)
    rows = [*content.rows, *[RuleRow({}, False, "", "")] * EMPTY_GROUPS]
    page = _Page(content, kinds, typed or {}, wrong or {})
    return [_row_group(n, row, page) for n, row in enumerate(rows)]


@dataclass(frozen=True)
class _Page:
    """What the groups of a page share."""

    content: RuleContent
    kinds: Mapping[str, str]
    typed: Typed
    wrong: Mapping[str, str]


def _row_group(number: int, row: RuleRow, page: _Page) -> Group:
    content, kinds, typed, wrong = page.content, page.kinds, page.typed, page.wrong
    prefix = f"r{number}"
    is_old = number < len(content.rows)

    def said(name: str, value: str) -> str:
        return typed.get(f"{prefix}-{name}", value)

    pairs = []
    for name, label in content.columns.items():
        cell = _cell(row.cells.get(name, ""), kinds[name])
        words = words_for(kinds[name])
        pair = [
            Field(name=f"{prefix}-{name}-op", label=label, kind="select",
                  choices=_options(words, said(f"{name}-op", cell.operator)), is_required=False),
        ]  # fmt: skip
        if kinds[name] != InputKind.FLAG:
            pair.append(
                Field(name=f"{prefix}-{name}-value", label=_("比什么"),
                      value=said(f"{name}-value", typed_value(cell)),
                      error=wrong.get(f"{prefix}-{name}-value", ""), is_required=False)
            )  # fmt: skip
        pairs.append(pair)
    grants = {"no": _("交给人办"), "yes": _("当场同意")}
    return Group(
        _("第 %(n)s 行") % {"n": number + 1} if is_old else _("再加一行"),
        [
            Field(name=f"{prefix}-grants", label=_("怎么办"), kind="select",
                  choices=_options(grants, said("grants", "yes" if row.grants else "no"))),
            Field(name=f"{prefix}-words", label=_("原因"), value=said("words", row.words),
                  hint=_("一句话，申请人和工作人员都看得到。"), is_required=False),
            Field(name=f"{prefix}-reason", label=_("原因代码"), value=said("reason", row.reason),
                  hint=_("小写字母、数字和下划线，统计用。"), is_required=False),
            Field(name=f"{prefix}-order", label=_("排第几"), value=said("order", str(number + 1)),
                  is_short=True, attrs={"inputmode": "numeric"}, is_required=False),
            *([_drop(prefix)] if is_old else []),
        ],
        pairs,
    )  # fmt: skip


def _cell(text: str, kind: str) -> Cell:
    try:
        return read_cell(text, kind)
    except (CellError, KeyError):
        return Cell(ANY)


def typed_rows(content: RuleContent, typed: Typed) -> tuple[tuple[RuleRow, ...], dict[str, str]]:
    """The rows as typed, in their order; and what could not be read, by field."""
    kinds = checks.kinds_of(content)
    rows: list[tuple[int, int, RuleRow]] = []
    wrong: dict[str, str] = {}
    for n in range(min(len(content.rows) + EMPTY_GROUPS, MOST_ROWS)):
        prefix = f"r{n}"
        cells, is_asked = {}, False
        for name in content.columns:
            operator = typed.get(f"{prefix}-{name}-op", ANY)
            try:
                cell = made_cell(operator, typed.get(f"{prefix}-{name}-value", ""), kinds[name])
            except (CellError, KeyError) as error:
                wrong[f"{prefix}-{name}-value"] = str(error)
                continue
            cells[name] = write_cell(cell)
            is_asked = is_asked or not cell.is_any
        words = typed.get(f"{prefix}-words", "").strip()[:200]
        reason = typed.get(f"{prefix}-reason", "").strip()[:40]
        is_there = is_asked or words or reason or n < len(content.rows)
        if _is_dropped(typed, prefix) or not is_there:
            wrong = {k: v for k, v in wrong.items() if not k.startswith(f"{prefix}-")}
            continue
        grants = typed.get(f"{prefix}-grants") == "yes"
        order = typed.get(f"{prefix}-order", "").strip()
        place = int(order) if order.isdecimal() and len(order) < 6 else n + 1
        # Who moves a row up to a place wants it before the one that stands there.
        rows.append((place, 0 if place != n + 1 else 1, RuleRow(cells, grants, reason, words)))
    rows.sort(key=lambda one: one[:2])
    return tuple(row for _place, _moved, row in rows), wrong


# Examples --------------------------------------------------------------------------------


def example_groups(
    content: RuleContent, typed: Typed | None = None, wrong: Mapping[str, str] | None = None
) -> list[Group]:
    """The examples, each with a value for everything that is looked at."""
    examples = [*content.examples, *[RuleExample("", {}, True)] * EMPTY_GROUPS]
    return [
        _example_group(n, one, content, typed or {}, wrong or {}) for n, one in enumerate(examples)
    ]


def _example_group(
    number: int, one: RuleExample, content: RuleContent, typed: Typed, wrong: Mapping[str, str]
) -> Group:
    prefix = f"e{number}"

    def said(name: str, value: str) -> str:
        return typed.get(f"{prefix}-{name}", value)

    values = []
    for asked in content.inputs:
        name = f"{prefix}-v-{asked.name}"
        kept = one.values.get(asked.name)
        if asked.kind == InputKind.FLAG:
            plain = {True: "yes", False: "no"}.get(kept, "") if isinstance(kept, bool) else ""
            words = {"": _("没有核实"), "yes": _("是"), "no": _("否")}
            values.append(
                Field(name=name, label=asked.label, kind="select", is_required=False,
                      choices=_options(words, said(f"v-{asked.name}", plain)))
            )  # fmt: skip
            continue
        plain = "、".join(kept) if isinstance(kept, list) else "" if kept is None else str(kept)
        values.append(
            Field(name=name, label=asked.label, value=said(f"v-{asked.name}", plain),
                  error=wrong.get(name, ""), hint=_("空着就是没有核实。"), is_required=False)
        )  # fmt: skip
    grants = {"yes": _("当场同意"), "no": _("交给人办")}
    return Group(
        one.name or _("再加一个例子"),
        [
            Field(name=f"{prefix}-name", label=_("这是什么样的人或单位"),
                  value=said("name", one.name), is_required=False),
            *values,
            Field(name=f"{prefix}-grants", label=_("应当怎么办"), kind="select",
                  choices=_options(grants, said("grants", "yes" if one.grants else "no"))),
            Field(name=f"{prefix}-reason", label=_("原因代码应当是"),
                  value=said("reason", one.reason), is_required=False),
            *([_drop(prefix)] if one.name else []),
        ],
    )  # fmt: skip


def typed_examples(
    content: RuleContent, typed: Typed
) -> tuple[tuple[RuleExample, ...], dict[str, str]]:
    """The examples as typed, and what could not be read, by field."""
    examples = []
    wrong: dict[str, str] = {}
    for n in range(min(len(content.examples) + EMPTY_GROUPS, MOST_EXAMPLES)):
        prefix = f"e{n}"
        name = typed.get(f"{prefix}-name", "").strip()[:100]
        if _is_dropped(typed, prefix) or not name:
            continue
        values = {}
        for asked in content.inputs:
            place = f"{prefix}-v-{asked.name}"
            text = typed.get(place, "")
            if not text.strip():
                continue
            try:
                values[asked.name] = checks.example_value(text, asked.kind)
            except ValueError as error:
                wrong[place] = str(error)
        examples.append(
            RuleExample(
                name=name,
                values=values,
                grants=typed.get(f"{prefix}-grants") == "yes",
                reason=typed.get(f"{prefix}-reason", "").strip()[:64],
            )
        )
    return tuple(examples), wrong
