"""The life of a message."""

from tongban.base.notices.types import State

NEXT = {
    State.WAITING: {State.WAITING, State.SENT, State.STUCK, State.FAILED, State.EXPIRED},
    State.STUCK: {State.WAITING},
    State.FAILED: {State.WAITING},
    State.SENT: frozenset[State](),
    State.EXPIRED: frozenset[State](),
}
"""From each state to those that may follow; back to waiting goes only who sends it again."""

TROUBLED = (State.STUCK, State.FAILED)
"""Where somebody must look at it."""
