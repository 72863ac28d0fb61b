"""Acts of the audit trail: recording, and sealing what was recorded."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.base.audit.chain import BEGINNING, COVERED, block_digest, entry_digest
from tongban.base.audit.types import LOOK, Note
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.digests import plain
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction

SEALER_LOCK = 0x746F6E67_61756474
"""Key of the advisory lock that keeps sealers one at a time ("tongaudt")."""

BLOCK_LIMIT = 10_000
"""Entries in one block at most: what one run seals in well under a second."""


def record(
    *,
    actor: Actor,
    act: str,
    subject_kind: str,
    subject_id: UUID | str,
    division_code: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write down what is being done, in the same transaction.

    ``detail`` is JSON (identifiers and dates are kept as text) without personal data in clear: the trail is never changed, so what is
    written here can never be deleted. Raises ``RuntimeError`` outside a transaction.
    """
    note = Note(
        act=act,
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        reason=reason,
        detail=detail or {},
    )
    _in_the_act()
    with connection.cursor() as cursor:
        who = actor.as_value()
        cursor.execute(INSERT, _row(actor, note, who, json.dumps(who)))


def record_many(*, actor: Actor, notes: Iterable[Note]) -> None:
    """Write down many things done at once, such as an import, in one statement."""
    _in_the_act()
    with connection.cursor() as cursor, cursor.copy(COPY) as out:
        who = actor.as_value()
        said = json.dumps(who)
        for note in notes:
            out.write_row(_row(actor, note, who, said))


@in_one_transaction
def record_look(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID | str,
    fields: Sequence[str],
    reason: str,
    division_code: str = "",
) -> None:
    """Write down that somebody read personal data: whose, which fields, and why.

    The person can see it later (PIPL art. 45 and 51). ``fields`` are the fields' names, never their
    values. Raises ``ValueError`` without fields or without a reason. A read has no transaction of
    its own, so this opens one.
    """
    if not fields or not reason.strip():
        raise ValueError("a look is recorded with its fields and its reason")
    record(
        actor=actor,
        act=LOOK,
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        reason=reason,
        detail={"fields": sorted(set(fields))},
    )


@transaction.atomic(durable=True)
def seal_pending(*, limit: int = BLOCK_LIMIT) -> int:
    """Chain up to ``limit`` committed entries as one block; returns how many.

    An entry whose transaction commits late is simply in a later block. Runs in a transaction of
    its own; several may be called at once and wait for one another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        cursor.execute(TAKE, [limit])
        entries = [(id_, bytes(digest)) for id_, digest in cursor.fetchall()]
        if not entries:
            return 0
        cursor.execute("SELECT number, digest FROM audit_block ORDER BY number DESC LIMIT 1")
        last, previous = cursor.fetchone() or (0, BEGINNING)
        number, sealed_at = last + 1, now()
        digest = block_digest(number, bytes(previous), sealed_at, entries)
        cursor.execute(
            "INSERT INTO audit_block (number, previous, digest, entry_count, sealed_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [number, bytes(previous), digest, len(entries), sealed_at],
        )
        ids, digests = zip(*entries, strict=True)
        cursor.execute(KEEP, [number, list(ids), list(digests)])
    return len(entries)


# Written in SQL and not through the model: it is part of every act, and a third of its time was
# spent in putting together the same statement.
_COLUMNS = ", ".join((*COVERED, "digest"))
INSERT = (
    f"INSERT INTO audit_entry ({_COLUMNS})"  # noqa: S608 - the names are constants above
    f" VALUES ({', '.join(['%s'] * (len(COVERED) + 1))})"
)
COPY = f"COPY audit_entry ({_COLUMNS}) FROM STDIN"

TAKE = """
    WITH taken AS (
        DELETE FROM audit_pending WHERE entry_id IN (
            SELECT p.entry_id FROM audit_pending p JOIN audit_entry e ON e.id = p.entry_id LIMIT %s
        )
        RETURNING entry_id
    )
    SELECT e.id, e.digest
    FROM taken JOIN audit_entry e ON e.id = taken.entry_id
    WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = e.id)
    ORDER BY e.at, e.id
"""
# A pending row without its entry stays, so that ``verify`` names it; one whose entry is sealed
# already is dropped, or somebody could stop all sealing by putting it back.

KEEP = """
    INSERT INTO audit_seal (entry_id, block_number, position, digest)
    SELECT entry_id, %s, position, digest
    FROM unnest(%s::uuid[], %s::bytea[]) WITH ORDINALITY AS e (entry_id, digest, position)
"""


def _in_the_act() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(
            "audit records belong in the act's transaction: call this inside transaction.atomic()"
        )


def _row(actor: Actor, note: Note, who: dict[str, Any], said: str) -> list[Any]:
    """The columns of ``COVERED``, then the digest over them; ``said`` is ``who`` as JSON."""
    detail = plain(note.detail)
    values = [
        new_id(),
        now(),
        actor.capacity.value,
        actor.account_id,
        note.act,
        note.subject_kind,
        str(note.subject_id),
        note.division_code,
        note.reason,
        who,
        detail,
    ]
    digest = entry_digest(values)
    return [*values[:-2], said, json.dumps(detail), digest]
