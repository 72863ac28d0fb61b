"""Values of rules: what a table reads, its rows and examples, and what it says of a case."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_ROWS = 200
MOST_INPUTS = 30
MOST_STEPS = 20
MOST_EXAMPLES = 200
MOST_BYTES = 256 * 1024
"""Size of a table as JSON."""
LARGEST = 2**53
"""The engine reckons in floating point; what is larger is an identifier and belongs into a text."""


LICENSE = re.compile(r"license\.([0-9A-Z]{21})(?:\.([a-z][a-z0-9_]{0,39}))?")
FORM = re.compile(r"form\.([a-z][a-z0-9_]{0,63})")
MATERIAL = re.compile(r"material\.([a-z][a-z0-9_]{0,63})")
"""Sources that name something: a licence and a line on it, a question, a material."""


class InputKind(models.TextChoices):
    """What kind of value a table reads."""

    TEXT = "text", _("文字")
    NUMBER = "number", _("数")
    FLAG = "flag", _("是或否")
    LIST = "list", _("多选")
    DATE = "date", _("日期")
    DAYS = "days", _("从那天到申请那天的天数")
    YEARS = "years", _("从那天到申请那天满几年")


NUMBERS = frozenset({InputKind.NUMBER.value, InputKind.DAYS.value, InputKind.YEARS.value})
"""Kinds whose values are numbers."""
SINCE = frozenset({InputKind.DAYS.value, InputKind.YEARS.value})
"""Kinds that are counted from a day to the day of the filing."""
OF_A_DAY = frozenset({InputKind.DATE.value, *SINCE})
"""Kinds that a day may be read as."""
LICENSE_DAYS = MappingProxyType({"issued_on": _("颁发日期"), "valid_until": _("有效期截止日期")})
"""Days that every licence has; a line of its own of the same name comes first."""


class HitPolicy(models.TextChoices):
    """Which of the rows that fit counts (DMN: hit policy)."""

    FIRST = "first", _("从上到下，第一个符合的行算数")
    COLLECT = "collect", _("所有符合的行都同意才算同意")


@dataclass(frozen=True, slots=True)
class RuleInput:
    """One value that a table reads, declared before it may be named."""

    name: str
    label: str
    kind: str
    source: str
    """Where it comes from, see ``sources``."""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One value that is reckoned from others before the rows are read."""

    key: str
    label: str
    expression: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row: a condition for each value, and what follows."""

    cells: Mapping[str, str]
    """Name → condition as ``cells`` reads it; what is missing or empty fits anything."""
    grants: bool
    reason: str
    """Code of the reason, kept and counted."""
    words: str
    """The reason in a sentence, for people."""


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A case and what must come out of it. A value that is left out is not verified."""

    name: str
    values: Mapping[str, Any]
    grants: bool
    reason: str = ""
    """The code that must come out; empty: whichever."""


@dataclass(frozen=True, slots=True)
class RuleContent:
    """A whole table."""

    inputs: tuple[RuleInput, ...] = ()
    steps: tuple[RuleStep, ...] = ()
    policy: str = HitPolicy.FIRST.value
    rows: tuple[RuleRow, ...] = ()
    examples: tuple[RuleExample, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """What rows may ask about: name → label, declared values before reckoned ones."""
        return {
            **{one.name: one.label or one.name for one in self.inputs},
            **{step.key: step.label or step.key for step in self.steps},
        }


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a case, where it comes from, and whether it was verified."""

    name: str
    label: str
    value: Any
    source: str
    """In words, for the applicant and the officer."""
    is_verified: bool
    why_not: str = ""
    """What keeps it from being verified, in words."""


class Problem(models.TextChoices):
    """Why a table did not come to its rows, or to none of them; the case goes to a person."""

    MISSING = "input_missing", _("有一项没有值")
    UNVERIFIED = "input_unverified", _("有一项没有核实")
    KIND = "input_kind", _("有一项的值不是规定的种类")
    STEP = "step_failed", _("有一项算不出来")
    NO_ROW = "no_row", _("没有一行符合")
    OUTCOME = "outcome_invalid", _("规则给出的结果不能用")
    ENGINE = "engine_failed", _("规则没有算成")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a table says: it grants, or the case goes to a person. It never refuses."""

    grants: bool
    row: int | None = None
    """The row that decided, from 1."""
    reason: str = ""
    words: str = ""
    problem: str = ""
    """A value of ``Problem``, when no row decided."""
    about: str = ""
    """The label of the value that the problem is about."""


@dataclass(frozen=True, slots=True)
class RulesView:
    """One published revision, as others see it."""

    id: UUID
    key: str
    name: str
    version: int
    published_at: Any
    content: RuleContent


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """How an example of a table came out."""

    example: RuleExample
    verdict: Verdict
    passed: bool


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case that was decided under a table, for the what-if run. Without personal data."""

    number: str
    decided_on: date
    facts: Mapping[str, Fact]
    was_automatic: bool
    """Granted by a table, without a person."""
    was_granted: bool
    """Granted at all, by a table or by a person."""
    version: int | None = None
    """Which revision of the table had looked at it; none where it was before the table."""


class PastCases(Protocol):
    """What the app that keeps cases tells of those that were decided."""

    def cases(
        self, key: str, item_code: str, content: RuleContent, first: date, last: date
    ) -> Iterable[PastCase]:
        """The cases that were decided in those days, of the items that name the table ``key`` and of
        the item ``item_code``, with the values that ``content`` reads.
        """
        ...

    def items(self, department_id: UUID) -> Sequence[tuple[str, str]]:
        """(code, name) of the items of a department that a table may be tried on."""
        ...


_past_cases: list[PastCases] = []


def register_past_cases(source: PastCases) -> None:
    """Called from above, in ``AppConfig.ready``, by the app that keeps cases."""
    _past_cases.append(source)


def past_cases() -> Sequence[PastCases]:
    """Whoever keeps cases."""
    return tuple(_past_cases)


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that would come out otherwise."""

    case: PastCase
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a table would have done with the cases of some days."""

    first: date
    last: date
    total: int = 0
    grants_before: int = 0
    """How many were granted without a person."""
    grants_after: int = 0
    """How many would have been."""
    newly_granted: tuple[Changed, ...] = field(default_factory=tuple)
    """A person decided; the table would have granted. Those that were refused come first."""
    no_longer_granted: tuple[Changed, ...] = field(default_factory=tuple)
    """The table granted; it would have handed them to a person."""

    @property
    def changed(self) -> int:
        """How many would come out otherwise."""
        return len(self.newly_granted) + len(self.no_longer_granted)

    @property
    def against_a_person(self) -> int:
        """How many the table would have granted although a person did not."""
        return sum(not one.case.was_granted for one in self.newly_granted)
