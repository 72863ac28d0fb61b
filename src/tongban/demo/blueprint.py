"""What the demo city's content is made of. Content modules only fill these in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.management.catalog.types import Guide
from tongban.sharing.licenses.types import Appearance, FieldSpec


@dataclass(frozen=True, slots=True)
class DemoLicense:
    """A licence type that an item results in."""

    serial: str
    """Three digits after the defining body's credit code."""
    name: str
    fields: tuple[FieldSpec, ...]
    appearance: Appearance = Appearance.CERTIFICATE
    years: int | None = None
    number_pattern: str = "{county}{year}{serial:6}"
    holder_label: str = "持证人"
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DemoItem:
    """A service item with everything that makes it one that can be applied for."""

    key: str
    name: str
    department: str
    """Key of the department in ``city.DEPARTMENTS``."""
    item_type: str
    main: str
    """Five digits of the basic code."""
    guide: Guide
    sub: str = "000"
    main_item: str = ""
    form: Mapping[str, Any] | None = None
    """The form's definition, for items that can be applied for online."""
    process: str = ""
    """Key of a process that comes with the product."""
    license: DemoLicense | None = None
    weight: int = 0
    """How often it is applied for in the made-up year, relative to the others."""
    ages: tuple[int, int] = (0, 150)
    """Between which ages, both included, people apply for it in the made-up year."""
    trades: tuple[str, ...] = ()
    """Companies with one of these words in their name apply for it; any company when empty."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Sample answers by the form's field: a value, or a tuple to choose from.

    An answer of several choices is a tuple itself, so its samples are a tuple of tuples. Answers
    of conditional fields are given too; ``eforms.queries.without_gaps`` drops those not asked.
    """


def sample_answers(
    answers: Mapping[str, Any], choose: Callable[[Sequence[Any]], Any]
) -> dict[str, Any]:
    """One set of answers as JSON values: ``choose`` picks from each tuple (``Random.choice``)."""
    made: dict[str, Any] = {}
    for key, samples in answers.items():
        value = choose(samples) if isinstance(samples, tuple) else samples
        made[key] = list(value) if isinstance(value, tuple) else value
    return made
