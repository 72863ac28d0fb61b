"""Reads of the exchange: what was imported, what was given back, what was altered above."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import today
from tongban.management.catalog.exchange.tables import ERRORS
from tongban.management.catalog.exchange.writing import csv_of
from tongban.management.catalog.models import GuideImport, UpstreamChange, UpstreamWait
from tongban.management.catalog.rights import must
from tongban.management.catalog.types import RejectedRow, WaitState

EMPTY = UUID(int=0)
"""No department's."""


def guide_imports(actor: Actor) -> QuerySet[GuideImport]:
    """The imports so far, the newest first."""
    must(actor, "guide_import")
    return GuideImport.objects.defer("rejected").order_by("-created_at", "-id")


def guide_import(actor: Actor, import_id: UUID) -> GuideImport:
    """One import with the rows that were given back. Raises Missing."""
    must(actor, "guide_import")
    found = GuideImport.objects.filter(id=import_id).first()
    if found is None:
        raise Missing(_("没有这次导入。"))
    return found


def error_table(rejected: Sequence[RejectedRow]) -> bytes:
    """The error table as CSV: what another system reads to mend its rows and send them again."""
    return csv_of(ERRORS, [{k: str(v) for k, v in asdict(row).items()} for row in rejected])


def upstream_changes(actor: Actor, *, attended: bool = False) -> QuerySet[UpstreamChange]:
    """What was altered above about the items of the actor's department, the newest first."""
    must(actor, "upstream_changes")
    return (
        UpstreamChange.objects.filter(
            item__department_id=actor.department_id or EMPTY, attended_at__isnull=not attended
        )
        .select_related("item__department", "revision", "draft")
        .order_by("-created_at", "-id")
    )


def upstream_due() -> list[UUID]:
    """What waits and whose day has come, an item before its handling items."""
    due = UpstreamWait.objects.filter(state=WaitState.WAITING, takes_on__lte=today())
    return list(due.order_by("takes_on", Length("code"), "id").values_list("id", flat=True))


def upstream_waits(actor: Actor, *, settled: bool = False) -> QuerySet[UpstreamWait]:
    """What waits for its day about the items of the actor's department, the next day first; or
    what came of what waited, the latest first.
    """
    must(actor, "upstream_changes")
    mine = actor.department_id or EMPTY
    found = UpstreamWait.objects.filter(
        Q(item__department_id=mine) | Q(item=None, department_id=mine),
        settled_at__isnull=not settled,
    ).select_related("item__revision")
    return found.order_by(*(("-settled_at", "-id") if settled else ("takes_on", "id")))
