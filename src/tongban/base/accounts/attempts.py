"""Where tries are slowed down. The limiter itself is registered by whoever builds it.

Acts ask ``slow_down`` before they look at anything that somebody may be guessing. What must hold
in any case (five tries on one code, five codes an hour to one phone, twenty questions in one
registration) is counted on the rows themselves and needs no limiter.
"""

from typing import Protocol, runtime_checkable


@runtime_checkable
class AttemptLimiter(Protocol):
    """Counts tries by scope and key."""

    def check(self, scope: str, key: str) -> None:
        """Raise a ``TongbanError`` when there were too many tries."""
        ...


_limiters: list[AttemptLimiter] = []


def register_attempt_limiter(limiter: AttemptLimiter) -> None:
    """Called by an app's ``ready()``. Raises ``TypeError`` unless it keeps the protocol."""
    if not isinstance(limiter, AttemptLimiter):
        raise TypeError(f"{limiter!r} is not a limiter: it needs check(scope, key)")
    _limiters.append(limiter)


def slow_down(scope: str, key: str) -> None:
    """Let every limiter say whether this try may go on. ``key`` holds no personal data in clear."""
    for limiter in _limiters:
        limiter.check(scope, key)
