"""Panels: parts of the pages about cases that a feature of its own fills in.

The page of a case asks for what belongs on it and shows it; it need not know every way in which a
case is handled. An app above registers its own in ``AppConfig.ready``, and so do the rooms in here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import PanelPlace, registered_panels


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel that has something to say: its template, and what stands in it as ``panel``."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A way to go on that is possible now: one line that opens in place."""

    name: str
    template: str
    values: Mapping[str, Any]
    """What its panel says."""

    @property
    def anchor(self) -> str:
        """The id of its line on the page; what is wrong with what was typed leads there."""
        return f"way-{self.name}"


@dataclass(frozen=True, slots=True)
class DeskPanels:
    """What stands on the officer's page of a case beside what every case has."""

    side: list[ShownPanel] = field(default_factory=list)
    main: list[ShownPanel] = field(default_factory=list)
    ways: list[ShownWay] = field(default_factory=list)
    """Other ways to go on, of all panels, in one order."""


def desk_panels(actor: Actor, case: Case) -> DeskPanels:
    """What is going on with the case, in its panels, and what else may be begun, in one list.

    A panel that has nothing but a way to offer takes no box of its own.
    """
    shown = DeskPanels()
    found: list[tuple[int, ShownWay]] = []
    for place, column in (
        (PanelPlace.DESK_CASE, shown.side),
        (PanelPlace.DESK_CASE_MAIN, shown.main),
    ):
        for panel in registered_panels(place):
            values = panel.fill(actor, case)
            if values is None:
                continue
            if not values.get("is_quiet", False):
                column.append(ShownPanel(panel.template, values))
            found += [
                (panel.order, ShownWay(name, panel.ways[name], values))
                for name in values.get("possible_ways", ())
            ]
    shown.ways.extend(way for _order, way in sorted(found, key=lambda one: one[0]))
    return shown


def panels_at(place: PanelPlace, actor: Actor, case: Case | None = None) -> list[ShownPanel]:
    """What is to be shown there to this actor, in order; what has nothing to say is left out."""
    shown = []
    for panel in registered_panels(place):
        values = panel.fill(actor, case)
        if values is not None:
            shown.append(ShownPanel(panel.template, values))
    return shown
