"""保存期限: clear away what has been kept as long as it may be."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.accounts.rights import must
from tongban.base.audit.services import record
from tongban.base.files.services import discard
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.retention import kept_kinds
from tongban.base.kernel.transactions import in_one_transaction

AT_ONCE = 1000
"""Rows of one act: a long list of old ones must not hold locks for minutes."""


@in_one_transaction
def clear_kept(*, actor: Actor, key: str) -> int:
    """Clear away what is over of one kind, a thousand at most; how many. Only the platform.

    The record tells how many of what, never whose. Raises Missing for a kind that there is not.
    """
    must(actor, "clear_kept")
    kind = kept_kinds().get(key)
    if kind is None:
        raise Missing(_("没有这一类。"))
    over = kind.over(now())
    if over is None:
        return 0
    chosen = list(over.order_by("pk").values_list("pk", flat=True).distinct()[:AT_ONCE])
    if not chosen:
        return 0
    gone = over.model.objects.filter(pk__in=chosen)
    files = _files(gone, kind.file)
    gone.delete()
    for file_id in files:
        _let_go(file_id)
    record(
        actor=actor,
        act="clear_kept",
        subject_kind="retention",
        subject_id=key,
        detail={"rows": len(chosen), "days": kind.days},
    )
    return len(chosen)


def _files(rows: QuerySet[Any], relation: str) -> list[UUID]:
    if not relation:
        return []
    return list(
        rows.exclude(**{relation: None}).values_list(f"{relation}_id", flat=True).distinct()
    )


def _let_go(file_id: UUID) -> None:
    try:
        # A savepoint: what another row still needs stays, and the rest goes on.
        with transaction.atomic():
            discard(actor=system("保存期限"), file_id=file_id)
    except Conflict:
        return
