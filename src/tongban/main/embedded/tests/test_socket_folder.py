import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tongban.main import embedded
from tongban.main.embedded import EmbeddedServerError
from tongban.main.embedded.tests.conftest import Hold, processes_of, rows, wait_until


@pytest.fixture
def long(city: Path) -> Path:
    """Give a data folder with a path too long for a socket."""
    folder = city.parent / ("路" * 40) / "city"
    folder.parent.mkdir()
    city.rename(folder)
    # The fixture `city` looks after the processes of its own path.
    city.symlink_to(folder, target_is_directory=True)
    return folder


@pytest.fixture
def run_time(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("run", numbered=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def test_a_long_path_gets_a_private_folder_for_the_socket(long: Path, run_time: Path) -> None:
    server = embedded.ensure(long)

    assert server.socket_dir.parent == run_time
    found = server.socket_dir.stat()
    assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o700, os.geteuid())
    assert rows(server.dsn, "SELECT 1") == [(1,)]
    assert server.data == long / "postgres" / "cluster"
    server.release()
    assert processes_of(long) == []


def test_without_a_run_time_folder_it_is_in_the_temporary_one(
    long: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    temporary = tmp_path_factory.mktemp("temp")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    server = embedded.ensure(long)

    assert server.socket_dir.parent in {temporary, Path("/tmp")}
    assert rows(server.dsn, "SELECT 1") == [(1,)]
    server.release()
    assert not server.socket_dir.exists()


def test_commands_with_other_temporary_folders_find_the_same_server(
    long: Path, run_time: Path, hold: Hold, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = hold(long)
    assert str(run_time.name) in first.dsn

    other = str(tmp_path_factory.mktemp("other"))
    second = hold(long, XDG_RUNTIME_DIR=other)

    assert second.dsn == first.dsn
    assert second.sql("SELECT 1") == [[1]]
    first.end()
    second.end()
    # Also after the server has stopped, since its address may have been named already.
    assert hold(long, XDG_RUNTIME_DIR=other).dsn == first.dsn


def test_when_the_run_time_folder_is_gone_another_is_found(
    long: Path, run_time: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = embedded.ensure(long)
    first.release()
    run_time.rmdir()
    other = tmp_path.parent / "other-run"
    other.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(other))

    second = embedded.ensure(long)

    assert second.socket_dir.parent == other
    assert rows(second.dsn, "SELECT 1") == [(1,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make folders of others")
def test_somebody_elses_folder_is_not_used(long: Path, run_time: Path) -> None:
    foreign = embedded.status(long).socket_dir
    foreign.mkdir(mode=0o777)
    os.chown(foreign, 12345, 12345)
    before = foreign.stat()

    with pytest.raises(EmbeddedServerError) as caught:
        embedded.ensure(long)

    assert caught.value.code == "socket_folder"
    wait_until(lambda: processes_of(long) == [])
    after = foreign.stat()
    assert (after.st_mode, after.st_uid) == (before.st_mode, before.st_uid)


@pytest.fixture
def short(users_folder: Callable[[int], Path]) -> Path:
    """Give a folder in a path short enough for a socket, whatever the folder in it is named."""
    return users_folder(os.geteuid())


@pytest.mark.parametrize("name", ["亳州 市", 'it\'s "a%20b" $HOME\\', "a,b"])
def test_a_folder_may_have_any_name(short: Path, made_once: Path, name: str) -> None:
    folder = short / name
    shutil.copytree(made_once, folder)
    server = embedded.ensure(folder)

    try:
        assert rows(server.dsn, "SELECT 1") == [(1,)]
        # A comma divides hosts in the eyes of libpq.
        assert (server.socket_dir == folder / "postgres" / "cluster") == ("," not in name)
    finally:
        server.release()
    assert processes_of(folder) == []


def test_two_paths_to_one_folder_lead_to_one_server(city: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(city, target_is_directory=True)
    one, other = embedded.ensure(city), embedded.ensure(link)

    assert embedded.status(city).pid == embedded.status(link).pid
    other.release()
    assert rows(one.dsn, "SELECT 1") == [(1,)]
