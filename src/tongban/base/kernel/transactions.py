"""One transaction for an act, and for the acts that it is made of."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_within: ContextVar[bool] = ContextVar("within_an_act", default=False)


def in_one_transaction(act: Callable[P, R]) -> Callable[P, R]:
    """Let an act be one transaction, or a part of the act that calls it.

    ``transaction.atomic`` alone would put a savepoint around each inner act, two statements that
    nobody needs: an inner act that is refused refuses the outer one too. A quarter of what a case
    asked of the database were such savepoints. Where an outer act means to go on after an inner
    one failed, it says so with a ``transaction.atomic()`` around the call; without it Django
    refuses every further statement, so nothing half-done is ever committed.
    """

    @wraps(act)
    def acted(*args: P.args, **kwargs: P.kwargs) -> R:
        if _within.get():
            with transaction.atomic(savepoint=False):
                return act(*args, **kwargs)
        token = _within.set(True)
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        finally:
            _within.reset(token)

    return acted
