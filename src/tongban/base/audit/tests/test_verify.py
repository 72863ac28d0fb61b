"""Every kind of damage is found, and the first broken row or block is named."""

import uuid

import pytest
from django.db import connection

from tongban.base.audit import verification
from tongban.base.audit.chain import COVERED, block_digest, entry_digest
from tongban.base.audit.models import Block, Entry, Pending, Seal
from tongban.base.audit.queries import head, verify
from tongban.base.audit.services import seal_pending
from tongban.base.audit.tests.scene import act, damage, sql, unguarded
from tongban.base.audit.types import Head, VerifyReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail():
    """Three blocks of two entries."""
    for _ in range(3):
        act(detail={"n": 1})
        act(detail={"n": 2})
        seal_pending()
    assert verify().first_broken is None


def entry_at(block, position):
    id_ = Seal.objects.get(block_number=block, position=position).entry_id
    return Entry.objects.get(id=id_)


def test_an_empty_trail_is_intact():
    assert verify() == VerifyReport(blocks=0, entries=0, unsealed=0, head=None, first_broken=None)


def test_a_whole_trail_is_counted_and_ends_in_its_head(trail):
    act()
    report = verify()
    assert report == VerifyReport(blocks=3, entries=6, unsealed=1, head=head(), first_broken=None)
    assert report.is_intact


def test_long_trails_are_read_in_runs(trail, monkeypatch):
    monkeypatch.setattr(verification, "RUN", 2)
    monkeypatch.setattr(verification, "CHUNK", 3)
    assert (verify().blocks, verify().entries) == (3, 6)
    entry = entry_at(3, 2)
    damage("UPDATE audit_entry SET act = 'x' WHERE id = %s", entry.id)
    report = verify()
    assert (report.blocks, report.entries) == (2, 4)
    assert report.first_broken == f"记录 {entry.id}（块 3 第 2 条）的内容被改动"


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        'actor = actor || \'{"name": "别人"}\'',
        "capacity = 'self'",
        "account_id = NULL",
        "act = 'grant'",
        "subject_kind = 'item'",
        "subject_id = 'x'",
        "division_code = '341600000000'",
        "reason = '无'",
        "detail = '{\"n\": 3}'",
        "detail = '{}'",
        "digest = sha256('x')",
    ],
)
def test_a_changed_row_is_named(trail, change):
    entry = entry_at(2, 1)
    damage(f"UPDATE audit_entry SET {change} WHERE id = %s", entry.id)
    report = verify()
    assert report.first_broken == f"记录 {entry.id}（块 2 第 1 条）的内容被改动"
    assert (report.blocks, report.entries, report.head.number) == (1, 2, 1)
    assert not report.is_intact


def test_a_row_changed_together_with_its_digest_is_named(trail):
    entry = entry_at(2, 2)
    entry.reason = "改过"
    digest = entry_digest([getattr(entry, name) for name in COVERED])
    damage("UPDATE audit_entry SET reason = '改过', digest = %s WHERE id = %s", digest, entry.id)
    assert verify().first_broken == f"记录 {entry.id}（块 2 第 2 条）的内容被改动"


def test_a_row_changed_together_with_its_digest_and_seal_breaks_its_block(trail):
    entry = entry_at(2, 2)
    entry.reason = "改过"
    digest = entry_digest([getattr(entry, name) for name in COVERED])
    damage("UPDATE audit_entry SET reason = '改过', digest = %s WHERE id = %s", digest, entry.id)
    damage("UPDATE audit_seal SET digest = %s WHERE entry_id = %s", digest, entry.id)
    assert verify().first_broken == "块 2 的摘要与内容不符：块或其中的封存被改动"


def rewrite(number):
    """Make the block's own digest fit again, as a careful forger would."""
    block = Block.objects.get(number=number)
    seals = Seal.objects.filter(block_number=number).order_by("position")
    digest = block_digest(
        number, block.previous, block.sealed_at, seals.values_list("entry_id", "digest")
    )
    damage("UPDATE audit_block SET digest = %s WHERE number = %s", digest, number)
    return digest


def test_a_block_rewritten_to_fit_breaks_the_link_to_the_next(trail):
    entry = entry_at(2, 2)
    entry.reason = "改过"
    digest = entry_digest([getattr(entry, name) for name in COVERED])
    damage("UPDATE audit_entry SET reason = '改过', digest = %s WHERE id = %s", digest, entry.id)
    damage("UPDATE audit_seal SET digest = %s WHERE entry_id = %s", digest, entry.id)
    rewrite(2)
    assert verify().first_broken == "块 3 与前一块接不上：前块摘要不符"


def test_a_chain_rewritten_to_its_end_is_found_by_a_head_kept_outside(trail):
    kept = head()
    entry = entry_at(3, 1)
    entry.reason = "改过"
    digest = entry_digest([getattr(entry, name) for name in COVERED])
    damage("UPDATE audit_entry SET reason = '改过', digest = %s WHERE id = %s", digest, entry.id)
    damage("UPDATE audit_seal SET digest = %s WHERE entry_id = %s", digest, entry.id)
    rewrite(3)
    assert verify().is_intact
    assert verify([kept]).first_broken == "块 3 的摘要与留存的链头不符：链被重写"


def test_a_deleted_row_is_named(trail):
    entry = entry_at(1, 2)
    damage("DELETE FROM audit_entry WHERE id = %s", entry.id)
    assert verify().first_broken == f"记录 {entry.id}（块 1 第 2 条）被删除"


@pytest.mark.parametrize(
    ("position", "found"),
    [(1, "块 2 第 1 条的封存缺失"), (2, "块 2 应有 2 条记录，现有 1 条封存")],
)
def test_a_row_deleted_together_with_its_seal_is_found_in_its_block(trail, position, found):
    entry = entry_at(2, position)
    damage("DELETE FROM audit_entry WHERE id = %s", entry.id)
    damage("DELETE FROM audit_seal WHERE entry_id = %s", entry.id)
    assert verify().first_broken == found


def test_all_rows_of_a_block_deleted_with_their_seals_are_found(trail):
    ids = list(Seal.objects.filter(block_number=2).values_list("entry_id", flat=True))
    damage("DELETE FROM audit_entry WHERE id = ANY(%s)", ids)
    damage("DELETE FROM audit_seal WHERE block_number = 2")
    assert verify().first_broken == "块 2 应有 2 条记录，现有 0 条封存"


def test_a_row_slipped_into_a_sealed_block_is_found(trail):
    act("slipped")
    entry = Entry.objects.get(act="slipped")
    sql("DELETE FROM audit_pending")
    sql("INSERT INTO audit_seal VALUES (%s, 2, 3, %s)", entry.id, entry.digest)
    assert verify().first_broken == "块 2 应有 2 条记录，现有 3 条封存"
    damage("UPDATE audit_block SET entry_count = 3 WHERE number = 2")
    assert verify().first_broken == "块 2 的摘要与内容不符：块或其中的封存被改动"


def test_a_row_inserted_past_the_queue_is_named(trail):
    copy = uuid.uuid4()
    columns = ", ".join((*COVERED[1:], "digest"))
    with unguarded():
        sql(
            f"INSERT INTO audit_entry (id, {columns}) SELECT %s, {columns} FROM audit_entry LIMIT 1",
            copy,
        )
    assert (
        verify().first_broken == f"记录 {copy} 既未封存也不在待封存之列：被另行插入，或其封存被删除"
    )


def test_a_seal_moved_to_another_place_is_found(trail):
    damage("UPDATE audit_seal SET position = 10 - position WHERE block_number = 2")
    assert verify().first_broken == "块 2 第 1 条的封存缺失"


def test_reordered_rows_are_found(trail):
    damage("UPDATE audit_seal SET position = position + 10 WHERE block_number = 2")
    damage("UPDATE audit_seal SET position = 13 - position WHERE block_number = 2")
    assert verify().first_broken == "块 2 的摘要与内容不符：块或其中的封存被改动"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "sealed_at = sealed_at + interval '1 second'",
            "块 2 的摘要与内容不符：块或其中的封存被改动",
        ),
        ("entry_count = 3", "块 2 应有 3 条记录，现有 2 条封存"),
        ("digest = sha256('x')", "块 2 的摘要与内容不符：块或其中的封存被改动"),
        ("previous = sha256('x')", "块 2 与前一块接不上：前块摘要不符"),
        ("number = 9", "块 2 缺失（其后是块 3）"),
    ],
)
def test_a_changed_block_is_named(trail, change, found):
    damage(f"UPDATE audit_block SET {change} WHERE number = 2")
    assert verify().first_broken == found


@pytest.mark.parametrize(("number", "after"), [(1, 2), (2, 3)])
def test_a_deleted_block_is_named(trail, number, after):
    damage("DELETE FROM audit_block WHERE number = %s", number)
    assert verify().first_broken == f"块 {number} 缺失（其后是块 {after}）"


def test_swapped_blocks_are_found(trail):
    damage("UPDATE audit_block SET number = 12 - number WHERE number > 1")
    damage("UPDATE audit_block SET number = number - 7 WHERE number > 8")
    assert [block.number for block in Block.objects.order_by("number")] == [1, 2, 3]
    assert verify().first_broken == "块 2 与前一块接不上：前块摘要不符"


def test_a_tail_cut_off_is_found_by_the_seals_it_leaves(trail):
    damage("DELETE FROM audit_block WHERE number = 3")
    assert verify().first_broken == "块 3 不存在，却有封存在其中的记录"


def test_a_tail_cut_off_with_its_seals_is_found_by_the_rows_it_leaves(trail):
    first = entry_at(3, 1)
    damage("DELETE FROM audit_block WHERE number = 3")
    damage("DELETE FROM audit_seal WHERE block_number = 3")
    assert verify().first_broken.startswith(f"记录 {first.id} 既未封存也不在待封存之列")


def test_a_tail_cut_off_without_a_trace_is_found_only_by_a_head_kept_outside(trail):
    kept = head()
    ids = list(Seal.objects.filter(block_number=3).values_list("entry_id", flat=True))
    damage("DELETE FROM audit_block WHERE number = 3")
    damage("DELETE FROM audit_seal WHERE block_number = 3")
    damage("DELETE FROM audit_entry WHERE id = ANY(%s)", ids)
    assert verify().is_intact
    assert verify([kept]).first_broken == "留存的链头在块 3，链只到块 2：链尾被截断"


def test_earlier_heads_stay_in_a_chain_that_only_grew(trail):
    kept = [Head(block.number, block.digest) for block in Block.objects.all()]
    act()
    seal_pending()
    assert verify(kept).is_intact


def test_a_row_deleted_before_it_was_sealed_is_named_and_stays_named(trail):
    act("gone")
    entry = Entry.objects.get(act="gone")
    damage("DELETE FROM audit_entry WHERE id = %s", entry.id)
    assert verify().first_broken == f"记录 {entry.id} 在封存前被删除"
    assert seal_pending() == 0
    assert verify().first_broken == f"记录 {entry.id} 在封存前被删除"


def test_a_row_changed_before_it_was_sealed_is_named(trail):
    act("waiting")
    entry = Entry.objects.get(act="waiting")
    damage("UPDATE audit_entry SET reason = '改过' WHERE id = %s", entry.id)
    assert verify().first_broken == f"记录 {entry.id}（待封存）的内容被改动"
    seal_pending()
    assert verify().first_broken == f"记录 {entry.id}（块 4 第 1 条）的内容被改动"


def test_an_emptied_queue_is_found(trail):
    act("waiting")
    entry = Entry.objects.get(act="waiting")
    sql("TRUNCATE audit_pending")
    assert verify().first_broken.startswith(f"记录 {entry.id} 既未封存也不在待封存之列")


def test_verifying_changes_nothing(trail):
    act()
    before = [
        list(model.objects.order_by("pk").values()) for model in (Entry, Block, Seal, Pending)
    ]
    verify()
    after = [list(model.objects.order_by("pk").values()) for model in (Entry, Block, Seal, Pending)]
    assert after == before


@pytest.mark.django_db(transaction=True)
def test_verifying_sees_one_moment_while_sealing_goes_on(monkeypatch):
    act()
    act()
    seal_pending(limit=1)
    walk = verification._Walk.blocks

    def and_meanwhile(self):
        walk(self)
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("DELETE FROM audit_pending")
        other.close()

    monkeypatch.setattr(verification._Walk, "blocks", and_meanwhile)
    report = verify()
    assert (report.entries, report.unsealed, report.first_broken) == (1, 1, None)


@pytest.mark.parametrize(
    "text",
    ["", "1", "1:", "x:" + "0" * 64, "0:" + "0" * 64, "-1:" + "0" * 64, "1:" + "g" * 64, "1:00"],
)
def test_a_text_that_is_no_head_is_refused(text):
    with pytest.raises(ValueError):
        Head.parse(text)


def test_a_head_reads_back_as_it_is_written():
    one = Head(12, bytes(range(32)))
    assert Head.parse(str(one)) == one
