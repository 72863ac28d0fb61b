"""变更流水: what changed since a cursor, in an order in which nothing is ever skipped.

A number from a sequence is given when a row is written, not when it is committed: who reads "all
after number 7" would never see number 6 that was committed later. So the order is that of the
transactions' own numbers, and only what is older than every transaction that still runs is told.
"""

import re
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.rights import must
from tongban.management.catalog.types import ChangeKind, FeedEntry

MOST = 500
_CURSOR = re.compile(r"([0-9]{1,18})-([0-9]{1,18})", re.ASCII)
_FROZEN = 3
"""A number that no transaction has any more: older than all."""


def changes(since: str = "", *, limit: int = MOST, division_code: str = "") -> list[FeedEntry]:
    """The changes after a cursor, the oldest first; from the beginning without one.

    Reading again from the same cursor gives the same entries and, behind them, newer ones. Raises
    Invalid for what is no cursor, and (``cursor_unknown``) for one that this database has not
    given, as after it was restored from a copy: then one begins anew.
    """
    transaction, number = _read(since)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (newest,) = cursor.fetchone()
        if transaction >= newest:
            raise _wrong_cursor(
                "cursor_unknown", _("数据库恢复过，这个位置不再有效。请不带 since 从头再读。")
            )
        cursor.execute(
            "SELECT transaction::text, id, code, kind, version, division_code, at"
            " FROM catalog_itemchange"
            " WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())"
            " AND (transaction, id) > (%s::text::xid8, %s) AND division_code LIKE %s"
            " ORDER BY transaction, id LIMIT %s",
            [str(transaction), number, f"{division_code}%", min(max(limit, 1), MOST)],
        )
        return [
            FeedEntry(f"{row[0]}-{row[1]}", row[2], row[3], row[4], row[5], row[6])
            for row in cursor.fetchall()
        ]


def changed_last_at(item_id: UUID) -> datetime | None:
    """When anything that is shown of an item changed last, its department's name included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM catalog_itemchange WHERE item_id = %s", [item_id])
        found: datetime | None = cursor.fetchone()[0]
        return found


def _read(since: str) -> tuple[int, int]:
    if not since:
        return 0, 0
    found = _CURSOR.fullmatch(since)
    if found is None:
        raise _wrong_cursor("cursor", _("since 请填上一次回答里的 next。"))
    return int(found[1]), int(found[2])


def _wrong_cursor(code: str, message: str) -> Invalid:
    return Invalid(message, code=code, findings=[FieldFinding("since", code, message)])


def tell_department(department_id: UUID) -> None:
    """A department's new name is a change of all its items."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_itemchange"
            " (transaction, item_id, code, division_code, kind, version, at)"
            " SELECT pg_current_xact_id(), i.id, i.code, i.division_code, %s,"
            " coalesce(r.version, 0), %s"
            " FROM catalog_item i LEFT JOIN catalog_itemrevision r ON r.id = i.revision_id"
            " WHERE i.department_id = %s AND i.state <> 'cancelled' ORDER BY i.id",
            [ChangeKind.CHANGED.value, now(), department_id],
        )


@in_one_transaction
def settle_feed(*, actor: Actor) -> int:
    """Put what came from another server before all that is new here; returns how many entries.

    A restored copy brings numbers of transactions that this server has not reached yet; they would
    stand behind everything that changes from now on.
    """
    must(actor, "settle_feed")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_itemchange SET transaction = %s::text::xid8"
            " WHERE transaction > pg_current_xact_id()",
            [str(_FROZEN)],
        )
        settled = int(cursor.rowcount)
    if settled:
        record(
            actor=actor,
            act="settle_feed",
            subject_kind="item_feed",
            subject_id="all",
            detail={"entries": settled},
        )
    return settled
