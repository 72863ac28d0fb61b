"""Reads of the audit trail."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tongban.base.audit.models import Block, Entry
from tongban.base.audit.types import LOOK, Head, Look, Record
from tongban.base.audit.verification import verify

__all__ = ["acts_between", "head", "history", "looks_at", "looks_at_any", "verify"]


def history(subject_kind: str, subject_id: UUID | str, *, limit: int = 200) -> tuple[Record, ...]:
    """What was done to it, newest first; without the looks at it."""
    rows = _about(subject_kind, subject_id).exclude(act=LOOK)[:limit]
    return tuple(map(_told, rows))


def acts_between(
    acts: Sequence[str],
    *,
    since: datetime,
    until: datetime | None = None,
    account_id: UUID | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[Record, ...]:
    """Entries of those acts since a moment, newest first: what watches and lists read.

    With an account: what it did, and what was done to it.
    """
    rows = Entry.objects.filter(act__in=acts, at__gte=since).order_by("-at", "-id")
    if until is not None:
        rows = rows.filter(at__lt=until)
    if account_id is not None:
        rows = rows.filter(
            Q(account_id=account_id) | Q(subject_kind="account", subject_id=str(account_id))
        )
    stop = None if limit is None else offset + limit
    return tuple(map(_told, rows[offset:stop]))


def looks_at(subject_kind: str, subject_id: UUID | str, *, limit: int = 200) -> tuple[Look, ...]:
    """Who read its personal data, which fields and why, newest first."""
    return _looks(_about(subject_kind, subject_id), limit)


def looks_at_any(
    subjects: Iterable[tuple[str, UUID | str]], *, limit: int = 200
) -> tuple[Look, ...]:
    """Who read personal data of any of these (kind, id), newest first, in one question."""
    ids: dict[str, list[str]] = {}
    for kind, ident in subjects:
        ids.setdefault(kind, []).append(str(ident))
    wanted = Q(pk__in=[])
    for kind, found in ids.items():
        wanted |= Q(subject_kind=kind, subject_id__in=found)
    return _looks(Entry.objects.filter(wanted).order_by("-at", "-id"), limit)


def _looks(entries: QuerySet[Entry], limit: int) -> tuple[Look, ...]:
    rows = entries.filter(act=LOOK)[:limit]
    return tuple(
        Look(
            at=row.at,
            name=row.actor.get("name", ""),
            post_name=row.actor.get("post_name", ""),
            department_name=row.actor.get("department_name", ""),
            fields=tuple(row.detail.get("fields", ())),
            reason=row.reason,
            subject_kind=row.subject_kind,
            is_machine=row.actor.get("capacity") == "machine",
        )
        for row in rows
    )


def head() -> Head | None:
    """The newest block, to be kept outside; ``None`` before the first."""
    block = Block.objects.order_by("-number").first()
    return Head(block.number, block.digest) if block else None


def _told(row: Entry) -> Record:
    return Record(
        id=row.id,
        at=row.at,
        actor=row.actor,
        act=row.act,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        division_code=row.division_code,
        reason=row.reason,
        detail=row.detail,
    )


def _about(subject_kind: str, subject_id: UUID | str) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id)).order_by(
        "-at", "-id"
    )
