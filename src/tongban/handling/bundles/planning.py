"""The planner: in which order the items of a bundle go, and how long the whole takes at most.

Pure functions over keys; they know nothing of the database.
"""

from collections.abc import Collection, Mapping


class CycleError(ValueError):
    """Items wait for each other in a circle. ``circle`` names them in order."""

    def __init__(self, circle: tuple[str, ...]) -> None:
        """Keep the circle, from its smallest key on, so that it is told the same each time."""
        start = circle.index(min(circle))
        self.circle = (*circle[start:], *circle[:start])
        super().__init__(" → ".join((*self.circle, self.circle[0])))


def stages_of(needs: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """The items in stages: each as early as what it needs allows, those of a stage side by side, in
    the order given. Raises CycleError.
    """
    left = {key: set(wanted) & needs.keys() for key, wanted in needs.items()}
    stages = []
    while left:
        free = tuple(key for key, wanted in left.items() if not wanted)
        if not free:
            raise CycleError(_circle(left))
        stages.append(free)
        for key in free:
            del left[key]
        for wanted in left.values():
            wanted.difference_update(free)
    return tuple(stages)


def _circle(left: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """One circle among items that all wait for another of them."""
    way: list[str] = []
    key = min(left)
    while key not in way:
        way.append(key)
        key = min(left[key])
    return tuple(way[way.index(key) :])


def longest(needs: Mapping[str, Collection[str]], days: Mapping[str, int]) -> int:
    """The days of the longest way through: what runs side by side counts once. Raises CycleError."""
    done: dict[str, int] = {}
    for stage in stages_of(needs):
        for key in stage:
            before = max((done[k] for k in needs[key] if k in done), default=0)
            done[key] = before + days[key]
    return max(done.values(), default=0)


def behind(needs: Mapping[str, Collection[str]], key: str) -> set[str]:
    """Every item that cannot go on without that one, however far behind it."""
    found: set[str] = set()
    while True:
        more = {k for k, wanted in needs.items() if k not in found and {key, *found} & set(wanted)}
        if not more:
            return found
        found |= more
