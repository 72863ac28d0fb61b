"""What apps above and the rooms of this app register: parts of pages, and who hears of cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.types.values import EventKind


class PanelPlace(StrEnum):
    """Where a panel may stand."""

    DESK = "desk"
    """The desk's home, above the next case."""
    DESK_CASE = "desk_case"
    """The officer's page of a case, beside the materials, under what may be done."""
    DESK_CASE_MAIN = "desk_case_main"
    """The officer's page of a case, in the wide column, above the timeline."""
    OWN_CASE = "own_case"
    """The applicant's page of a case, in the wide column, above the timeline: what is asked of them,
    or decided.
    """
    OWN_CASE_BELOW = "own_case_below"
    """The same page, under the timeline: what one looks up, or may choose otherwise."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page about cases that a feature of its own fills in."""

    place: PanelPlace
    order: int
    """Smaller ones stand higher."""
    template: str
    """Gets ``panel`` (what ``fill`` gave) and ``case`` beside what every page has."""
    fill: Callable[[Actor, Any], Mapping[str, Any] | None]
    """(actor, case; None on the desk's home) → values, or None when there is nothing to show.
    Asks the rights itself: a panel offers only what its actor may do now.

    On the officer's page of a case the values may say besides: ``is_quiet``, nothing is going on,
    so that the panel itself is left out; ``possible_ways``, the names of those of ``ways`` that
    are possible now.
    """
    ways: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Ways to go on that the officer may take beside the process: name → template of one line that
    opens in place. They stand together in one box, whatever panel they belong to.
    """


_panels: list[Panel] = []


def register_panel(panel: Panel) -> None:
    """Called in ``AppConfig.ready`` by the room or app whose panel it is."""
    if all((p.place, p.fill) != (panel.place, panel.fill) for p in _panels):
        _panels.append(panel)
        _panels.sort(key=lambda p: (p.order, p.template))


def registered_panels(place: PanelPlace) -> Sequence[Panel]:
    """The panels of a place, in order."""
    return [panel for panel in _panels if panel.place == place]


CaseFollower = Callable[[Any, EventKind, Actor], object]
_followers: list[CaseFollower] = []


def follow_cases(follower: CaseFollower) -> None:
    """Called from above, in ``AppConfig.ready``, by an app that must hear what happens to cases.

    ``follower`` gets the case (its row locked), the kind of the line that was just added to its
    timeline, and who acted, in the same transaction: what it writes stands or falls with the act.
    """
    if follower not in _followers:
        _followers.append(follower)


def case_followers() -> Sequence[CaseFollower]:
    """Who has to be told."""
    return tuple(_followers)


CaseEraser = Callable[[Any, Actor], object]
_erasers: list[CaseEraser] = []


def register_eraser(eraser: CaseEraser) -> None:
    """Called from above, in ``AppConfig.ready``, by an app that keeps something of people about a
    case: ``eraser`` gets the case (its row locked) whose archive is destroyed, and takes it away in
    the same transaction.
    """
    if eraser not in _erasers:
        _erasers.append(eraser)


def case_erasers() -> Sequence[CaseEraser]:
    """Who has to take something away."""
    return tuple(_erasers)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """卷内材料: what belongs to a case's archive beside form, materials, course, papers and licence.

    ``kind`` is a stable English word; everything else is read by people, in official words.
    """

    kind: str
    title: str
    rows: Sequence[tuple[str, str]]
    """Name and value; those without a value are left out."""
    files: Sequence[tuple[str, UUID]] = ()
    """Title and file."""


CaseEnclosures = Callable[[Any], Sequence[Enclosure]]
_enclosures: list[CaseEnclosures] = []


def register_enclosures(enclosures: CaseEnclosures) -> None:
    """Called from above, in ``AppConfig.ready``, by an app that keeps something about a case which
    its archive must have: the same rows always give the same enclosures, in the same order.
    """
    if enclosures not in _enclosures:
        _enclosures.append(enclosures)


def case_enclosures() -> Sequence[CaseEnclosures]:
    """Who has something to add."""
    return tuple(_enclosures)
