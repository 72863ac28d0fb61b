import os
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import psutil
import psycopg
import pytest

from tongban.main import embedded
from tongban.main.embedded.tests.conftest import (
    Hold,
    is_gone,
    keeper_of,
    kill,
    name_of,
    postgres_of,
    processes_of,
    rows,
    server_pid,
    wait_until,
)


class Writer(threading.Thread):
    """Writes numbers one by one, and keeps those that the server has acknowledged."""

    def __init__(self, dsn: str) -> None:
        super().__init__(daemon=True)
        self.dsn = dsn
        self.acknowledged: list[int] = []

    def run(self) -> None:
        try:
            with psycopg.connect(self.dsn, autocommit=True) as connection:
                for number in range(1_000_000):
                    connection.execute("INSERT INTO written VALUES (%s)", [number])
                    self.acknowledged.append(number)
        except psycopg.OperationalError:
            return


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["postmaster", "server", "server and keeper", "all"])
def test_nothing_acknowledged_is_lost_by_a_kill(city: Path, hold: Hold, whom: str) -> None:
    holder = hold(city)
    holder.sql("CREATE TABLE written (number int PRIMARY KEY)")
    writer = Writer(holder.dsn)
    writer.start()
    wait_until(lambda: len(writer.acknowledged) > 200)
    postmaster = psutil.Process(server_pid(city))
    victims = [postmaster] if whom == "postmaster" else postgres_of(city)
    if whom in {"server and keeper", "all"}:
        victims.insert(0, keeper_of(city))
    if whom == "all":
        victims.insert(0, psutil.Process(holder.process.pid))
    kill(*victims)
    writer.join()

    following = hold(city)

    found = {number for (number,) in following.sql("SELECT number FROM written")}
    assert found >= set(writer.acknowledged)
    # At most the one that was on its way is there beyond.
    assert len(found) - len(writer.acknowledged) <= 1


def test_a_dead_server_is_started_again_for_those_who_hold_leases(city: Path) -> None:
    server = embedded.ensure(city)
    pid = server_pid(city)
    os.kill(pid, signal.SIGKILL)

    wait_until(lambda: embedded.status(city).pid not in {None, pid})
    wait_until(lambda: embedded.status(city).running)
    assert rows(server.dsn, "SELECT 1") == [(1,)]


def test_asking_again_after_a_kill_gives_a_server_that_works(city: Path) -> None:
    server = embedded.ensure(city)
    for _ in range(3):
        os.kill(server_pid(city), signal.SIGKILL)
        assert embedded.ensure(city) is server
        assert rows(server.dsn, "SELECT 1") == [(1,)]


def test_an_adopted_server_is_started_again_too(city: Path, hold: Hold) -> None:
    holder = hold(city)
    assert holder.dsn
    kill(keeper_of(city))
    server = embedded.ensure(city)
    pid = server_pid(city)
    os.kill(pid, signal.SIGKILL)

    wait_until(lambda: embedded.status(city).pid not in {None, pid})
    wait_until(lambda: embedded.status(city).running)
    assert rows(server.dsn, "SELECT 1") == [(1,)]


def test_a_server_process_that_does_not_end_is_no_obstacle(city: Path, hold: Hold) -> None:
    holder = hold(city)
    with psycopg.connect(holder.dsn, autocommit=True) as connection:
        backend = psutil.Process(connection.info.backend_pid)
        backend.suspend()
        kill(keeper_of(city), psutil.Process(server_pid(city)))
        holder.kill()
        assert not is_gone(backend)

        following = hold(city)

        assert following.sql("SELECT 1") == [[1]]
        assert is_gone(backend)


def crashed(city: Path, hold: Hold) -> Path:
    """Leave the folder as a power cut does; returns the file that names a server."""
    holder = hold(city)
    holder.sql("CREATE TABLE kept AS SELECT 7 AS number")
    kill(keeper_of(city), *postgres_of(city))
    holder.kill()
    noted = city / "postgres" / "cluster" / "postmaster.pid"
    assert noted.exists()
    return noted


def renumbered(noted: Path, pid: int) -> None:
    _, *rest = noted.read_text(encoding="ascii").splitlines()
    noted.write_text("\n".join([str(pid), *rest, ""]), encoding="ascii")


def test_a_pid_in_use_by_another_program_is_no_server(city: Path, hold: Hold) -> None:
    noted = crashed(city, hold)
    with subprocess.Popen(["sleep", "600"], cwd=noted.parent) as other:
        renumbered(noted, other.pid)

        assert hold(city).sql("SELECT number FROM kept") == [[7]]
        assert other.poll() is None
        other.kill()


def test_the_pid_of_another_clusters_server_is_no_server(
    city: Path, tmp_path: Path, hold: Hold
) -> None:
    noted = crashed(city, hold)
    other = embedded.ensure(city, name="second", durable=False)
    pid = embedded.status(city, name="second").pid
    assert pid
    renumbered(noted, pid)

    assert hold(city).sql("SELECT number FROM kept") == [[7]]
    assert embedded.status(city, name="second").pid == pid
    assert rows(other.dsn, "SELECT 1") == [(1,)]


def test_the_pid_of_a_zombie_is_no_server(city: Path, tmp_path: Path, hold: Hold) -> None:
    noted = crashed(city, hold)
    program = tmp_path / "postgres"
    shutil.copy(shutil.which("sleep") or "", program)
    zombie = subprocess.Popen([program, "600"], cwd=noted.parent)
    zombie.kill()
    wait_until(lambda: psutil.Process(zombie.pid).status() == psutil.STATUS_ZOMBIE)
    renumbered(noted, zombie.pid)

    assert hold(city).sql("SELECT number FROM kept") == [[7]]
    zombie.wait()


@pytest.mark.parametrize("text", ["", "99999999\n", "-1\n"])
def test_a_damaged_note_of_the_pid_is_no_obstacle(city: Path, hold: Hold, text: str) -> None:
    crashed(city, hold).write_text(text, encoding="ascii")

    assert hold(city).sql("SELECT number FROM kept") == [[7]]


def test_a_socket_taken_away_comes_back(city: Path) -> None:
    server = embedded.ensure(city)
    (server.socket_dir / ".s.PGSQL.5432").unlink()

    assert embedded.ensure(city) is server
    assert rows(server.dsn, "SELECT 1") == [(1,)]


def test_a_keeper_killed_while_the_server_starts_is_replaced(city: Path, hold: Hold) -> None:
    crashed(city, hold)
    holder = hold(city)
    wait_until(lambda: processes_of(city))
    # What starts the keeper ends by itself, perhaps between two of these lines.
    kill(*(process for process in processes_of(city) if name_of(process) not in {"postgres", ""}))

    assert holder.sql("SELECT number FROM kept") == [[7]]
    assert keeper_of(city).is_running()
