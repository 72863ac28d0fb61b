"""Who must hear when an officer leaves a post."""

from collections.abc import Callable, Sequence
from uuid import UUID

TenureFollower = Callable[[UUID, UUID], object]
_followers: list[TenureFollower] = []


def follow_tenure_ends(follower: TenureFollower) -> None:
    """Called from above, in ``AppConfig.ready``, by an app that keeps what an officer has in hand.

    ``follower`` gets account and post, in the transaction that ends the tenure.
    """
    if follower not in _followers:
        _followers.append(follower)


def tenure_followers() -> Sequence[TenureFollower]:
    """Who has to be told."""
    return tuple(_followers)
