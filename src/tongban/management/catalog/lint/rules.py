"""What a rule is, what it may look at, and the register of all rules."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise

from tongban.management.catalog.types import Guide
from tongban.management.eforms.types import Form
from tongban.management.rules.types import RulesView


class Told(NamedTuple):
    """Where something does not hold, what, and what to do about it."""

    place: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same item of the directory, as another body publishes it."""

    department: str
    division: str
    guide: Guide


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a guide. Each is optional: without it the rules that need it are silent."""

    name: str = ""
    item_code: str = ""
    code_profile: str = ""
    item_type: str = ""
    body_code: str = ""
    """Credit code of the implementing body."""
    unknown_bodies: tuple[str, ...] = ()
    """Credit codes that the guide names and that no department has."""
    has_form: bool = False
    form: Form | None = None
    has_process: bool = False
    unknown_steps: tuple[str, ...] = ()
    step_count: int = 0
    steps_for_people: tuple[str, ...] = ()
    """Steps of the ordinary course that nothing but a person may do."""
    rules: Callable[[str], RulesView | None] | None = None
    """What a decision table says now, by its key."""
    model: Guide | None = None
    """The guide that this one was taken over from."""
    siblings: tuple[Sibling, ...] = ()
    dead_links: Mapping[str, str] = field(default_factory=dict)
    """Address → the day on which it was found dead, as people write it."""
    ended_laws: Mapping[str, str] = field(default_factory=dict)
    """Title of a document that ended → the day, as people write it."""


Judge = Callable[[Guide, Context], Iterable[Told]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the linter."""

    number: str
    code: str
    comes_as_must: bool
    """Whether it holds a guide back unless the installation says otherwise."""
    practice: bool
    """Whether it comes from what cities do (standards §2.5), and not from a law or a standard."""
    title: str | Promise
    judge: Judge

    @property
    def must(self) -> bool:
        """Whether it holds a guide back here (``strictness``); whoever asks, asks this."""
        if self.comes_as_must:
            return self.number not in settings.RULES_ADVISED
        return self.number in settings.RULES_MUST


RULES: dict[str, Rule] = {}
"""Every rule by its number, in the order in which they are told."""


def rule(
    number: str, code: str, title: str | Promise, *, must: bool, practice: bool = False
) -> Callable[[Judge], Judge]:
    """Register a rule. ValueError for a number or a name that is taken."""

    def keep(judge: Judge) -> Judge:
        if number in RULES or any(r.code == code for r in RULES.values()):
            msg = f"there is another rule {number} or {code}"
            raise ValueError(msg)
        RULES[number] = Rule(number, code, must, practice, title, judge)
        return judge

    return keep
