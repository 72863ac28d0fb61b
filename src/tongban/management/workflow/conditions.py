"""Conditions: ZEN expressions over declared values, in a part of the language that we can judge.

ZEN reads an unknown name as null and compares it without complaint, so a misspelt name would
silently take another way through the process. Therefore every name has to be declared before
publication, and only true and false count as an answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zen
from django.utils.translation import gettext as _

from tongban.management.workflow.types import MAX_CARDINALITY, ProcessError

OUTCOME = "outcome"
"""The outcome of the step that was done last."""
OUTCOMES = "outcomes"
"""Outcomes by step: ``outcomes.review``; of a step done several times at once, a list."""

FUNCTIONS = frozenset(
    {"all", "any", "contains", "count", "endsWith", "len", "max", "min", "none", "one", "some",
     "startsWith", "sum"}
)  # fmt: skip
_WORDS = frozenset({"and", "or", "not", "in", "true", "false", "null"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOKEN = re.compile(
    r"""\s+
    |(?P<text>"[^"\\]*"|'[^'\\]*')
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\.\.|==|!=|<=|>=|[<>()\[\],.+\-*/%\#])""",
    re.VERBOSE,
)
_MAX_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """What a condition reads, or why it cannot be read."""

    names: frozenset[str] = frozenset()
    """First names: ``outcome``, ``outcomes`` and declared values."""
    steps: frozenset[str] = frozenset()
    """Steps read as ``outcomes.<step>``."""
    problem: str = ""
    """A sentence saying what is wrong and how to mend it, or nothing."""


class _Unreadable(Exception):
    """Why an expression cannot be read."""


@lru_cache(maxsize=1024)
def reading(text: str) -> Reading:
    """The names that an expression reads, found without evaluating it."""
    try:
        return _read(_tokens(text), text)
    except _Unreadable as why:
        return Reading(problem=str(why))


def _tokens(text: str) -> list[tuple[str, str]]:
    if not text.strip():
        raise _Unreadable(_("条件是空的，请写上表达式，例如 outcome == 'pass'。"))
    if len(text) > _MAX_LENGTH:
        raise _Unreadable(
            _("条件超过 %(max_length)s 个字符，请拆成几个网关。") % {"max_length": _MAX_LENGTH}
        )
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _Unreadable(
                _("条件里的“%(text)s”不能用，请只用名称、文本、数字、比较、and、or、not 和 in。")
                % {"text": text[place]}
            )
        place = match.end()
        if match.lastgroup:
            tokens.append((match.lastgroup, match.group()))
    return tokens


def _read(tokens: list[tuple[str, str]], text: str) -> Reading:
    names, steps = set(), set()
    for i, (kind, value) in enumerate(tokens):
        before = tokens[i - 1][1] if i else ""
        after = tokens[i + 1][1] if i + 1 < len(tokens) else ""
        if kind != "name" or value in _WORDS or before == ".":
            continue
        if after == "(":
            if value not in FUNCTIONS:
                known = _("、").join(sorted(FUNCTIONS))
                raise _Unreadable(
                    _("条件里不能用函数“%(value)s”，能用的有：%(known)s。")
                    % {"value": value, "known": known}
                )
            continue
        names.add(value)
        if value == OUTCOMES:
            if after != "." or tokens[i + 2 : i + 3] == [] or tokens[i + 2][0] != "name":
                raise _Unreadable(_("请写明是哪个环节的结果，例如 outcomes.review == 'pass'。"))
            steps.add(tokens[i + 2][1])
    fault = zen.validate_expression(text)
    if fault is not None:
        reason = str(fault.get("source", "")).split("\n", 1)[0]
        raise _Unreadable(
            _("条件写得不完整（%(reason)s），请检查括号、引号和比较符号。") % {"reason": reason}
        )
    return Reading(frozenset(names), frozenset(steps))


def _evaluate(text: str, values: Mapping[str, Any]) -> Any:
    read = reading(text)
    if read.problem:
        raise ProcessError(
            _("流程条件“%(text)s”有误：%(problem)s") % {"text": text, "problem": read.problem},
            code="condition_unreadable",
        )
    missing = sorted(
        name
        for name in read.names - {OUTCOMES}
        if name not in values or (values[name] is None and name != OUTCOME)
    )
    if missing:
        raise ProcessError(
            _("流程条件“%(text)s”要用的“%(names)s”还没有值，办件没有变化，请联系事项管理员。")
            % {"text": text, "names": _("、").join(missing)},
            code="value_missing",
        )
    try:
        return zen.evaluate_expression(text, {name: values.get(name) for name in read.names})
    except Exception as error:
        # The library raises bare exceptions too; a trace of its own may follow the first line.
        reason = str(error).split("\n", 1)[0]
        raise ProcessError(
            _("流程条件“%(text)s”算不出来（%(reason)s），办件没有变化，请联系事项管理员。")
            % {"text": text, "reason": reason},
            code="condition_failed",
        ) from error


def decide(text: str, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds. Raises ProcessError for any answer but true or false."""
    answer = _evaluate(text, values)
    if answer is not True and answer is not False:
        raise ProcessError(
            _("流程条件“%(text)s”没有得出“是”或“否”，办件没有变化，请联系事项管理员。")
            % {"text": text},
            code="condition_not_boolean",
        )
    return bool(answer)


def cardinality(text: str, values: Mapping[str, Any]) -> int:
    """How often a step is multiplied, 1 to 50. Raises ProcessError for anything else."""
    answer = _evaluate(text, values)
    whole = (
        isinstance(answer, int | float) and not isinstance(answer, bool) and answer == int(answer)
    )
    if not whole or not 1 <= answer <= MAX_CARDINALITY:
        raise ProcessError(
            _(
                "一个环节要办几次（“%(text)s”）应是 1 到 %(max_cardinality)s 的整数，办件没有变化，"
                "请联系事项管理员。"
            )
            % {"text": text, "max_cardinality": MAX_CARDINALITY},
            code="cardinality",
        )
    return int(answer)


def is_name(text: str) -> bool:
    """Whether a value may be declared under this name."""
    taken = _WORDS | FUNCTIONS | {OUTCOME, OUTCOMES}
    return bool(_NAME.fullmatch(text)) and text not in taken and not text.startswith("__")
