"""The ways of handling that the demo city shows, a file a way, each with cases of its own.

Everything goes through the acts, done by the city's people and officers. A way that is shown
already is left as it is.
"""

from collections.abc import Callable, Sequence

from tongban.demo.build import City
from tongban.demo.ways.bundles import show_bundles
from tongban.demo.ways.joint import show_joint

WAYS: Sequence[Callable[[City], None]] = (show_bundles, show_joint)
"""Each makes its cases once: asked again, it finds them and does nothing."""


def show_ways(city: City, progress: Callable[[str], None] = lambda _what: None) -> None:
    """Make the cases of every way that is not shown yet."""
    for way in WAYS:
        progress((way.__doc__ or "").split("\n")[0].rstrip("."))
        way(city)
