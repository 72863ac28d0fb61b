"""What may stand in a cell: a few conditions for each kind of value, which people can read.

ZEN reads much more, and what it cannot read it takes for "does not fit" without a word: ``= 80``
and ``-`` never fit anything, and then a later row decides. So a cell is one of the forms below or
is refused, and what is shown to people is made from the same reading that the engine gets.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.management.rules.days import as_number, from_number, typed_day
from tongban.management.rules.types import LARGEST, NUMBERS, InputKind

ANY = "any"
Value = str | int | float | date

_OF_NUMBERS = ("any", "eq", "ne", "ge", "gt", "le", "lt", "between", "in")
OPERATORS = {
    **dict.fromkeys(sorted(NUMBERS), _OF_NUMBERS),
    InputKind.DATE.value: ("any", "eq", "ne", "ge", "gt", "le", "lt", "between"),
    InputKind.TEXT.value: ("any", "eq", "ne", "in", "not_in", "starts"),
    InputKind.FLAG.value: ("any", "yes", "no"),
    InputKind.LIST.value: ("any", "has", "has_not"),
}
"""Kind → what may be asked of it."""

OPERATOR_WORDS = {
    "any": gettext_lazy("都可以"),
    "eq": gettext_lazy("是"),
    "ne": gettext_lazy("不是"),
    "ge": gettext_lazy("至少"),
    "gt": gettext_lazy("多于"),
    "le": gettext_lazy("至多"),
    "lt": gettext_lazy("少于"),
    "between": gettext_lazy("从…到…"),
    "in": gettext_lazy("是其中之一"),
    "not_in": gettext_lazy("不是其中任何一个"),
    "starts": gettext_lazy("开头是"),
    "yes": gettext_lazy("是"),
    "no": gettext_lazy("否"),
    "has": gettext_lazy("选了"),
    "has_not": gettext_lazy("没有选"),
}
DAY_WORDS = {
    "ge": gettext_lazy("不早于"),
    "gt": gettext_lazy("晚于"),
    "le": gettext_lazy("不晚于"),
    "lt": gettext_lazy("早于"),
}
"""What is said otherwise of days."""
_SIGNS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "ne": "!="}
_MANY = frozenset({"in", "not_in"})
_NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?"
_TEXT = r"'[^'\"\\\n]{1,200}'|\"[^'\"\\\n]{1,200}\""
_NUMBERS = re.compile(rf"\s*({_NUMBER})\s*(?:,|$)")
_TEXTS = re.compile(rf"\s*({_TEXT})\s*(?:,|$)")
_COMPARED = re.compile(rf"(>=|<=|!=|==|>|<)\s*({_NUMBER}|{_TEXT})")
_BETWEEN = re.compile(rf"\[\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*\]")
_CALL = re.compile(rf"(not\s+)?(startsWith|contains)\(\s*\$\s*,\s*({_TEXT})\s*\)")
_NOT_IN = re.compile(r"not\s+in\s*\[(.*)\]")


class CellError(ValueError):
    """A cell cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One condition."""

    operator: str
    values: tuple[Value, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether it fits everything."""
        return self.operator == ANY


def read_cell(text: str, kind: str) -> Cell:
    """A cell from what stands in the table. Raises CellError."""
    text = text.strip()
    if not text:
        return Cell(ANY)
    cell = _read(text)
    if cell is None or cell.operator not in OPERATORS[kind]:
        raise CellError(
            _("“%(text)s”看不懂。这一列是“%(kind)s”，可以写：%(words)s。")
            % {
                "text": text[:60],
                "kind": InputKind(kind).label,
                "words": _("、").join(map(str, words_for(kind).values())),
            }
        )
    if kind == InputKind.DATE:
        return _of_days(cell, text)
    wanted = (int, float) if kind in NUMBERS else str
    if not all(isinstance(value, wanted) for value in cell.values):
        raise CellError(
            _("“%(text)s”的值不是“%(kind)s”。") % {"text": text[:60], "kind": InputKind(kind).label}
        )
    return cell


def words_for(kind: str) -> dict[str, str]:
    """Operator → its words, of everything that may be asked of this kind."""
    words = {one: str(OPERATOR_WORDS[one]) for one in OPERATORS.get(kind, (ANY,))}
    if kind == InputKind.DATE:
        words |= {one: str(said) for one, said in DAY_WORDS.items()}
    return words


def _of_days(cell: Cell, text: str) -> Cell:
    days = [from_number(value) if isinstance(value, int) else None for value in cell.values]
    if None in days:
        raise CellError(
            _("“%(text)s”里有不是日期的数，请写成 20260501 这样。") % {"text": text[:60]}
        )
    return replace(cell, values=tuple(day for day in days if day is not None))


def _read(text: str) -> Cell | None:
    if text in {"true", "false"}:
        return Cell("yes" if text == "true" else "no")
    for read in (_compared, _between, _called, _outside):
        if found := read(text):
            return found
    values = _listed(text)
    return Cell("eq" if len(values) == 1 else "in", values) if values else None


def _compared(text: str) -> Cell | None:
    found = _COMPARED.fullmatch(text)
    if found is None:
        return None
    sign, value = found.groups()
    operator = {"==": "eq", **{s: name for name, s in _SIGNS.items()}}[sign]
    return Cell(operator, (_value(value),))


def _between(text: str) -> Cell | None:
    found = _BETWEEN.fullmatch(text)
    if found is None:
        return None
    low, high = found.groups()
    return Cell("between", (_value(low), _value(high))) if float(low) <= float(high) else None


def _called(text: str) -> Cell | None:
    found = _CALL.fullmatch(text)
    if found is None:
        return None
    negated, function, value = found.groups()
    if function == "startsWith":
        return None if negated else Cell("starts", (_value(value),))
    return Cell("has_not" if negated else "has", (_value(value),))


def _outside(text: str) -> Cell | None:
    found = _NOT_IN.fullmatch(text)
    values = _listed(found.group(1)) if found else ()
    return Cell("not_in", values) if values else None


def _listed(text: str) -> tuple[Value, ...]:
    for pattern in (_NUMBERS, _TEXTS):
        values, place = [], 0
        while found := pattern.match(text, place):
            values.append(_value(found.group(1)))
            place = found.end()
        if values and place >= len(text) and not text.rstrip().endswith(","):
            return tuple(values)
    return ()


def _value(text: str) -> str | int | float:
    if text[0] in "'\"":
        return text[1:-1]
    return float(text) if "." in text else int(text)


_FORMS = {
    "any": "",
    "yes": "true",
    "no": "false",
    "between": "[{0}..{1}]",
    "starts": "startsWith($, {0})",
    "has": "contains($, {0})",
    "has_not": "not contains($, {0})",
    "not_in": "not in [{all}]",
    "eq": "{all}",
    "in": "{all}",
    **{name: sign + " {0}" for name, sign in _SIGNS.items()},
}


def write_cell(cell: Cell) -> str:
    """The condition as the engine reads it; what ``read_cell`` reads back."""
    values = [_written(value) for value in cell.values]
    return _FORMS[cell.operator].format(*values, all=", ".join(values))


def _written(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}'"
    return str(as_number(value) if isinstance(value, date) else value)


def made_cell(operator: str, typed: str, kind: str) -> Cell:
    """A cell from what was chosen and typed in the editor. Raises CellError."""
    if operator not in OPERATORS[kind]:
        raise CellError(_("请从列出的里面选怎么比。"))
    if operator in {"any", "yes", "no"}:
        return Cell(operator)
    pieces = _pieces(typed, operator)
    counts = {"between": (2, 2)}.get(operator, (1, 50) if operator in _MANY else (1, 1))
    if not counts[0] <= len(pieces) <= counts[1]:
        raise CellError(
            _("请写两个，中间写“到”，如 60 到 79。")
            if operator == "between"
            else _("请写要比的值；几个值用顿号隔开。")
            if operator in _MANY
            else _("请写要比的值。")
        )
    if kind == InputKind.DATE:
        return read_cell(write_cell(Cell(operator, tuple(map(_typed_day, pieces)))), kind)
    if kind in NUMBERS:
        return read_cell(write_cell(Cell(operator, tuple(map(_typed_number, pieces)))), kind)
    if any(mark in piece for piece in pieces for mark in "'\"\\\n"):
        raise CellError(_("值里不能有引号、反斜杠和换行。"))
    return read_cell(write_cell(Cell(operator, tuple(pieces))), kind)


def _pieces(typed: str, operator: str) -> list[str]:
    if operator == "between":
        found = re.split(r"\s*(?:到|至|~|～|\.\.)\s*", typed.strip())
    elif operator in _MANY:
        found = re.split(r"[、,，;；\n]", typed)
    else:
        found = [typed]
    return [piece.strip() for piece in found if piece.strip()]


def _typed_day(text: str) -> date:
    day = typed_day(text)
    if day is None:
        raise CellError(_("“%(text)s”不是日期，请写成 2026-05-01 这样。") % {"text": text[:30]})
    return day


def _typed_number(text: str) -> int | float:
    if not re.fullmatch(_NUMBER, text) or abs(float(text)) > LARGEST:
        raise CellError(_("“%(text)s”不是数。") % {"text": text[:30]})
    return float(text) if "." in text else int(text)


def typed_value(cell: Cell) -> str:
    """What stands in the editor's field for a cell."""
    if cell.operator == "between":
        return _("%(low)s 到 %(high)s") % {"low": cell.values[0], "high": cell.values[1]}
    return "、".join(str(value) for value in cell.values)


def in_words(cell: Cell, options: Sequence[tuple[str, str]] = ()) -> str:
    """The condition as people read it; ``options``: value and wording, where values are codes."""
    words = dict(options)
    values = [_told(value, words) for value in cell.values]
    if cell.operator == "between":
        return _("%(low)s 到 %(high)s") % {"low": values[0], "high": values[1]}
    is_day = any(isinstance(value, date) for value in cell.values)
    said = str((DAY_WORDS if is_day else {}).get(cell.operator, OPERATOR_WORDS[cell.operator]))
    if not values:
        return said
    if cell.operator == "eq":
        return values[0]
    if cell.operator in _MANY:
        head = _("不是") if cell.operator == "not_in" else ""
        return head + _("或").join(values)
    return _("%(said)s %(value)s") % {"said": said, "value": values[0]}


def _told(value: Value, words: Mapping[str, str]) -> str:
    if isinstance(value, date):
        return _("%(year)s 年 %(month)s 月 %(day)s 日") % {
            "year": value.year,
            "month": value.month,
            "day": value.day,
        }
    return words.get(str(value), str(value))
