import os
import stat
from pathlib import Path

import psycopg
import pytest

from tongban.main import embedded
from tongban.main.embedded.tests.conftest import (
    Hold,
    modes,
    postgres_of,
    processes_of,
    rows,
    server_pid,
)


def setting(dsn: str, name: str) -> object:
    return rows(dsn, f"SELECT current_setting('{name}')")[0][0]


def test_an_empty_folder_gets_a_server_as_specified(empty: Path) -> None:
    server = embedded.ensure(empty)

    assert rows(server.dsn, "SELECT current_user, current_database()") == [("tongban", "tongban")]
    assert setting(server.dsn, "server_version").startswith("18.")
    assert setting(server.dsn, "server_encoding") == "UTF8"
    assert setting(server.dsn, "TimeZone") == "Asia/Shanghai"
    assert setting(server.dsn, "listen_addresses") == ""
    assert setting(server.dsn, "max_connections") == "100"
    assert setting(server.dsn, "data_checksums") == "on"
    assert rows(
        server.dsn, "SELECT datcollate, datctype FROM pg_database WHERE datname = 'tongban'"
    ) == [("C", "C")]
    assert server.data == empty / "postgres" / "cluster"
    assert server.port == 5432
    assert (server.socket_dir / ".s.PGSQL.5432").is_socket()
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700


def test_the_last_to_release_stops_the_server(empty: Path) -> None:
    server = embedded.ensure(empty)
    assert embedded.status(empty).running

    server.release()

    found = embedded.status(empty)
    assert (found.running, found.pid, found.keeper) == (False, None, None)
    assert processes_of(empty) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn)


def test_releasing_twice_takes_nothing_from_others(city: Path, hold: Hold) -> None:
    other = hold(city)
    assert other.dsn
    server = embedded.ensure(city)
    server.release()
    server.release()

    assert other.sql("SELECT 1") == [[1]]


def test_asking_twice_in_one_process_gives_the_same_lease(city: Path) -> None:
    first = embedded.ensure(city)
    pid = server_pid(city)

    assert embedded.ensure(city) is first
    assert server_pid(city) == pid
    first.release()
    assert not embedded.status(city).running
    again = embedded.ensure(city)
    assert again is not first
    assert rows(again.dsn, "SELECT 1") == [(1,)]


def test_a_second_command_adopts_the_server_and_the_last_one_stops_it(
    city: Path, hold: Hold
) -> None:
    first = hold(city)
    assert first.dsn
    pid = server_pid(city)
    second = hold(city)

    assert second.dsn == first.dsn
    assert server_pid(city) == pid
    first.end()
    assert server_pid(city) == pid
    assert second.sql("SELECT 1") == [[1]]
    second.end()
    assert processes_of(city) == []


def test_what_was_written_is_there_for_the_next_command(empty: Path, hold: Hold) -> None:
    first = hold(empty)
    first.sql("CREATE TABLE kept AS SELECT 7 AS number")
    first.end()

    assert hold(empty).sql("SELECT number FROM kept") == [[7]]


def test_servers_of_two_names_live_side_by_side(city: Path) -> None:
    one = embedded.ensure(city)
    other = embedded.ensure(city, name="second", durable=False)
    rows(one.dsn, "CREATE TABLE only_here (number int)")

    assert other.data == city / "second" / "cluster"
    assert rows(other.dsn, "SELECT to_regclass('only_here')") == [(None,)]
    other.release()
    assert rows(one.dsn, "SELECT count(*) FROM only_here") == [(0,)]


@pytest.mark.parametrize(("durable", "value"), [(True, "on"), (False, "off")])
def test_only_a_server_for_tests_forgoes_durability(city: Path, durable: bool, value: str) -> None:
    server = embedded.ensure(city, durable=durable)

    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert setting(server.dsn, name) == value


def test_a_citys_own_settings_win(city: Path) -> None:
    settings = city / "postgres" / "cluster" / "local.conf"
    settings.write_text("work_mem = '7MB'\nmax_connections = 33\n", encoding="utf-8")
    server = embedded.ensure(city)

    assert setting(server.dsn, "work_mem") == "7MB"
    assert setting(server.dsn, "max_connections") == "33"


def test_stop_ends_a_server_that_others_hold(city: Path, hold: Hold) -> None:
    holder = hold(city)
    holder.sql("CREATE TABLE kept AS SELECT 7 AS number")

    embedded.stop(city)

    assert processes_of(city) == []
    server = embedded.ensure(city)
    assert rows(server.dsn, "SELECT number FROM kept") == [(7,)]


def test_stop_without_a_server_does_nothing(empty: Path) -> None:
    embedded.stop(empty)

    assert not empty.exists()


def test_naming_the_server_starts_and_makes_nothing(empty: Path) -> None:
    dsn = embedded.dsn_of(empty)

    assert not empty.exists()
    found = embedded.status(empty)
    assert (found.running, found.pid, found.keeper) == (False, None, None)
    assert not empty.exists()
    assert embedded.ensure(empty).dsn == dsn


@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_no_folder_but_our_own_changes(tmp_path: Path, empty: Path, mode: int) -> None:
    empty.mkdir()
    empty.chmod(mode)
    others = (empty, tmp_path, *tmp_path.parents)
    before = modes(*others)
    embedded.ensure(empty).release()

    assert modes(*others) == before
    for own in (empty / "postgres", empty / "postgres" / "cluster"):
        assert modes(own) == [(stat.S_IFDIR | 0o700, os.geteuid(), os.getegid())]


def test_a_new_data_folder_is_private(empty: Path) -> None:
    embedded.ensure(empty)

    assert stat.S_IMODE(empty.stat().st_mode) == 0o700


def test_values_of_a_failing_statement_do_not_get_into_the_log(city: Path) -> None:
    server = embedded.ensure(city)
    rows(server.dsn, "CREATE TABLE person (phone text PRIMARY KEY)")
    rows(server.dsn, "INSERT INTO person VALUES ('13900001234')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        rows(server.dsn, "INSERT INTO person VALUES ('13900001234')")

    log = (city / "postgres" / "server.log").read_text(encoding="utf-8")
    assert "person_pkey" in log
    assert "13900001234" not in log


def test_surroundings_of_the_caller_do_not_reach_the_server(city: Path, hold: Hold) -> None:
    holder = hold(city, PGDATA="/nowhere", PGPORT="1", LC_ALL="zh_CN.UTF-8", PGTZ="UTC")

    assert holder.dsn == embedded.dsn_of(city)
    environments = [process.environ() for process in postgres_of(city)]
    assert environments
    for environment in environments:
        assert not {"PGDATA", "PGPORT", "PGTZ"} & environment.keys() or environment[
            "PGDATA"
        ] == str(city / "postgres" / "cluster")
