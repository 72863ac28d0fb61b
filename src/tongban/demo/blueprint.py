"""What the demo city's content is made of. Content modules only fill these in."""

from collections.abc import Mapping
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
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Sample answers: value, or a tuple to choose from."""
