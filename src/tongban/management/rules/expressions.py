"""What may be reckoned before the rows: arithmetic and comparison over declared numbers and flags."""

import re
from collections.abc import Mapping
from typing import Any

import zen
from django.utils.translation import gettext as _

_TOKEN = re.compile(
    r"\s+|(?P<number>[0-9]{1,15}(?:\.[0-9]{1,6})?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>==|!=|<=|>=|[<>()+\-*/%?:])"
)
_WORDS = frozenset({"and", "or", "not", "true", "false"})
RESERVED = frozenset(
    {*_WORDS, "in", "null", "grant", "reason", "words", "abs", "all", "contains", "count", "len",
     "max", "min", "none", "one", "some", "startsWith", "endsWith", "sum", "d", "date", "map",
     "filter", "flatMap", "keys", "values", "number", "string", "bool", "upper", "lower", "trim"}
)  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST = 200


def names_in(text: str) -> tuple[frozenset[str], str]:
    """The names that an expression reads, and what is wrong with it in words, or nothing."""
    if not text.strip() or len(text) > _LONGEST:
        return frozenset(), _("请写 1 到 200 个字符的算式，如 months / 12。")
    names, place = set(), 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            return frozenset(), _(
                "算式里的“%(text)s”不能用，只能有名称、数、加减乘除、比较、and、or、not。"
            ) % {"text": text[place]}
        place = found.end()
        name = found.group("name")
        if name and name not in _WORDS:
            if text[place:].lstrip().startswith("("):
                return frozenset(), _("算式里不能用函数“%(name)s”。") % {"name": name}
            names.add(name)
    fault = zen.validate_expression(text)
    if fault is not None:
        return frozenset(), _("算式写得不完整，请检查括号和符号。")
    return frozenset(names), ""


def value_of(text: str, values: Mapping[str, Any]) -> Any:
    """The value of an expression that was read, or None when it has none."""
    try:
        return zen.evaluate_expression(text, dict(values))
    except Exception:  # noqa: BLE001 - the library raises bare exceptions
        return None


def is_name(text: str) -> bool:
    """Whether a value may be declared under this name."""
    return bool(NAME.fullmatch(text)) and text not in RESERVED
