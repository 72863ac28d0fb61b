"""Guides of revisions, kept in the process: revisions never change."""

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Missing
from tongban.management.catalog.models import ItemRevision
from tongban.management.catalog.types import Guide

MOST = 2048
_kept: OrderedDict[UUID, Guide] = OrderedDict()
_lock = Lock()


def guide(revision_id: UUID | None) -> Guide:
    """The guide of a revision; raises Missing."""
    if revision_id is None:
        raise Missing(_("没有这一版指南。"))
    with _lock:
        found = _kept.get(revision_id)
        if found is not None:
            _kept.move_to_end(revision_id)
            return found
    learn([revision_id])
    with _lock:
        found = _kept.get(revision_id)
    if found is None:
        raise Missing(_("没有这一版指南。"))
    return found


def learn(revision_ids: Collection[UUID]) -> None:
    """Read those that are not kept yet with one query, for a few hundred at a time."""
    with _lock:
        missing = [ident for ident in revision_ids if ident not in _kept]
    if not missing:
        return
    rows = ItemRevision.objects.filter(id__in=missing).values_list("id", "guide")
    read = [(ident, Guide.from_json(content)) for ident, content in rows]
    with _lock:
        _kept.update(read)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
