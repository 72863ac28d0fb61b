"""Values of eforms: a form, its pages and fields, as read from a published schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from tongban.base.kernel.errors import FieldFinding

__all__ = ["BoundField", "BoundPage", "Field", "FieldFinding", "Form", "Kind", "Option", "Page"]


class Kind(StrEnum):
    """How a field is asked. Nothing else is accepted at publication."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    ID_CARD = "id_card"
    PHONE = "phone"
    CREDIT_CODE = "credit_code"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question."""

    key: str
    label: str
    kind: Kind
    hint: str = ""
    unit: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    max_length: int = 200
    source: str = ""
    """Where the platform knows the answer from, such as ``person.name``; then it is not asked."""
    when: tuple[str, tuple[Any, ...]] | None = None
    """(another field, values): asked only when that field has one of the values."""
    why: str = ""
    """Why it is asked, with the guide's material or clause."""


@dataclass(frozen=True, slots=True)
class Page:
    """A small group of questions, one page of the application."""

    key: str
    title: str
    lead: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """A published form."""

    id: str
    key: str
    name: str
    version: int
    pages: tuple[Page, ...]
    schema: Mapping[str, Any] = field(repr=False)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by its key."""
        return {f.key: f for page in self.pages for f in page.fields}

    def page(self, key: str) -> Page | None:
        """The page of that key."""
        return next((p for p in self.pages if p.key == key), None)

    def is_asked(self, asked: Field, data: Mapping[str, Any]) -> bool:
        """Whether the answers so far make the field apply."""
        if asked.when is None:
            return True
        other, values = asked.when
        parent = self.fields.get(other)
        if parent is not None and not self.is_asked(parent, data):
            return False
        answer = data.get(other)
        if isinstance(answer, list):
            return any(value in answer for value in values)
        return answer in values

    def pages_asked(self, data: Mapping[str, Any]) -> tuple[Page, ...]:
        """The pages that have a field to ask, or to show, under these answers."""
        return tuple(p for p in self.pages if any(self.is_asked(f, data) for f in p.fields))


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field with what was typed and what is wrong with it."""

    field: Field
    value: Any
    shown: str
    errors: tuple[str, ...] = ()
    known: bool = False
    """The platform knew it: it is shown with its source and not asked."""
    hidden: bool = False
    """Does not apply under the answers on this page; shown by script when it comes to apply."""

    @property
    def has_value(self) -> bool:
        """Whether anything was answered."""
        return self.value not in (None, "", [])


@dataclass(frozen=True, slots=True)
class BoundPage:
    """A page ready to be drawn."""

    page: Page
    fields: tuple[BoundField, ...]

    @property
    def known(self) -> Sequence[BoundField]:
        """What need not be asked."""
        return [f for f in self.fields if f.known]

    @property
    def asked(self) -> Sequence[BoundField]:
        """What is asked."""
        return [f for f in self.fields if not f.known]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(field key, label, message) for the summary on top."""
        return [(f.field.key, f.field.label, e) for f in self.fields for e in f.errors]
