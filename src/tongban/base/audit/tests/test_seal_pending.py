"""Every committed entry comes into exactly one block, whenever it was committed."""

import threading

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app

from tongban.base.audit import jobs, services
from tongban.base.audit.jobs import seal
from tongban.base.audit.models import Block, Entry, Pending, Seal
from tongban.base.audit.queries import head, verify
from tongban.base.audit.services import SEALER_LOCK, record_many, seal_pending
from tongban.base.audit.tests.scene import OFFICER, SUBJECT, act, sql
from tongban.base.audit.types import Note
from tongban.base.kernel.moments import SHANGHAI, moved_to, now


def in_thread(work):
    """Run it on a connection of its own; returns the thread and the list its result comes into."""
    results = []

    def run():
        try:
            results.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, results


def places():
    return list(
        Seal.objects.order_by("block_number", "position").values_list("block_number", "position")
    )


@pytest.mark.django_db
def test_entries_are_sealed_in_order_of_time_and_linked_to_the_block_before():
    moment = now()
    for hour in (3, 1, 2):
        with moved_to(moment.replace(hour=hour)):
            act(str(hour))
    assert seal_pending() == 3
    act("4")
    assert seal_pending() == 1
    first, second = Block.objects.order_by("number")
    assert (first.number, first.previous, first.entry_count) == (1, bytes(32), 3)
    assert (second.number, second.previous, second.entry_count) == (2, first.digest, 1)
    assert places() == [(1, 1), (1, 2), (1, 3), (2, 1)]
    order = Seal.objects.order_by("block_number", "position").values_list("entry_id", flat=True)
    acts = dict(Entry.objects.values_list("id", "act"))
    assert [acts[id_] for id_ in order] == ["1", "2", "3", "4"]
    assert Pending.objects.count() == 0
    assert head().number == 2
    assert head().digest == second.digest


@pytest.mark.django_db
def test_with_nothing_to_seal_there_is_no_block():
    assert seal_pending() == 0
    assert Block.objects.count() == 0
    assert head() is None


@pytest.mark.django_db
def test_a_block_holds_no_more_than_the_limit():
    notes = [Note(act="x", subject_kind="case", subject_id=SUBJECT)] * 5
    record_many(actor=OFFICER, notes=notes)
    assert [seal_pending(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert places() == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]


@pytest.mark.django_db
def test_the_sealing_time_is_that_of_the_clock():
    moment = now().replace(microsecond=5).astimezone(SHANGHAI)
    act()
    with moved_to(moment):
        seal_pending()
    assert Block.objects.get().sealed_at == moment


@pytest.mark.django_db(transaction=True)
def test_sealing_inside_an_act_is_refused():
    act()
    with pytest.raises(RuntimeError), transaction.atomic():
        seal_pending()
    assert Pending.objects.count() == 1


@pytest.mark.django_db
def test_an_entry_put_back_into_the_queue_does_not_stop_sealing():
    act()
    seal_pending()
    sql("INSERT INTO audit_pending SELECT id FROM audit_entry")
    assert seal_pending() == 0
    act()
    assert seal_pending() == 1
    assert verify().is_intact


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_a_slow_transaction_is_sealed_later_and_not_lost():
    slow = psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": None})
    try:
        act("before")
        columns = [field.column for field in Entry._meta.local_fields if field.column != "id"]
        names = ", ".join(columns)
        slow.execute(
            f"INSERT INTO audit_entry (id, {names})"
            f" SELECT '0192f0c0-0000-7000-8000-000000000001', {names} FROM audit_entry"
        )
        act("after")
        assert seal_pending() == 2
        assert (Pending.objects.count(), seal_pending()) == (0, 0)
        slow.commit()
        assert Pending.objects.count() == 1
        assert seal_pending() == 1
    finally:
        slow.close()
    assert [block.entry_count for block in Block.objects.order_by("number")] == [2, 1]
    assert Seal.objects.get(entry_id="0192f0c0-0000-7000-8000-000000000001").block_number == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_waits_and_continues_the_chain():
    act()
    other = psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": None})
    try:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        thread, results = in_thread(seal_pending)
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while sql(waiting) == [(0,)]:
            assert thread.is_alive()
        assert Block.objects.count() == 0
        other.rollback()
    finally:
        other.close()
    thread.join()
    assert results == [1]


@pytest.mark.django_db(transaction=True)
def test_sealers_and_acts_at_the_same_time_lose_nothing_and_seal_nothing_twice():
    written = threading.Event()

    def write():
        for number in range(60):
            act(str(number))

    def keep_sealing():
        total = 0
        while not written.is_set():
            total += seal_pending(limit=7)
        return total

    sealers = [in_thread(keep_sealing) for _ in range(2)]
    writers = [in_thread(write) for _ in range(3)]
    for thread, _ in writers:
        thread.join()
    written.set()
    for thread, _ in sealers:
        thread.join()
    rest = 0
    while sealed := seal_pending():
        rest += sealed
    assert sum(results[0] for _, results in sealers) + rest == 180
    report = verify()
    assert (report.entries, report.unsealed, report.first_broken) == (180, 0, None)


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_before_its_commit_leaves_everything_queued(monkeypatch):
    act()
    with monkeypatch.context() as patch:
        patch.setattr(
            services,
            "block_digest",
            lambda *_: sql("SELECT pg_terminate_backend(pg_backend_pid())"),
        )
        with pytest.raises(OperationalError):
            seal_pending()
    connection.close()
    assert (Pending.objects.count(), Seal.objects.count(), Block.objects.count()) == (1, 0, 0)
    assert seal_pending() == 1


@pytest.mark.django_db
def test_a_run_of_the_job_goes_on_after_a_full_block(monkeypatch):
    monkeypatch.setattr(jobs, "BLOCK_LIMIT", 2)
    monkeypatch.setattr(jobs, "BUDGET", 3600)
    record_many(actor=OFFICER, notes=[Note(act="x", subject_kind="case", subject_id="1")] * 5)
    seal(timestamp=0)
    assert places() == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]


@pytest.mark.django_db(transaction=True)
def test_the_job_seals_all_that_waits_and_leaves_no_job_behind():
    act()
    act()
    seal.defer(timestamp=0)
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as worker_app:
        worker_app.run_worker(
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            delete_jobs="successful",
            queues=["default"],
        )
    assert verify().unsealed == 0
    assert Seal.objects.count() == 2
    assert sql("SELECT count(*) FROM procrastinate_jobs") == [(0,)]


def test_the_job_runs_every_second_and_waits_at_most_once_in_the_queue():
    periodic = app.periodic_registry.periodic_tasks["audit.seal", "audit.seal"]
    start = 1_800_000_000.0
    assert periodic.croniter.get_next(ret_type=float, start_time=start) - start == 1.0
    assert seal.queueing_lock == "audit.seal"
    assert seal.lock is None
