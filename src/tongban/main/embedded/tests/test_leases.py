import os
import signal
import subprocess
from pathlib import Path

import psutil

from tongban.main import embedded
from tongban.main.embedded.tests.conftest import (
    Hold,
    is_gone,
    keeper_of,
    kill,
    postgres_of,
    processes_of,
    rows,
    server_pid,
    wait_until,
)


def test_a_killed_holder_takes_nothing_from_the_others(city: Path, hold: Hold) -> None:
    killed, other = hold(city), hold(city)
    assert killed.dsn == other.dsn
    pid = server_pid(city)

    killed.kill()

    assert other.sql("SELECT 1") == [[1]]
    assert server_pid(city) == pid
    other.end()
    assert processes_of(city) == []


def test_when_the_last_holder_was_killed_the_server_ends_by_itself(city: Path, hold: Hold) -> None:
    holder = hold(city)
    holder.sql("CREATE TABLE kept AS SELECT 7 AS number")

    holder.kill()

    wait_until(lambda: processes_of(city) == [])
    assert not (city / "postgres" / "cluster" / "postmaster.pid").exists()
    assert hold(city).sql("SELECT number FROM kept") == [[7]]


def test_the_last_to_leave_stops_a_server_that_has_lost_its_keeper(city: Path, hold: Hold) -> None:
    holder = hold(city)
    assert holder.dsn
    kill(keeper_of(city))

    holder.end()

    assert processes_of(city) == []
    assert not (city / "postgres" / "cluster" / "postmaster.pid").exists()


def test_the_next_command_gives_the_server_a_new_keeper(city: Path, hold: Hold) -> None:
    holder = hold(city)
    assert holder.dsn
    pid, keeper = server_pid(city), keeper_of(city)
    kill(keeper)

    server = embedded.ensure(city)

    assert server_pid(city) == pid
    assert keeper_of(city).pid != keeper.pid
    server.release()
    holder.kill()
    wait_until(lambda: processes_of(city) == [])


def test_a_server_left_alone_is_adopted_and_stopped_by_the_next_command(
    city: Path, hold: Hold
) -> None:
    holder = hold(city)
    holder.sql("CREATE TABLE kept AS SELECT 7 AS number")
    pid = server_pid(city)
    kill(keeper_of(city))
    holder.kill()
    assert server_pid(city) == pid

    following = hold(city)

    assert following.sql("SELECT number FROM kept") == [[7]]
    assert server_pid(city) == pid
    following.end()
    assert processes_of(city) == []


def test_a_forked_child_holds_a_lease_of_its_own(city: Path, hold: Hold) -> None:
    holder = hold(city, "fork")
    assert holder.dsn
    pid = server_pid(city)
    holder.process.wait()

    assert holder.sql("SELECT 1") == [[1]]
    assert server_pid(city) == pid
    holder.process.communicate("\n")
    assert processes_of(city) == []


def test_a_child_does_not_keep_its_parents_lease(city: Path) -> None:
    server = embedded.ensure(city)
    listen, tell = os.pipe()
    child = os.fork()
    if not child:
        try:
            embedded.lease._held[city / "postgres"].lease.close()
            os.write(tell, b"closed")
            signal.pause()
        finally:
            # Whatever happens, it must not come back into the tests.
            os._exit(1)
    try:
        assert os.read(listen, 100) == b"closed"
        server.release()
        assert processes_of(city) == []
        assert rows(embedded.ensure(city).dsn, "SELECT 1") == [(1,)]
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(listen)
        os.close(tell)


def test_a_program_that_is_started_inherits_no_lease(city: Path) -> None:
    server = embedded.ensure(city)
    with subprocess.Popen(["sleep", "600"], close_fds=False) as program:
        server.release()
        assert processes_of(city) == []
        program.kill()


def test_a_program_that_takes_the_place_of_a_holder_takes_its_lease_anew(
    city: Path, hold: Hold
) -> None:
    holder = hold(city, "exec")
    assert holder.dsn
    holder._said = None

    assert int(holder.said["pid"]) == holder.process.pid
    assert holder.sql("SELECT 1") == [[1]]
    holder.end()
    assert processes_of(city) == []


def test_a_program_that_does_not_care_keeps_no_server(city: Path, hold: Hold) -> None:
    holder = hold(city, "forget")
    assert holder.dsn

    wait_until(lambda: processes_of(city) == [])
    assert psutil.Process(holder.process.pid).name() == "sleep"
    holder.kill()


def test_a_server_whose_folder_is_taken_away_ends(city: Path, hold: Hold) -> None:
    holder = hold(city)
    assert holder.dsn
    city.rename(city.with_name("elsewhere"))

    holder.kill()

    elsewhere = city.with_name("elsewhere")
    wait_until(lambda: processes_of(city) + postgres_of(elsewhere) == [])


def test_a_folder_made_anew_gets_a_server_of_its_own(city: Path) -> None:
    first = embedded.ensure(city)
    rows(first.dsn, "CREATE TABLE gone (number int)")
    old = server_pid(city)
    city.rename(city.with_name("elsewhere"))

    second = embedded.ensure(city)

    assert rows(second.dsn, "SELECT to_regclass('gone')") == [(None,)]
    assert server_pid(city) != old
    wait_until(lambda: not psutil.pid_exists(old))


def test_the_keeper_of_a_folder_that_was_taken_away_leaves_the_new_one_alone(city: Path) -> None:
    first = embedded.ensure(city)
    rows(first.dsn, "CREATE TABLE before AS SELECT 6 AS number")
    keeper, old = keeper_of(city), server_pid(city)
    keeper.suspend()
    city.rename(city.with_name("elsewhere"))
    second = embedded.ensure(city)
    rows(second.dsn, "CREATE TABLE kept AS SELECT 7 AS number")
    new, control = server_pid(city), city / "postgres" / "cluster" / "global" / "pg_control"
    said = control.read_bytes()

    keeper.resume()

    wait_until(lambda: is_gone(keeper) and not psutil.pid_exists(old))
    assert rows(second.dsn, "SELECT number FROM kept") == [(7,)]
    assert server_pid(city) == new
    assert control.read_bytes() == said
    elsewhere = city.with_name("elsewhere")
    assert rows(embedded.ensure(elsewhere).dsn, "SELECT number FROM before") == [(6,)]
    embedded.stop(elsewhere)
