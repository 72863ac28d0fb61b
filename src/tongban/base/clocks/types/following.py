"""Who keeps a copy of when a subject is due, to sort or count by it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DueFollower:
    """What an app above is told when limits of its subjects begin, move or end."""

    moved: Callable[[UUID], object]
    """A subject's open limits are others now; called in the act's transaction."""
    recounted: Callable[[], object]
    """A year was published and many moved at once; called in that transaction, which must not wait
    for rows of others: put off what writes them.
    """


_followers: dict[str, DueFollower] = {}


def follow_due(subject_kind: str, follower: DueFollower) -> None:
    """Called in ``AppConfig.ready`` by the app whose subjects these are."""
    _followers[subject_kind] = follower


def due_moved(subject_kind: str, subject_id: UUID) -> None:
    """Tell who follows this kind of subject."""
    if subject_kind in _followers:
        _followers[subject_kind].moved(subject_id)


def due_recounted() -> None:
    """Tell all who follow that the calendar has moved limits."""
    for follower in _followers.values():
        follower.recounted()
