"""What is done is written down with it, or neither is."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from tongban.base.audit.chain import COVERED, entry_digest
from tongban.base.audit.models import Entry, Pending
from tongban.base.audit.services import record, record_many
from tongban.base.audit.tests.scene import ACCOUNT, OFFICER, SUBJECT, act, sql
from tongban.base.audit.types import Note
from tongban.base.kernel.actors import system
from tongban.base.kernel.moments import SHANGHAI, moved_to

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=SHANGHAI)


def test_an_entry_keeps_all_it_was_given():
    with moved_to(NOON):
        act("refuse_case", division_code="341690000000", reason="超出范围", detail={"a": [1]})
    entry = Entry.objects.get()
    assert entry.at == NOON
    assert entry.actor == OFFICER.as_value()
    assert (entry.capacity, entry.account_id) == ("post", ACCOUNT)
    assert (entry.act, entry.subject_kind, entry.subject_id) == (
        "refuse_case",
        "case",
        str(SUBJECT),
    )
    assert (entry.division_code, entry.reason, entry.detail) == (
        "341690000000",
        "超出范围",
        {"a": [1]},
    )
    assert entry.id.version == 7


def test_identifiers_and_times_in_the_detail_are_kept_as_text():
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    act(detail={"id": SUBJECT, "on": date(2026, 1, 2), "at": moment, "share": 1.0})
    assert Entry.objects.get().detail == {
        "id": str(SUBJECT),
        "on": "2026-01-02",
        "at": "2026-01-02T03:04:05.000000+00:00",
        "share": 1,
    }


def test_the_digest_is_that_of_the_stored_content():
    act(detail={"b": 1e23, "a": "换\n行", "c": -0.5}, reason="事由")
    act("look", subject_id="text-id")
    with transaction.atomic():
        record(actor=system("封存"), act="x", subject_kind="case", subject_id="1")
    assert Entry.objects.count() == 3
    for entry in Entry.objects.all():
        assert entry.digest == entry_digest([getattr(entry, name) for name in COVERED])


def test_the_digest_covers_every_column():
    columns = {field.attname for field in Entry._meta.get_fields()}
    assert columns == {*COVERED, "digest"}


def test_every_entry_is_queued_whoever_writes_it():
    act()
    columns = ", ".join((*COVERED[1:], "digest"))
    sql(
        f"INSERT INTO audit_entry (id, {columns}) SELECT %s, {columns} FROM audit_entry",
        uuid.uuid4(),
    )
    assert set(Pending.objects.values_list("entry_id", flat=True)) == set(
        Entry.objects.values_list("id", flat=True)
    )
    assert Pending.objects.count() == 2


def test_an_act_that_fails_leaves_no_entry():
    def failing_act():
        with transaction.atomic():
            record(actor=OFFICER, act="x", subject_kind="case", subject_id=SUBJECT)
            raise LookupError

    with pytest.raises(LookupError):
        failing_act()
    assert (Entry.objects.count(), Pending.objects.count()) == (0, 0)


def test_an_entry_that_cannot_be_written_fails_its_act():
    with pytest.raises(DatabaseError):
        act("x" * 65)
    assert Entry.objects.count() == 0


def test_a_detail_that_is_no_json_is_refused():
    with pytest.raises(TypeError):
        act(detail={"set": {1}})
    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(RuntimeError, match="in the act's transaction"):
        record(actor=OFFICER, act="x", subject_kind="case", subject_id=SUBJECT)
    with pytest.raises(RuntimeError, match="in the act's transaction"):
        record_many(actor=OFFICER, notes=[])
    assert Entry.objects.count() == 0


def test_one_record_is_one_statement(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        record(actor=OFFICER, act="x", subject_kind="case", subject_id=SUBJECT)


def test_many_records_are_one_statement(django_assert_num_queries):
    notes = [
        Note(
            act="list_item",
            subject_kind="item",
            subject_id=str(n),
            reason="导入\t\\N",
            detail={"n": n},
        )
        for n in range(1200)
    ]
    with transaction.atomic(), django_assert_num_queries(1):
        record_many(actor=OFFICER, notes=iter(notes))
    entries = Entry.objects.order_by("id")
    assert [entry.subject_id for entry in entries] == [str(n) for n in range(1200)]
    assert {entry.reason for entry in entries} == {"导入\t\\N"}
    for entry in entries:
        assert entry.digest == entry_digest([getattr(entry, name) for name in COVERED])
    assert Pending.objects.count() == 1200


def test_no_records_are_no_error():
    record_many(actor=OFFICER, notes=[])
    assert Entry.objects.count() == 0
