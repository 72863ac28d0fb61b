"""Keeping ``Case.due_at``: when the first open limit of a case ends, as the clocks have it."""

from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from tongban.base.clocks.queries import earliest_due
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case
from tongban.handling.cases.models.case import OPEN
from tongban.handling.cases.rights import must
from tongban.handling.cases.types import KIND, NO_LIMIT

_BATCH = 500


def keep_due(case_id: UUID) -> None:
    """Part of every act that starts, moves or ends a limit of a case; its row is locked by it."""
    Case.objects.filter(id=case_id).update(due_at=Coalesce(earliest_due(KIND), NO_LIMIT))


def put_off_recount() -> None:
    """The calendar has moved limits: the worker follows, once that is committed."""
    from tongban.handling.cases.jobs import recount_due

    recount_due.defer()


@in_one_transaction
def follow_due(*, actor: Actor) -> int:
    """Bring up to date the cases whose first limit has moved, a batch of them; how many.

    Only the platform. Called until it finds none: no lock is held for long, and what an act moves
    meanwhile the act has kept itself.
    """
    must(actor, "follow_due")
    moved = list(
        _astray()
        .order_by("id")
        .values_list("id", flat=True)[:_BATCH]
        .select_for_update(of=("self",))
    )
    # No line of the audit trail: the publication of the year has its own, and so has each limit.
    return Case.objects.filter(id__in=moved).update(due_at=Coalesce(earliest_due(KIND), NO_LIMIT))


def _astray() -> QuerySet[Case]:
    real = Coalesce(earliest_due(KIND), NO_LIMIT)
    return Case.objects.filter(OPEN).annotate(real=real).exclude(due_at=F("real"))
