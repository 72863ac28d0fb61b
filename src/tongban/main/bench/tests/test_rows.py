"""What one lifecycle writes is recorded, and can be written again and again."""

import psycopg
import pytest
from django.db import connection

from tongban.main.bench import capture
from tongban.main.bench.replay import Writer

TABLES = """
CREATE TABLE benchtest_counter (id bigserial PRIMARY KEY, last integer NOT NULL);
CREATE TABLE benchtest_case (id uuid PRIMARY KEY, number varchar(30) UNIQUE, note jsonb,
    words text[] NOT NULL, sealed bytea);
CREATE TABLE benchtest_job (id bigserial PRIMARY KEY, state text NOT NULL);
CREATE TABLE benchtest_event (id bigserial PRIMARY KEY, case_id uuid NOT NULL
    REFERENCES benchtest_case (id), job_id bigint NOT NULL REFERENCES benchtest_job (id)
    ON DELETE CASCADE);
INSERT INTO benchtest_counter (last) VALUES (7);
"""
DROP = "DROP TABLE benchtest_event, benchtest_job, benchtest_case, benchtest_counter"
CASE = "0192b3a0-0000-7000-8000-000000000001"


@pytest.fixture
def database(transactional_db):
    # The parameters name the test database, which the settings do not.
    with psycopg.connect(
        connection.connection.info.dsn if connection.connection else _dsn()
    ) as own:
        own.execute(TABLES)
        own.commit()
        yield own
        own.rollback()
        own.execute(f"DROP SCHEMA IF EXISTS {capture.SCHEMA} CASCADE")
        own.execute(DROP)
        own.commit()


def _dsn():
    """Of the test database, whose name the settings do not have."""
    given = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{k: given[k] for k in ("dbname", "user", "password", "host", "port") if given.get(k)}
    )


def lifecycle(own):
    """A draft, its number, a job that is done: three transactions."""
    own.execute(
        "INSERT INTO benchtest_case VALUES (%s, NULL, %s, %s, %s)",
        (CASE, f'{{"of": "{CASE}", "n": 1}}', ["甲", "乙"], b"\x00\x01"),
    )
    own.commit()
    own.execute("UPDATE benchtest_counter SET last = last + 1")
    own.execute(
        "UPDATE benchtest_case SET number = '341602-20261122-000001' WHERE id = %s", (CASE,)
    )
    job = own.execute("INSERT INTO benchtest_job (state) VALUES ('todo') RETURNING id").fetchone()
    own.execute("INSERT INTO benchtest_event (case_id, job_id) VALUES (%s, %s)", (CASE, job[0]))
    own.commit()
    own.execute("UPDATE benchtest_job SET state = 'doing'")
    own.commit()


@pytest.fixture
def template(database):
    tables = capture.Tables.of(database)
    capture.begin(database)
    lifecycle(database)
    found = capture.template_of(capture.finish(database), tables)
    capture.copy_tables(database, tables, list(found.rows))
    return found


def test_each_transaction_is_recorded_with_its_rows_in_their_order(template):
    statements = [
        [s.split('"')[0].strip() + " " + s.split('"')[1] for s, _v in a] for a in template.acts
    ]
    assert statements == [
        ["INSERT INTO benchtest_case"],
        [
            "UPDATE benchtest_counter",
            "UPDATE benchtest_case",
            "INSERT INTO benchtest_job",
            "INSERT INTO benchtest_event",
        ],
        ["UPDATE benchtest_job"],
    ]
    assert template.rows == {
        "benchtest_case": 2,
        "benchtest_job": 2,
        "benchtest_counter": 1,
        "benchtest_event": 1,
    }


def test_only_what_changed_is_set_again(template):
    statement, values = template.acts[1][1]
    assert statement == 'UPDATE "benchtest_case" SET "number" = %s WHERE "id" = %s'
    assert [template.marks[v] for v in values] == ["341602-20261122-000001", "uuid"]


def test_copies_have_keys_of_their_own_and_leave_the_tables_of_the_city_alone(
    database, template, tmp_path
):
    place = tmp_path / "rows.json"
    place.write_text(template.as_json(), encoding="utf-8")
    writer = Writer(dsn=_dsn(), template=str(place), replays=3)
    written = [writer.write_one() for _n in range(4)]
    writer.connection.close()
    assert [laps is not None for laps in written] == [True, True, True, False]
    plain = capture.SCHEMA
    rows = database.execute(
        f"SELECT id::text, number, note ->> 'of', words, sealed FROM {plain}.benchtest_case"
    ).fetchall()
    # The first is the copy of what was there already.
    assert len(rows) == len({r[0] for r in rows}) == len({r[1] for r in rows}) == 4
    for ident, number, of, words, sealed in rows:
        assert (of, words, sealed) == (ident, ["甲", "乙"], b"\x00\x01")
        assert number[6] == number[15] == "-"
    events = database.execute(
        f"SELECT count(*), count(DISTINCT job_id), count(DISTINCT case_id)"
        f" FROM {plain}.benchtest_event"
    ).fetchone()
    assert events == (4, 4, 4)
    assert (
        database.execute(f"SELECT state FROM {plain}.benchtest_job").fetchall() == [("doing",)] * 4
    )
    assert database.execute("SELECT count(*) FROM public.benchtest_case").fetchone() == (1,)
    assert database.execute("SELECT last FROM public.benchtest_counter").fetchone() == (8,)


def test_nothing_is_recorded_any_more_afterwards(database, template):
    left = database.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'aaa_bench'").fetchone()
    assert left == (0,)
    assert database.execute("SELECT to_regclass('bench_write')").fetchone() == (None,)


def test_what_the_worker_writes_for_itself_is_left_out(database):
    capture.begin(database)
    database.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    database.commit()
    database.execute(
        "INSERT INTO audit_block VALUES (1, %s, %s, 1, now())", (bytes(32), bytes(range(32)))
    )
    database.execute("UPDATE benchtest_counter SET last = last + 1")
    database.commit()
    database.execute("UPDATE benchtest_counter SET last = last + 1")
    database.commit()
    assert [(w.relation, w.after["last"]) for w in capture.finish(database)] == [
        ("benchtest_counter", 9)
    ]


def test_what_becomes_of_a_job_that_was_there_before_is_left_out(database):
    """It may be gone when the tables are copied, and its events would point to nothing."""
    jobs = "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('q', %s) RETURNING id"
    before = database.execute(jobs, ["before"]).fetchone()
    database.commit()
    capture.begin(database)
    own = database.execute(jobs, ["own"]).fetchone()
    database.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    database.commit()

    found = [
        (w.relation, w.op, w.after.get("job_id", w.after["id"])) for w in capture.finish(database)
    ]

    assert before != own
    assert found == [
        ("procrastinate_jobs", "INSERT", *own),
        ("procrastinate_events", "INSERT", *own),
        ("procrastinate_jobs", "UPDATE", *own),
        ("procrastinate_events", "INSERT", *own),
    ]
