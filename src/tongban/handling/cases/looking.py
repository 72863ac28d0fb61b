"""One look at a case: what several parts of its page read alike is read once while it is drawn.

Outside of a look nothing is kept: acts and single reads ask the database each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")

_seen: ContextVar[dict[tuple[str, UUID], Any] | None] = ContextVar("seen_in_one_look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """While a page is drawn. What it shows is how things stood at one moment."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def seen(what: str, case_id: UUID, read: Callable[[], T]) -> T:
    """What ``read`` gives, or gave in this look."""
    kept = _seen.get()
    if kept is None:
        return read()
    if (what, case_id) not in kept:
        kept[what, case_id] = read()
    found: T = kept[what, case_id]
    return found
