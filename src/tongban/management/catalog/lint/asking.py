"""Whether a row asks more of people than the row of the item above that it was taken over from.

A body that took an item over may ask less, and explain it in its own words; what a row asks, costs
or looks at may only stay or become less.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tongban.management.catalog.editing.parts import MATERIAL_FORMS, ROW_KINDS
from tongban.management.catalog.types import Fee, Intermediary, Origin, Requirement

_BURDEN = {Origin.HELD.value: 0, Origin.FORM.value: 1, Origin.UPLOAD.value: 2}
_EITHER = MATERIAL_FORMS[-1][0]
"""On paper or electronic, as one likes."""


def _wanted(when: Mapping[str, Any]) -> list[Any]:
    wanted = when.get("is", [])
    return list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]


def _more_cases(mine: Any, theirs: Any) -> bool:
    """Whether it is wanted in a case in which the model does not want it."""
    if theirs.when is None:
        return False
    if mine.when is None or mine.when.get("field") != theirs.when.get("field"):
        return True
    known = _wanted(theirs.when)
    return any(value not in known for value in _wanted(mine.when))


def _dearer(mine: Fee, theirs: Fee) -> bool:
    """An amount that is not fixed (0) says nothing by itself: then the standard must be the same."""
    return mine.amount > theirs.amount or (mine.amount == 0 and theirs.amount > 0)


Check = Callable[[Any, Any], bool]
_MATERIAL: Mapping[str, Check] = MappingProxyType(
    {
        "name": lambda mine, theirs: mine.name != theirs.name,
        "origin": lambda mine, theirs: _BURDEN.get(mine.origin, 2) > _BURDEN.get(theirs.origin, 2),
        "required": lambda mine, theirs: mine.required and not theirs.required,
        "when": _more_cases,
        "form": lambda mine, theirs: mine.form not in {theirs.form, _EITHER},
        "originals": lambda mine, theirs: mine.originals > theirs.originals,
        "copies": lambda mine, theirs: mine.copies > theirs.copies,
        "pages": lambda mine, theirs: mine.pages > theirs.pages > 0,
        "held_license_type": lambda mine, theirs: (
            theirs.held_license_type not in {"", mine.held_license_type}
        ),
        "check_points": lambda mine, theirs: not set(mine.check_points) <= set(theirs.check_points),
        "late_days": lambda mine, theirs: mine.required and mine.late_days < theirs.late_days,
    }
)
_FEE: Mapping[str, Check] = MappingProxyType(
    {
        "amount": _dearer,
        "standard": lambda mine, theirs: (
            mine.standard != theirs.standard and not 0 < mine.amount < theirs.amount
        ),
        "before": lambda mine, theirs: mine.before == "decide" != theirs.before,
        "when": _more_cases,
        "reduction": lambda mine, theirs: theirs.reduction not in {"", mine.reduction},
    }
)
_SERVICE: Mapping[str, Check] = MappingProxyType(
    {"by_law": lambda mine, theirs: mine.by_law != theirs.by_law}
)

ROWS_COMPARED: Mapping[str, Mapping[str, Check]] = MappingProxyType(
    {"materials": _MATERIAL, "fees": _FEE, "intermediaries": _SERVICE}
)
"""Element → what of its rows may only become less."""


def asks_more(
    place: str, mine: Requirement | Fee | Intermediary, theirs: Requirement | Fee | Intermediary
) -> list[str]:
    """The parts in which a row asks more than the other."""
    return [part for part, is_more in ROWS_COMPARED[place].items() if is_more(mine, theirs)]


def part_label(place: str, name: str) -> str:
    """How the editor calls a part of a row."""
    return next(str(part.label) for part in ROW_KINDS[place].parts if part.name == name)
