"""Tries: what another machine must get is tried until it has it, or until nobody hopes any more.

A message, a handover, a notice of a sign-out is a row that waits. A worker claims it in one
transaction, calls outside of any, and concludes in another: a slow other side holds no lock, and
the claim stands before the call is made.

    waiting ──claim──▶ in hand ──it arrived──▶ sent
       ▲                  │
       ├── it failed ─────┤   after the wait that the table says
       │                  └── the last try failed ──▶ stuck
       └──────────────────────────── again ─────────────┘

A worker that dies between call and conclusion leaves the row in hand until the claim is over; then
it is tried again, with the same key, which the other side knows. Such a try counts: it was written
down before the call. So a row whose call kills its worker every time is stuck after as many tries as
any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models, transaction
from procrastinate.exceptions import AlreadyEnqueued

from tongban.base.kernel.moments import now
from tongban.base.kernel.rows import Row

WAITING, SENT, STUCK = "waiting", "sent", "stuck"
"""What the states are called in every table of tries; a table may have more of its own."""

CUT_OFF = "cut_off"
"""Why the last try failed when nobody came back from it to say so."""

_OVERDUE = timedelta(minutes=5)


class Tried(Row):
    """A row that is tried. Each table has these columns, under names of its own."""

    state: Any
    attempts: Any
    next_try_at: Any
    """When it is looked at next; None when it does not wait. In hand: when the claim is over."""
    claimed_until: Any
    """Until then one worker has it in hand."""
    reason: Any
    """Why the last try failed, in a word; nothing once it arrived."""
    sent_at: Any

    class Meta:
        abstract = True


R = TypeVar("R", bound=Tried)
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Claim(Generic[C]):
    """What one worker has in hand. ``attempt`` and ``until`` tell it from every other claim."""

    row_id: UUID
    attempt: int
    until: datetime
    content: C


@dataclass(frozen=True, slots=True)
class Tries(Generic[R]):
    """How the rows of one table are tried."""

    rows: Callable[[], models.QuerySet[R]]
    """The rows, with what ``content`` and ``then`` need of others."""
    queue: Callable[[UUID, datetime | None], bool]
    """Queue a job for a row; False when one waits already."""
    retry_after: tuple[timedelta, ...]
    """How long after each failed try the next one comes. After the last the row is stuck."""
    claim_for: timedelta
    """For how long a worker keeps a row from the others; longer than any call may take."""
    skew: timedelta = timedelta(seconds=2)
    """A worker's clock may be that much before ours; its job is not sent home for it."""
    takes_late_arrivals: bool = False
    """Whether “it arrived” counts although another worker claimed the row since."""

    def claim(
        self, row_id: UUID, content: Callable[[R], C | None], then: Callable[[R], None]
    ) -> Claim[C] | None:
        """Take a row in hand; None when it does not wait, not yet, or another worker has it.

        ``content`` says, from the locked row, what is to be called; None when nobody needs it any
        more, and then it has written so itself. A job that comes too early comes again at its time:
        if the worker that has the row in hand died, it is the only one that is left. Where all tries
        are used up and the last worker never came back, the row is stuck and nothing is called;
        ``then`` is told as by ``conclude``.
        """
        # Durable: the claim must stand before the call is made.
        with transaction.atomic(durable=True):
            row = self._locked(row_id)
            at = now()
            if row is None or row.state != WAITING or row.next_try_at is None:
                return None
            in_hand = row.claimed_until is not None and row.claimed_until > at
            if in_hand or row.next_try_at > at + self.skew:
                self.queue(row.id, row.claimed_until if in_hand else row.next_try_at)
                return None
            what = content(row)
            if what is None:
                return None
            if row.attempts > len(self.retry_after):
                row.reason = CUT_OFF
                settle(row, STUCK)
                then(row)
                row.save()
                return None
            row.attempts += 1
            row.next_try_at = row.claimed_until = at + self.claim_for
            row.save(update_fields=["attempts", "next_try_at", "claimed_until"])
            return Claim(row.id, row.attempts, row.claimed_until, what)

    def conclude(
        self,
        claim: Claim[Any],
        reason: str | None,
        then: Callable[[R], None],
        *,
        given_up: str = "",
    ) -> None:
        """Write down how a try ended: it arrived when there is no ``reason`` (None) why
        not.

        ``then`` gets the row with its new state before it is saved, for what the table keeps
        besides and for the audit trail. ``given_up`` is the state for a failure that no further
        try will mend. What a worker says whose claim is not the row's any more is not heard.
        """
        with transaction.atomic(durable=True):
            row = self._locked(claim.row_id)
            if row is None or row.state != WAITING:
                return
            is_ours = (row.attempts, row.claimed_until) == (claim.attempt, claim.until)
            if not is_ours and (reason is not None or not self.takes_late_arrivals):
                return
            row.reason = reason or ""
            if reason is None:
                row.sent_at = now()
                settle(row, SENT)
            elif given_up or row.attempts > len(self.retry_after):
                settle(row, given_up or STUCK)
            else:
                row.claimed_until = None
                row.next_try_at = now() + self.retry_after[row.attempts - 1]
                self.queue(row.id, row.next_try_at)
            then(row)
            row.save()

    def again(self, row: R, *, attempts: int = 0) -> None:
        """Let a locked row that is over wait anew, ``attempts`` of its tries used up; part of an act
        that has asked whether it may.
        """
        settle(row, WAITING)
        row.attempts, row.next_try_at = attempts, now()
        row.save(update_fields=["state", "attempts", "next_try_at", "claimed_until", "reason"])
        self.queue(row.id, None)

    def catch_up(self, limit: int) -> int:
        """Queue again what should have been tried minutes ago, its job was lost; how many."""
        overdue = (
            self.rows()
            .filter(state=WAITING, next_try_at__lt=now() - _OVERDUE)
            .order_by("next_try_at")
        )
        return sum(self.queue(one, None) for one in overdue.values_list("id", flat=True)[:limit])

    def _locked(self, row_id: UUID) -> R | None:
        return self.rows().select_for_update(of=("self",)).filter(id=row_id).first()


def settle(row: Tried, state: str) -> None:
    """Nobody has the row in hand and nobody is to try it; the caller saves it."""
    row.state, row.next_try_at, row.claimed_until = state, None, None


def queued_once(task: Any, lock: str, at: datetime | None, **of: UUID) -> bool:
    """Queue a job in the running transaction; False when one of the same ``lock`` waits already.

    The one that runs does not count.
    """
    try:
        # A savepoint: the refusal of a second job must not spoil the caller's transaction.
        with transaction.atomic():
            task.configure(queueing_lock=lock, schedule_at=at).defer(
                **{name: str(value) for name, value in of.items()}
            )
    except AlreadyEnqueued:
        return False
    return True
