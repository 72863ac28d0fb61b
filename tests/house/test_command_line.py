"""The command line as processes: what it says, what it leaves, and what a kill -9 cannot break."""

import json
import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.house.source import CHINESE
from tests.house.terminal import Said, Terminal, left_clean, said
from tongban.base.kernel.codes import CHECKERS, complete_id_card
from tongban.main import embedded
from tongban.main.embedded.lease import PLEASE_WAIT
from tongban.main.embedded.tests.conftest import (
    as_user,
    keeper_of,
    kill,
    modes,
    postgres_of,
    processes_of,
    rows,
    wait_until,
)
from tongban.main.embedded.tests.folders import SET_UP, built_once

pytestmark = pytest.mark.slow

GOOD = {
    "id-card": "11010519491231002X",
    "credit-code": "91350211M000100Y46",
    "org-code": "80210043-3",
    "division": "341602",
    "item": "1145072100811537184452004020000",
    "license": "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
}
BAD = {
    "id-card": "110105194912310021",
    "credit-code": "91350211M000100Y43",
    "org-code": "80210043-4",
    "division": "990000",
    "item": "11450721008115371844520040200",
    "license": "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.5",
}
NOBODY = 65534
SCENE = ("-m", "tests.house.scene")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal on a data folder that does not exist yet, under a folder of mode 700."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    yield from left_clean(Terminal(closed / "city"))


@pytest.fixture
def town(empty: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A terminal on a data folder that is set up and whose server does not run."""
    shutil.copytree(built_once(tmp_path_factory, *SET_UP), empty.folder)
    return empty


def quiet(ended: Said) -> str:
    """What was said on stderr beside the request to be patient."""
    return ended.err.replace(f"{PLEASE_WAIT}\n", "")


# What needs no database


def test_help_lists_every_command_in_chinese_without_touching_the_data(empty):
    ended = empty.run("--help")
    listed = re.findall(r"^  ([a-z-]+) {2,}(.+)$", ended.out, re.MULTILINE)
    commands = {name: text for name, text in listed if not name.startswith("-")}

    assert ended.status == 0
    assert {
        "audit", "bench", "check-code", "demo", "import-items", "reindex", "retention", "rights", "search",
        "serve", "setup",
        "verify", "worker",
    } <= set(commands)  # fmt: skip
    assert [name for name, text in commands.items() if not CHINESE.search(text)] == []
    assert not empty.folder.exists()
    for name in commands:
        asked = empty.run(name, "--help")
        assert asked.status == 0, name
        assert CHINESE.search(asked.out), name
    assert empty.run("audit", "verify", "--help").status == 0
    assert not empty.folder.exists()


def test_the_way_to_a_small_command_does_not_load_the_database(empty):
    program = (
        "import sys; from tongban.main.cli import run; run(['check-code', 'division', '341602']);"
        "print(sorted(m for m in ('django.db.models', 'psycopg') if m in sys.modules))"
    )
    ended = empty.run(program=("-c", program))

    assert ended.out.splitlines()[-1] == "[]"


def test_every_kind_of_code_is_tried_here():
    assert set(GOOD) == set(BAD) == set(CHECKERS)


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_a_code_is_judged_by_exit_status_and_words(empty, kind):
    right, wrong = (
        empty.run("check-code", kind, GOOD[kind]),
        empty.run("check-code", kind, BAD[kind]),
    )

    assert (right.status, right.out, right.err) == (0, f"正确：{GOOD[kind]}\n", "")
    assert wrong.is_one_clear_line()
    assert (wrong.status, wrong.out) == (1, "")
    assert wrong.err.startswith(f"{kind} 不正确")
    assert not empty.folder.exists()


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_json_stands_alone_on_stdout(empty, kind):
    right = empty.run("check-code", kind, GOOD[kind], "--json")
    wrong = empty.run("check-code", kind, BAD[kind], "--json")

    assert right.status == 0
    assert right.err == ""
    assert right.json["ok"] is True
    assert wrong.status == 1
    assert wrong.json["ok"] is False
    assert wrong.json["findings"]


def test_an_invented_number_is_right_with_a_warning(empty):
    ended = empty.run("check-code", "id-card", complete_id_card("34169019900101001"))

    assert ended.status == 0
    assert "注意" in ended.out


@pytest.mark.parametrize(
    "words",
    [
        ("seal-everything",),
        ("check-code", "passport-photo", "1"),
        ("check-code", "id-card"),
        ("check-code", "division", "341602", "--profile", "gbt39554"),
        ("setup", "--fast"),
        ("audit", "unverify"),
        ("verify", "/nowhere/at/all.pdf"),
        ("verify", "/"),
        ("verify",),
        ("serve", "--port", "many"),
        ("serve", "--port", "70000"),
        ("serve", "--host", "no.such.host.invalid"),
        (),
        ("audit",),
    ],
    ids=" ".join,
)
def test_a_mistake_is_answered_with_one_line_on_stderr(empty, words):
    ended = empty.run(*words)

    assert ended.is_one_clear_line(), ended
    assert ended.out == ""
    assert CHINESE.search(ended.err)


@pytest.mark.parametrize("words", [("search",), ("import-items",)], ids=" ".join)
def test_a_missing_argument_is_said_before_anything_is_set_up(empty, words):
    ended = empty.run(*words)

    assert ended.is_one_clear_line(), ended
    assert ended.status == 2
    assert not (empty.folder / "postgres").exists()


def test_a_port_that_is_none_is_said_in_one_line(empty):
    empty.more["PORT"] = "eight thousand"
    for command in ("serve", "demo"):
        ended = empty.run(command)
        assert ended.is_one_clear_line(), ended
        assert not empty.folder.exists()


def test_a_port_that_is_taken_is_said_in_one_line(empty):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ended = empty.run("serve", "--port", str(other.getsockname()[1]))
    assert ended.is_one_clear_line(), ended
    assert not empty.folder.exists()


@pytest.mark.parametrize(
    "address",
    ["postgresql://nobody:geheim@127.0.0.1:9/none", "mysql://root:geheim@127.0.0.1/x", "geheim"],
)
@pytest.mark.parametrize("words", [("audit", "verify"), ("search", "身份证"), ("worker",)])
def test_a_database_that_does_not_answer_is_said_in_one_line(empty, address, words):
    empty.more["DATABASE_URL"] = address
    ended = empty.run(*words)
    assert ended.is_one_clear_line(), ended
    assert "DATABASE_URL" in ended.err
    assert "geheim" not in ended.err


def test_a_file_that_is_not_there_is_not_imported(town):
    ended = town.run("import-items", "/nowhere/items.csv")

    assert quiet(ended).count("\n") == 1
    assert ended.status == 1
    assert "Traceback" not in ended.err


def test_a_data_folder_that_cannot_be_one_is_said_in_one_line(empty):
    empty.folder.write_text("a file is no folder")
    ended = empty.run("setup")

    assert ended.is_one_clear_line(), ended
    assert str(empty.folder) in ended.err
    empty.folder.unlink()


# The data folder


def test_an_empty_folder_is_set_up_and_its_trail_is_intact(empty):
    outside = (empty.folder.parent, *empty.folder.parent.parents)
    before = modes(*outside)

    first = empty.run("setup")
    verified = empty.run("audit", "verify")
    again = empty.run("setup")

    for ended in (first, again):
        assert (ended.status, ended.out, quiet(ended)) == (0, "已准备好。\n", "")
    assert verified.status == 0
    assert verified.out.startswith("审计完整：")
    # Setting up anew wrote nothing: the numbers of the trail are the same.
    assert empty.run("audit", "verify").out == verified.out
    assert modes(*outside) == before
    assert empty.folder.stat().st_mode & 0o777 == 0o700
    assert (empty.folder / "keys").stat().st_mode & 0o777 == 0o700
    wait_until(lambda: not processes_of(empty.folder))


def test_three_commands_at_once_on_an_empty_folder_all_succeed(empty):
    running = [
        empty.start("setup"),
        empty.start("audit", "verify", "--json"),
        empty.start("search", "残疾人证", "--json"),
    ]
    ended = [said(process) for process in running]

    assert [(e.status, quiet(e)) for e in ended] == [(0, "")] * 3
    assert ended[0].out == "已准备好。\n"
    assert ended[1].json["intact"] is True
    assert ended[2].json == []
    server = embedded.ensure(empty.folder)
    try:
        found = rows(
            server.dsn,
            "SELECT is_active, password FROM accounts_account WHERE login_name = 'operator'",
        )
    finally:
        server.release()
    assert found == [(False, "!")], "the operator is there once and cannot sign in"


@pytest.fixture
def users_terminal() -> Iterator[Callable[[], Terminal]]:
    """A terminal of an ordinary user, on a folder inside one that is closed to all others."""
    if os.geteuid() != 0:
        pytest.skip("only root may become another user")
    made: list[Iterator[Terminal]] = []
    closed = Path(tempfile.mkdtemp(prefix="tongban-test-"))
    os.chown(closed, NOBODY, NOBODY)

    def make() -> Terminal:
        terminal = Terminal(closed / "city", as_user(NOBODY), {"HOME": "/nonexistent"})
        made.append(left_clean(terminal))
        return next(made[-1])

    yield make
    for clean in made:
        for _terminal in clean:
            pass
    shutil.rmtree(closed)


def test_an_ordinary_user_sets_up_a_city_and_everything_in_it_is_that_users(users_terminal):
    terminal = users_terminal()
    outside = (terminal.folder.parent, *terminal.folder.parent.parents)
    before = modes(*outside)

    ended = terminal.run("setup")
    verified = terminal.run("audit", "verify")

    assert (ended.status, quiet(ended)) == (0, "")
    assert verified.out.startswith("审计完整：")
    owners = {
        (path.lstat().st_uid, path.lstat().st_gid)
        for path in (terminal.folder, *terminal.folder.rglob("*"))
    }
    assert owners == {(NOBODY, NOBODY)}
    assert modes(*outside) == before
    wait_until(lambda: not processes_of(terminal.folder))


def test_a_folder_that_the_user_may_not_read_is_said_in_one_line(users_terminal):
    terminal = users_terminal()
    terminal.folder.mkdir(mode=0o700)

    ended = terminal.run("setup")

    assert ended.is_one_clear_line(), ended
    assert list(terminal.folder.iterdir()) == []


# kill -9


def acknowledged(terminal: Terminal, at_least: int, since: int = 0):
    """A process that registers people one by one, and those of whom it has said that they are."""
    process = terminal.start("stay", str(since), program=SCENE)
    told = []
    while len(told) < at_least:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        told.append(json.loads(line)["person"])
    return process, told


def persons(folder: Path) -> set[str]:
    server = embedded.ensure(folder)
    try:
        return {str(each) for (each,) in rows(server.dsn, "SELECT id FROM accounts_naturalperson")}
    finally:
        server.release()


@pytest.mark.parametrize("whom", ["the command", "the server", "everything"])
def test_nothing_that_was_acknowledged_is_lost_by_a_kill(town, whom):
    outside = (town.folder.parent, *town.folder.parent.parents)
    before = modes(*outside)
    process, told = acknowledged(town, at_least=20)
    victims = []
    if whom != "the command":
        victims += postgres_of(town.folder)
    if whom == "everything":
        victims.append(keeper_of(town.folder))
    if whom != "the server":
        victims.append(psutil.Process(process.pid))
    kill(*victims)
    # Without its server it ends by itself, or goes on with the one that was started anew.
    process.send_signal(signal.SIGKILL)
    out, _err = process.communicate()
    told += [json.loads(line)["person"] for line in out.splitlines() if line.endswith("}")]

    following = town.run("audit", "verify", "--json")

    assert following.status == 0, following.err
    assert following.json["intact"] is True
    found = persons(town.folder)
    assert set(told) <= found
    registered = [*told, *(found - set(told))]
    server = embedded.ensure(town.folder)
    try:
        noted = rows(server.dsn, "SELECT subject_id FROM audit_entry WHERE act = 'register_person'")
    finally:
        server.release()
    assert sorted(each for (each,) in noted) == sorted(registered)
    assert modes(*outside) == before
    wait_until(lambda: not processes_of(town.folder))


def test_a_killed_worker_is_no_obstacle_and_leaves_nothing_running(town):
    worker = town.start("worker")
    wait_until(lambda: postgres_of(town.folder))
    wait_until(lambda: has_registered_worker(town.folder))
    kill(psutil.Process(worker.pid))

    wait_until(lambda: not processes_of(town.folder))
    following = town.run("audit", "verify")

    assert following.status == 0, following.err
    assert following.out.startswith("审计完整：")


def has_registered_worker(folder: Path) -> bool:
    server = embedded.ensure(folder)
    try:
        return rows(server.dsn, "SELECT count(*) FROM procrastinate_workers") == [(1,)]
    finally:
        server.release()


def test_a_worker_is_ended_by_the_usual_signal_without_a_word(town):
    worker = town.start("worker")
    wait_until(lambda: has_registered_worker(town.folder))
    worker.send_signal(signal.SIGTERM)
    ended = said(worker)

    assert ended.status == 0, ended.err
    assert quiet(ended) == ""
    wait_until(lambda: not processes_of(town.folder))


def test_a_worker_outlives_its_server(town):
    worker = town.start("worker")
    wait_until(lambda: has_registered_worker(town.folder))
    kill(*postgres_of(town.folder))

    one = town.run("register", "1", program=SCENE)

    assert one.status == 0, one.err
    # Sealed by the same worker, on connections that it made anew.
    wait_until(lambda: town.run("audit", "verify", "--json").json["unsealed"] == 0)
    assert worker.poll() is None
    worker.terminate()
    assert said(worker).status == 0
