"""Every situation that an act may find a case in, each walked there by acts.

A situation says what it is in words of its own (``facts``), written down while it is built and not
read off the code that is tried. A file a subject; ``walk`` builds them all.
"""

from tests.acts.situations import concerned, office, posted, promised, shared, ways
from tests.acts.situations.builder import HOME, MONDAY, STEP_STATES, Builder, Situation
from tongban.base.kernel.moments import moved_to
from tongban.handling.cases.tests.city import Town

PLAIN = (ways.steps, ways.ends)
"""The states with nothing beside the case."""
BESIDE = (
    office.measures,
    office.beyond,
    office.inspections,
    office.claims,
    posted.amendments,
    posted.parcels,
    posted.unreceived,
    posted.published,
    posted.incoming,
    concerned.interested,
    concerned.hearings,
    concerned.by_law,
    promised.late,
    promised.checks,
    shared.joint,
    shared.fees,
    ways.silence,
    ways.elsewhere,
    ways.rules,
    ways.received,
    promised.drafts,
)
"""In this order: some publish what those after them are filed under, and what a person may have
only once comes last.
"""


def walk(town: Town) -> list[Situation]:
    """Build them all."""
    building = Builder(town)
    with moved_to(MONDAY):
        building.publish()
        for part in (*PLAIN, *BESIDE):
            part(building)
    return building.made


__all__ = ["HOME", "STEP_STATES", "Situation", "walk"]
