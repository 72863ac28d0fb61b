"""What the linter says of a guide, and how two guides differ."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuideFinding:
    """One thing that does not hold about a guide."""

    rule: str
    """The rule's number, such as ``T01``; never given to another rule."""
    code: str
    """The rule's name, stable, such as ``promise_over_statutory``."""
    must: bool
    """Whether it keeps the guide from being published."""
    place: str
    """An element of the guide, such as ``contact.phone`` or ``materials.plan``."""
    message: str
    mend: str
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One element that two guides tell differently."""

    place: str
    label: str
    before: str
    """As people read it; empty: not there."""
    after: str
