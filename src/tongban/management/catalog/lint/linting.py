"""Run every rule over a guide, and say how complete it is."""

from collections.abc import Iterable

from tongban.management.catalog.elements import ELEMENTS, Element, label_of
from tongban.management.catalog.lint import (  # noqa: F401 - each file registers its rules
    agreement_rules,
    elements_rules,
    exercise_rules,
    instant_rules,
    joint_rules,
    limits_rules,
    promise_rules,
    ways_rules,
)
from tongban.management.catalog.lint.exercise_rules import OF_APPLYING, needed_of
from tongban.management.catalog.lint.rules import RULES, Context
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.types import EX_OFFICIO, Guide, GuideFinding

CORE_NAMES = 2
"""Of the fourteen core elements two are not the guide's: the item's name and its body."""


def lint(guide: Guide, context: Context | None = None) -> tuple[GuideFinding, ...]:
    """Everything that does not hold, must-rules first, each in the order of its number."""
    context = context or Context()
    silent = OF_APPLYING if context.item_type in EX_OFFICIO else frozenset()
    found = [
        GuideFinding(rule.number, rule.code, rule.must, told.place, told.message, told.mend)
        for rule in RULES.values()
        if rule.number not in silent
        for told in rule.judge(guide, context)
    ]
    return tuple(sorted(found, key=lambda finding: (not finding.must, finding.rule)))


def judged_complete_by(item_type: str = "") -> list[Element]:
    """The elements that completeness counts. Of a power that nobody applies for they are those
    that its guide must say, and what it answers for.
    """
    if needed := needed_of(item_type):
        return [ELEMENTS[place] for place in (*needed, "responsibilities")]
    return [e for e in ELEMENTS.values() if e.core or e.extended]


def lacking(guide: Guide | None, context: Context | None = None) -> list[Element]:
    """The elements that completeness counts and that are not there."""
    context = context or Context()
    counted = judged_complete_by(context.item_type)
    if guide is None:
        return counted
    return [e for e in counted if not _is_there(guide, e, context)]


def unsaid(guide: Guide, context: Context, told: Iterable[GuideFinding]) -> list[Element]:
    """The elements that are not there and of which no rule says so already."""
    said = {label_of(finding.place) for finding in told}
    return [e for e in lacking(guide, context) if str(e.label) not in said]


def completeness(guide: Guide | None, context: Context | None = None) -> int:
    """In per cent: core elements count twice, the item's name and body are always there."""
    counted = judged_complete_by(context.item_type if context else "")
    missing = lacking(guide, context)
    whole = sum(2 if e.core else 1 for e in counted) + 2 * CORE_NAMES
    lost = sum(2 if e.core else 1 for e in missing)
    return round(100 * (whole - lost) / whole)


def _is_there(guide: Guide, element: Element, context: Context) -> bool:
    value = value_at(guide, element.place)
    match element.place:
        case "fees" | "intermediaries" | "by_post" | "by_appointment" | "pays_online":
            # An answer either way is an answer: a guide always says whether it costs anything.
            return True
        case "materials":
            return bool(value) or context.has_form
        case "promised":
            return value is not None or guide.is_instant
        case "result.sample":
            return bool(value or guide.result.license_type)
        case _:
            return bool(value)
