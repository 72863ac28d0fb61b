"""The ways of handling that the demo city shows, a file a way, each with cases of its own.

Everything goes through the acts, done by the city's people and officers. A way that is shown
already is left as it is.
"""

from collections.abc import Callable, Sequence

from tongban.demo.build import City
from tongban.demo.ways.archived import show_archives
from tongban.demo.ways.bundles import show_bundles
from tongban.demo.ways.halls import show_halls
from tongban.demo.ways.hearings import show_hearings
from tongban.demo.ways.instant import show_decisions_at_once
from tongban.demo.ways.joint import show_joint
from tongban.demo.ways.lawful import show_lawful
from tongban.demo.ways.money import show_money
from tongban.demo.ways.outside import show_outside
from tongban.demo.ways.papers import show_papers
from tongban.demo.ways.special import show_special

WAYS: Sequence[Callable[[City], None]] = (
    show_halls,
    show_decisions_at_once,
    show_papers,
    show_money,
    show_archives,
    show_outside,
    show_bundles,
    show_joint,
    show_special,
    show_hearings,
    show_lawful,
)
"""Each makes its cases once: asked again, it finds them and does nothing."""


def show_ways(city: City, progress: Callable[[str], None] = lambda _what: None) -> None:
    """Make the cases of every way that is not shown yet."""
    for way in WAYS:
        progress((way.__doc__ or "").split("\n")[0].rstrip("."))
        way(city)
