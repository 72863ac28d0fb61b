"""What a look at a code found: the report that every ``check_…`` of this package gives.

A check never raises for any text. It names every rule that is broken at once, with its place,
so that an import can show a dirty code without hiding what carries it. ``ok`` is true when no
finding is an error; warnings do not stand in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongban.base.kernel.errors import FieldFinding
from tongban.base.kernel.language import gettext as _


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the code: a named part and its first and last character, counted from 1."""

    first: int
    last: int
    part: str = ""
    """The part's name as in ``CodeReport.parts``; empty when the code has no such part."""

    def __str__(self) -> str:
        """The place in plain Chinese, such as 第 3–8 位."""
        span = str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
        return _("第 %(span)s 位") % {"span": span}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a code breaks."""

    code: str
    """Stable name, ``kind.rule``."""
    message: str
    """Plain Chinese: what is wrong, by which rule. One line, fit to print."""
    severity: Severity
    place: Place | None = None
    """None when the whole code is meant."""

    def __str__(self) -> str:
        """Place and message in one line."""
        return (
            _("%(place)s：%(message)s") % {"place": self.place, "message": self.message}
            if self.place
            else self.message
        )

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values for JSON."""
        place = self.place
        return {
            "code": self.code,
            "message": self.message,
            "severity": self.severity.value,
            "place": {"part": place.part, "first": place.first, "last": place.last}
            if place
            else None,
        }


@dataclass(frozen=True, slots=True)
class CodeReport:
    """What a check says of one code."""

    kind: str
    value: str
    """The code as it is to be stored: without surrounding space, in its standard form."""
    findings: tuple[Finding, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    """The parts of the code by name, as far as they could be read, errors or not."""

    @property
    def ok(self) -> bool:
        """No finding is an error."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the code wrong, in the order of the rules."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings to look at, which do not make the code wrong."""
        return tuple(f for f in self.findings if f.severity is Severity.WARNING)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values for JSON."""
        return {
            "kind": self.kind,
            "value": self.value,
            "ok": self.ok,
            "findings": [finding.as_json() for finding in self.findings],
            "parts": dict(self.parts),
        }

    def field_findings(self, name: str) -> tuple[FieldFinding, ...]:
        """The errors, as ``Invalid`` carries them, for the input field of that name."""
        return tuple(FieldFinding(name, error.code, str(error)) for error in self.errors)


class Notes:
    """Collects findings and parts while a check reads a code from left to right."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.parts: dict[str, str] = {}
        self._findings: list[Finding] = []

    def error(self, rule: str, message: str, place: Place | None = None) -> None:
        """Note a broken rule that makes the code wrong."""
        self._findings.append(Finding(f"{self.kind}.{rule}", message, Severity.ERROR, place))

    def warn(self, rule: str, message: str, place: Place | None = None) -> None:
        """Note something to look at."""
        self._findings.append(Finding(f"{self.kind}.{rule}", message, Severity.WARNING, place))

    def include(self, inner: CodeReport, part: str, after: int) -> None:
        """Take over what the check of an inner code found.

        ``part`` names the inner code here, ``after`` is how many characters stand before it.
        """
        for found in inner.findings:
            first, last = (
                (found.place.first, found.place.last) if found.place else (1, len(inner.value))
            )
            moved = Place(after + first, after + last, part)
            self._findings.append(Finding(found.code, found.message, found.severity, moved))

    def without_space(self, value: str) -> str:
        """The code without the space around it; saying so where there was some."""
        bare = value.strip()
        if bare != value:
            self.warn("space-removed", _("前后的空白已去掉。"))
        return bare

    @property
    def clean(self) -> bool:
        """No error so far."""
        return all(found.severity is not Severity.ERROR for found in self._findings)

    def report(self, value: str) -> CodeReport:
        """Close the book."""
        return CodeReport(self.kind, value, tuple(self._findings), self.parts)
