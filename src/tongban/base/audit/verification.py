"""Checking the whole trail: every row, every block, every link.

Memory stays flat whatever the trail's length: blocks are read in runs, their rows through a
server-side cursor.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from tongban.base.audit.chain import BEGINNING, COVERED, block_digest, entry_digest
from tongban.base.audit.models import Block, Entry, Pending, Seal
from tongban.base.audit.types import Head, VerifyReport

RUN = 500
"""Blocks read at once."""
CHUNK = 5_000
"""Rows fetched at once."""


class _Broken(Exception):
    """Something does not hold; the text names it."""


class _Row(NamedTuple):
    """A seal with the entry it belongs to, if there still is one."""

    block_number: int
    position: int
    entry_id: UUID
    sealed_digest: bytes
    digest: bytes | None
    content: tuple[Any, ...]


def verify(heads: Sequence[Head] = ()) -> VerifyReport:
    """Recompute every digest and follow the chain; stop at the first thing that does not hold.

    ``heads`` are heads kept outside from earlier reports: the chain must still contain them. Only
    they can show that the newest blocks were cut off together with their entries.
    """
    walk = _Walk(heads)
    broken = None
    with _snapshot():
        try:
            walk.blocks()
            walk.loose_ends()
        except _Broken as found:
            broken = str(found)
        return VerifyReport(
            blocks=walk.block_count,
            entries=walk.entry_count,
            unsealed=Pending.objects.count(),
            head=walk.head,
            first_broken=broken,
        )


class _Walk:
    """One way along the chain, and how far it came."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self._heads = sorted(set(heads), key=lambda one: (one.number, one.digest))
        self.block_count = 0
        self.entry_count = 0
        self.head: Head | None = None

    def blocks(self) -> None:
        """Every block with its rows, from the first."""
        while run := self._next_run():
            groups = groupby(_rows(run[0].number, run[-1].number), lambda row: row.block_number)
            number, group = next(groups, (0, iter(())))
            for block in run:
                self._link(block)
                if number == block.number:
                    self._content(block, group)
                    number, group = next(groups, (0, iter(())))
                else:
                    self._content(block, iter(()))

    def _next_run(self) -> list[Block]:
        after = Block.objects.order_by("number")
        if self.head is not None:
            after = after.filter(number__gt=self.head.number)
        return list(after[:RUN])

    def _link(self, block: Block) -> None:
        """The block follows the one before it."""
        expected = self.head.number + 1 if self.head else 1
        if block.number != expected:
            raise _Broken(f"块 {expected} 缺失（其后是块 {block.number}）")
        if block.previous != (self.head.digest if self.head else BEGINNING):
            raise _Broken(f"块 {block.number} 与前一块接不上：前块摘要不符")

    def _content(self, block: Block, rows: Iterator[_Row]) -> None:
        """The block's rows are those it was sealed with."""
        sealed = []
        for place, row in enumerate(rows, start=1):
            _check(row, place)
            sealed.append((row.entry_id, row.sealed_digest))
        if len(sealed) != block.entry_count:
            raise _Broken(
                f"块 {block.number} 应有 {block.entry_count} 条记录，现有 {len(sealed)} 条封存"
            )
        if block_digest(block.number, block.previous, block.sealed_at, sealed) != block.digest:
            raise _Broken(f"块 {block.number} 的摘要与内容不符：块或其中的封存被改动")
        self.head = Head(block.number, block.digest)
        for kept in self._heads:
            if kept.number == block.number and kept.digest != block.digest:
                raise _Broken(f"块 {block.number} 的摘要与留存的链头不符：链被重写")
        self.block_count += 1
        self.entry_count += len(sealed)

    def loose_ends(self) -> None:
        """What lies beside the chain: kept heads, seals, entries and the queue."""
        last = self.head.number if self.head else 0
        for kept in self._heads:
            if kept.number > last:
                raise _Broken(f"留存的链头在块 {kept.number}，链只到块 {last}：链尾被截断")
        stray = Seal.objects.exclude(block_number__range=(1, last)).order_by("block_number").first()
        if stray is not None:
            raise _Broken(f"块 {stray.block_number} 不存在，却有封存在其中的记录")
        sealed = Seal.objects.filter(entry_id=OuterRef("pk"))
        waiting = Pending.objects.filter(entry_id=OuterRef("pk"))
        entry = Entry.objects.filter(~Exists(sealed), ~Exists(waiting)).order_by("id").first()
        if entry is not None:
            raise _Broken(f"记录 {entry.id} 既未封存也不在待封存之列：被另行插入，或其封存被删除")
        lost = Pending.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id"))))
        if (gone := lost.order_by("entry_id").first()) is not None:
            raise _Broken(f"记录 {gone.entry_id} 在封存前被删除")
        self._waiting()

    def _waiting(self) -> None:
        """Entries in the queue must at least agree with their own digests."""
        queued = Entry.objects.filter(Exists(Pending.objects.filter(entry_id=OuterRef("pk"))))
        values = queued.order_by("id").values_list("digest", *COVERED)
        for digest, *content in values.iterator(chunk_size=CHUNK):
            if entry_digest(content) != digest:
                raise _Broken(f"记录 {content[0]}（待封存）的内容被改动")


def _check(row: _Row, place: int) -> None:
    where = f"记录 {row.entry_id}（块 {row.block_number} 第 {row.position} 条）"
    if row.position != place:
        raise _Broken(f"块 {row.block_number} 第 {place} 条的封存缺失")
    if row.digest is None:
        raise _Broken(f"{where}被删除")
    if entry_digest(row.content) != row.sealed_digest or row.digest != row.sealed_digest:
        raise _Broken(f"{where}的内容被改动")


@contextmanager
def _snapshot() -> Iterator[None]:
    """Let all reads see one moment, so that the sealer may go on meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _rows(first: int, last: int) -> Iterator[_Row]:
    """The seals of these blocks in order, each with its entry."""
    seals = (
        Seal.objects.filter(block_number__range=(first, last))
        .order_by("block_number", "position")
        .values_list("block_number", "position", "entry_id", "digest")
    )
    chunk = []
    for seal in seals.iterator(chunk_size=CHUNK):
        chunk.append(seal)
        if len(chunk) == CHUNK:
            yield from _with_entries(chunk)
            chunk.clear()
    yield from _with_entries(chunk)


def _with_entries(seals: list[tuple[int, int, UUID, bytes]]) -> Iterator[_Row]:
    ids = [entry_id for _, _, entry_id, _ in seals]
    found = Entry.objects.filter(id__in=ids).values_list("digest", *COVERED)
    entries = {content[0]: (digest, tuple(content)) for digest, *content in found}
    for number, position, entry_id, sealed_digest in seals:
        digest, content = entries.get(entry_id, (None, ()))
        yield _Row(number, position, entry_id, sealed_digest, digest, content)
