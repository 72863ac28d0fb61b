"""Panels: parts of the pages about cases that a feature of its own fills in.

The page of a case asks for what belongs on it and shows it; it need not know every way in which a
case is handled. An app above registers its own in ``AppConfig.ready``, and so do the rooms in here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.base.kernel.actors import Actor
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import PanelPlace, registered_panels


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel that has something to say: its template, and what stands in it as ``panel``."""

    template: str
    values: Mapping[str, Any]


def panels_at(place: PanelPlace, actor: Actor, case: Case | None = None) -> list[ShownPanel]:
    """What is to be shown there to this actor, in order; what has nothing to say is left out."""
    shown = []
    for panel in registered_panels(place):
        values = panel.fill(actor, case)
        if values is not None:
            shown.append(ShownPanel(panel.template, values))
    return shown
