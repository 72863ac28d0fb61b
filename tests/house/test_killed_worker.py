"""A worker that was killed in the middle of a job: another repeats it, and its effect is one."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.house.terminal import Terminal, left_clean
from tongban.main import embedded
from tongban.main.embedded.tests.conftest import kill, processes_of, rows, wait_until
from tongban.main.embedded.tests.folders import SET_UP, built_once

pytestmark = pytest.mark.slow

SCENE = ("-m", "tests.house.scene")
DEAD_AFTER = 2.0
EFFECTS = {
    "licences": "SELECT count(*) FROM licenses_license WHERE subject_id = %(case)s",
    "issued": "SELECT count(*) FROM cases_caseevent WHERE case_id = %(case)s AND kind = 'issued'",
    "closed": "SELECT count(*) FROM cases_caseevent WHERE case_id = %(case)s AND kind = 'closed'",
    "told": "SELECT count(*) FROM notices_message m JOIN notices_templaterevision t"
    " ON t.id = m.template_id WHERE m.subject_id = %(case)s::text AND t.key = 'case_granted'",
    "issue noted": "SELECT count(*) FROM audit_entry"
    " WHERE subject_id = %(case)s::text AND act = 'issue_result'",
    "close noted": "SELECT count(*) FROM audit_entry"
    " WHERE subject_id = %(case)s::text AND act = 'close_case'",
    "finished": "SELECT count(*) FROM cases_case WHERE id = %(case)s AND state = 'closed'",
}
NOTHING = dict.fromkeys(EFFECTS, 0)
ONCE = dict.fromkeys(EFFECTS, 1)
ISSUED_ONLY = {**NOTHING, "licences": 1, "issued": 1, "issue noted": 1}


def act(terminal: Terminal, *words: str) -> dict[str, str]:
    ended = terminal.run(*words, program=SCENE)
    assert ended.status == 0, ended.err
    return json.loads(ended.out.splitlines()[-1])


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A city in which one case waits for the signer, and no job waits."""
    folder = tmp_path_factory.mktemp("decided") / "city"
    shutil.copytree(built_once(tmp_path_factory, *SET_UP), folder)
    terminal = Terminal(folder)
    case = act(terminal, "file")["case"]
    drained = terminal.run("worker", "--until-empty")
    assert drained.status == 0, drained.err
    wait_until(lambda: not processes_of(folder))
    yield folder, case
    shutil.rmtree(folder)


@pytest.fixture
def town(tmp_path: Path, decided: tuple[Path, str]) -> Iterator[Terminal]:
    folder, case = decided
    shutil.copytree(folder, tmp_path / "city")
    terminal = Terminal(
        tmp_path / "city",
        more={"TONGBAN_WORKER_DEAD_AFTER": str(DEAD_AFTER), "TONGBAN_LOG": "ERROR"},
    )
    for clean in left_clean(terminal):
        assert act(clean, "grant", case) == {"granted": case}
        yield clean


@pytest.fixture
def dsn(town: Terminal) -> Iterator[str]:
    server = embedded.ensure(town.folder)
    yield server.dsn
    server.release()


def effects(dsn: str, case: str) -> dict[str, int]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        return {
            name: connection.execute(query, {"case": case}).fetchone()[0]
            for name, query in EFFECTS.items()
        }


def waits_for_us(dsn: str, table: str = "cases_case") -> bool:
    """Whether a statement on that table stands still because of the lock that a test holds."""
    return bool(
        rows(
            dsn,
            "SELECT 1 FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
            f" WHERE NOT l.granted AND a.backend_type = 'client backend' AND a.query LIKE '%{table}%'"
            " AND a.pid != pg_backend_pid()",
        )
    )


def jobs(dsn: str, task: str = "cases.finish_case") -> list[tuple[str, int]]:
    return rows(
        dsn,
        f"SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name = '{task}'",
    )


@pytest.mark.parametrize(
    ("lock", "table", "before"),
    [
        ("SELECT 1 FROM cases_case WHERE id = %s FOR UPDATE", "cases_case", NOTHING),
        (
            "LOCK TABLE notices_message IN SHARE ROW EXCLUSIVE MODE",
            "notices_message",
            ISSUED_ONLY,
        ),
    ],
    ids=["before the first act", "between two acts"],
)
def test_a_job_whose_worker_was_killed_is_repeated_and_has_one_effect(
    town, dsn, decided, lock, table, before
):
    case = decided[1]
    assert jobs(dsn) == [("todo", 0)]
    with psycopg.connect(dsn) as holder:
        holder.execute(lock, [case] if "%s" in lock else [])
        worker = town.start("worker")
        wait_until(lambda: waits_for_us(dsn, table) and jobs(dsn)[0][0] == "doing")
        kill(psutil.Process(worker.pid))
        assert effects(dsn, case) == before
    assert jobs(dsn)[0][0] == "doing", "nobody has noticed yet"
    # Its last heartbeat has to be old enough; that is what the number says, not how fast we are.
    wait_until(
        lambda: rows(
            dsn,
            "SELECT 1 FROM procrastinate_workers"
            f" WHERE last_heartbeat < now() - interval '{DEAD_AFTER} seconds'",
        )
    )

    second = town.start("worker")
    wait_until(lambda: jobs(dsn) == [])
    second.terminate()
    _out, err = second.communicate()

    assert effects(dsn, case) == ONCE
    assert "Traceback" not in err


def test_a_job_of_a_living_worker_is_left_alone_however_long_it_takes(town, dsn, decided):
    case = decided[1]
    with psycopg.connect(dsn) as holder:
        holder.execute("SELECT 1 FROM cases_case WHERE id = %s FOR UPDATE", [case])
        slow = town.start("worker")
        wait_until(lambda: waits_for_us(dsn) and jobs(dsn)[0][0] == "doing")
        time.sleep(2 * DEAD_AFTER)
        other = town.start("worker")
        wait_until(
            lambda: (
                rows(dsn, "SELECT count(*) FROM procrastinate_workers") == [(2,)]
                and jobs(dsn, "main.retry_stalled") == []
            )
        )
        assert jobs(dsn) == [("doing", 0)]
    wait_until(lambda: jobs(dsn) == [])
    for worker in (slow, other):
        worker.terminate()
        worker.communicate()

    assert effects(dsn, case) == ONCE
