"""Tries: two workers, one row, deaths and late answers in any order, beside a table of what holds."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.base.kernel import tries
from tongban.base.kernel.moments import moved_to

START = datetime(2026, 3, 2, 4, tzinfo=UTC)
WAITS = (timedelta(minutes=1), timedelta(minutes=10))
CLAIM = timedelta(minutes=2)
SKEW = timedelta(seconds=2)


@pytest.fixture(scope="module")
def table():
    with isolate_apps("tongban.base.kernel"):

        class Parcel(tries.Tried):
            state = models.CharField(max_length=8, default=tries.WAITING)
            attempts = models.IntegerField(default=0)
            next_try_at = models.DateTimeField(null=True, default=START)
            claimed_until = models.DateTimeField(null=True)
            reason = models.CharField(max_length=20, default="")
            sent_at = models.DateTimeField(null=True)
            kept = models.CharField(max_length=20, default="")

            class Meta:
                app_label = "kernel"

    return Parcel


@pytest.fixture
def parcels(table, db):
    with connection.schema_editor() as editor:
        editor.create_model(table)
    return table


class Works:
    """One table of tries, with a queue that lets one job of a row wait, as the real one does."""

    def __init__(self, table, *, late=False):
        self.table, self.jobs = table, {}
        self.tries = tries.Tries(
            rows=table.objects.all,
            queue=self.queue,
            retry_after=WAITS,
            claim_for=CLAIM,
            skew=SKEW,
            takes_late_arrivals=late,
        )

    def queue(self, row_id, at=None):
        if row_id in self.jobs:
            return False
        self.jobs[row_id] = at
        return True

    def claim(self, row):
        return self.tries.claim(row.id, lambda locked: f"to {locked.id}", self.then)

    def conclude(self, claim, reason=None, **more):
        self.tries.conclude(claim, reason, self.then, **more)

    @staticmethod
    def then(row):
        row.kept = row.state


def of(row):
    row.refresh_from_db()
    return row.state, row.attempts, row.next_try_at, row.claimed_until, row.reason, row.sent_at


@dataclass
class Expected:
    """The table of states, written down a second time: what must hold after each step."""

    late: bool
    state: str = "waiting"
    attempts: int = 0
    next_try_at: datetime | None = START
    claimed_until: datetime | None = None
    reason: str = ""
    sent_at: datetime | None = None

    def may_claim(self, at):
        return (
            self.state == "waiting"
            and (self.claimed_until is None or self.claimed_until <= at)
            and self.next_try_at <= at + SKEW
        )

    def claim(self, at):
        if self.attempts > len(WAITS):
            # The last try was cut off.
            self.over("stuck")
            self.reason = "cut_off"
            return None
        self.attempts += 1
        self.next_try_at = self.claimed_until = at + CLAIM
        return self.attempts, self.claimed_until

    def over(self, state):
        self.state, self.next_try_at, self.claimed_until = state, None, None

    def conclude(self, token, at, how):
        if self.state != "waiting":
            return
        if token != (self.attempts, self.claimed_until) and not (self.late and how == "arrive"):
            return
        self.reason = "" if how == "arrive" else how
        if how == "arrive":
            self.sent_at = at
            self.over("sent")
        elif how == "give up":
            self.over("failed")
        elif self.attempts > len(WAITS):
            self.over("stuck")
        else:
            self.claimed_until = None
            self.next_try_at = at + WAITS[self.attempts - 1]

    def again(self, at):
        self.over("waiting")
        self.attempts, self.next_try_at, self.sent_at = 0, at, None

    def values(self):
        return (
            self.state,
            self.attempts,
            self.next_try_at,
            self.claimed_until,
            self.reason,
            self.sent_at,
        )


WORKERS = st.sampled_from("AB")
STEPS = st.one_of(
    st.tuples(st.just("claim"), WORKERS),
    st.tuples(st.just("claim"), WORKERS),
    st.tuples(st.sampled_from(["arrive", "fail", "fail", "give up", "die"]), WORKERS),
    st.tuples(st.just("later"), st.sampled_from([1, 3, 60, 119, 120, 121, 600, 3600])),
    st.tuples(st.sampled_from(["again", "catch up", "taken"]), st.none()),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=24), late=st.booleans())
def test_two_workers_deaths_and_late_answers_in_any_order_keep_to_the_table(parcels, steps, late):
    parcels.objects.all().delete()
    works, row, expected = Works(parcels, late=late), parcels.objects.create(), Expected(late)
    works.queue(row.id)
    at, held = START, {}
    for what, with_what in steps:
        with moved_to(at):
            if what == "later":
                at += timedelta(seconds=with_what)
            elif what == "taken":
                works.jobs.clear()  # a worker took the job and was killed
            elif what == "catch up":
                overdue = expected.next_try_at and expected.next_try_at < at - timedelta(minutes=5)
                waits = row.id in works.jobs
                assert works.tries.catch_up(10) == int(bool(overdue) and not waits)
            elif what == "again":
                if expected.state in ("stuck", "failed"):
                    row.refresh_from_db()
                    works.tries.again(row)
                    expected.again(at)
            elif what == "claim":
                if with_what in held:
                    continue  # it is busy with another call
                may_claim = expected.may_claim(at)
                claim, token = works.claim(row), expected.claim(at) if may_claim else None
                assert (claim is not None) is (token is not None)
                if claim is not None:
                    assert claim.content == f"to {row.id}"
                    held[with_what] = claim, token
                    assert (claim.attempt, claim.until) == token
                elif expected.state == "waiting":
                    assert row.id in works.jobs, "the job that is left comes again"
            elif with_what in held:
                claim, token = held.pop(with_what)
                if what != "die":
                    works.conclude(
                        claim,
                        None if what == "arrive" else what,
                        given_up="failed" if what == "give up" else "",
                    )
                    expected.conclude(token, at, what)
        assert of(row) == expected.values()
        in_hand = [t for _c, t in held.values() if t == (expected.attempts, expected.claimed_until)]
        assert len(in_hand) <= 1, "never in two hands"

    # Whatever happened, it comes to an end: whoever was at it is dead, and every job lost.
    rounds = 0
    while expected.state == "waiting":
        works.jobs.clear()
        at += timedelta(hours=1)
        with moved_to(at):
            assert works.tries.catch_up(10) == 1
            claim = works.claim(row)
            if claim is not None:
                works.conclude(claim, "unreachable")
        row.refresh_from_db()
        expected.state, rounds = row.state, rounds + 1
        assert rounds <= 3
    assert row.kept in ("", row.state)


def test_what_nobody_needs_any_more_is_not_claimed_and_keeps_what_was_written(parcels):
    works, row = Works(parcels), parcels.objects.create()

    def needless(locked):
        tries.settle(locked, "dropped")
        locked.save()

    with moved_to(START):
        assert works.tries.claim(row.id, needless, works.then) is None
        assert works.claim(row) is None
    assert of(row) == ("dropped", 0, None, None, "", None)


def test_a_row_whose_call_kills_its_worker_is_stuck_after_as_many_tries_as_any(parcels):
    works, row = Works(parcels), parcels.objects.create()
    calls = 0
    for hour in range(6):
        works.jobs.clear()
        with moved_to(START + timedelta(hours=hour)):
            calls += works.claim(row) is not None
    assert calls == len(WAITS) + 1
    assert of(row) == ("stuck", calls, None, None, "cut_off", None)
    assert row.kept == "stuck", "the app was told, as of any other end"
    assert works.jobs == {}


def test_an_answer_of_an_earlier_round_is_not_taken_for_one_of_the_new(parcels):
    """Its first try hangs for hours; the row got stuck meanwhile and was tried anew."""
    works, row = Works(parcels), parcels.objects.create()
    with moved_to(START):
        hanging = works.claim(row)
    for hour in (1, 2):
        with moved_to(START + timedelta(hours=hour)):
            works.conclude(works.claim(row), "unreachable")
    assert of(row)[:2] == ("stuck", 3)
    with moved_to(START + timedelta(hours=3)):
        row.refresh_from_db()
        works.tries.again(row)
        second = works.claim(row)
        assert second.attempt == hanging.attempt
        before = of(row)
        works.conclude(hanging, "unreachable")
        assert of(row) == before
        works.conclude(second)
    assert of(row) == ("sent", 1, None, None, "", START + timedelta(hours=3))


def test_an_empty_reason_is_a_failure_all_the_same(parcels):
    works, row = Works(parcels), parcels.objects.create()
    with moved_to(START):
        works.conclude(works.claim(row), "")
    assert of(row) == ("waiting", 1, START + WAITS[0], None, "", None)
    assert works.jobs == {row.id: START + WAITS[0]}


def test_a_row_that_is_gone_is_nothing_to_do(parcels):
    works, row = Works(parcels), parcels.objects.create()
    with moved_to(START):
        claim = works.claim(row)
        row.delete()
        works.conclude(claim)
        assert works.claim(row) is None
    assert works.jobs == {}
