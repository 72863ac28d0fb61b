"""Reads of archives, already scoped to who asks."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now, today
from tongban.base.orgs.queries import within
from tongban.handling.archives.models import Archive, DestructionList
from tongban.handling.archives.rights import may
from tongban.handling.archives.types import HELD
from tongban.handling.cases.queries import cases_closed_before

MANY = 200


def _area(actor: Actor) -> Q:
    """As ``rights`` has it: one's own department, and the divisions below."""
    below = Q(division_code__startswith=within(actor.division_code))
    return Q(department_id=actor.department_id) | (below & ~Q(division_code=actor.division_code))


def archives_of(actor: Actor, *, search: str = "", state: str = "") -> "QuerySet[Archive]":
    """The archives of the actor's area, the last closed first; none for other posts."""
    if not may(actor, "archives_of"):
        return Archive.objects.none()
    rows = Archive.objects.filter(_area(actor)).select_related("department")
    text = search.replace("\x00", "").strip()[:80]
    if text:
        rows = rows.filter(
            Q(archive_number__icontains=text)
            | Q(case_number__icontains=text)
            | Q(item_name__icontains=text)
        )
    return rows.filter(state=state) if state else rows


def archive_for(actor: Actor, archive_id: UUID) -> Archive:
    """One archive of the actor's area; raises Missing for any other, as if there were none."""
    found = (
        Archive.objects.select_related("department", "file", "destroyed_by")
        .filter(id=archive_id)
        .first()
    )
    if found is None or not may(actor, "archive_for", found):
        raise Missing(_("没有这件档案，或者不归您的岗位管。"))
    return found


def past_retention(actor: Actor) -> "QuerySet[Archive]":
    """What may be put on a list today, the longest over first."""
    return (
        archives_of(actor)
        .filter(state__in=HELD, kept_until__lt=today(), destroyed_by__isnull=True)
        .order_by("kept_until", "id")
    )


def destruction_lists(actor: Actor) -> "list[DestructionList]":
    """The lists of the actor's area, newest first."""
    if not may(actor, "destruction_lists"):
        return []
    return list(DestructionList.objects.filter(_area(actor))[:MANY])


def list_for(actor: Actor, list_id: UUID) -> DestructionList:
    """One list of the actor's area; raises Missing for any other."""
    found = DestructionList.objects.filter(id=list_id).first()
    if found is None or not may(actor, "list_for", found):
        raise Missing(_("没有这份销毁清册，或者不归您的岗位管。"))
    return found


def cases_to_archive(limit: int, *, but: Collection[UUID] = ()) -> list[UUID]:
    """Cases that are closed for long enough and not archived, except for some; the longest closed
    first.
    """
    at = now()
    rows = cases_closed_before(at - timedelta(days=settings.ARCHIVE_AFTER_DAYS)).filter(
        ~Exists(Archive.objects.filter(case_id=OuterRef("id"))), ~Q(id__in=but)
    )
    if settings.ARCHIVE_LOOK_BACK_DAYS:
        rows = rows.filter(closed_at__gte=at - timedelta(days=settings.ARCHIVE_LOOK_BACK_DAYS))
    return list(rows.values_list("id", flat=True)[:limit])
