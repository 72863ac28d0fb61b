"""Folders with and without a cluster, commands that hold leases, and a look at what is left."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

import tongban
from tongban.main import embedded
from tongban.main.embedded import lease

SOURCE = Path(tongban.__file__).parents[1]
_PATIENCE = 60.0


def wait_until(happens: Callable[[], object]) -> None:
    """Return when it happens; fail when it has not for a minute."""
    until = time.monotonic() + _PATIENCE
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def processes_of(folder: Path) -> list[psutil.Process]:
    """Servers that work inside the folder, what makes clusters there, and keepers of it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            inside = process.name() in {"postgres", "initdb"} and Path(
                process.cwd().removesuffix(" (deleted)")
            ).is_relative_to(folder)
            words = " ".join(process.cmdline())
            keeper = "embedded.keeper" in words and json.dumps(str(folder))[1:-1] in words
        except psutil.Error:
            continue
        if inside or keeper:
            found.append(process)
    return found


def postgres_of(folder: Path) -> list[psutil.Process]:
    return [process for process in processes_of(folder) if _is_server(process)]


def name_of(process: psutil.Process) -> str:
    """Its name; empty when it has ended meanwhile, as the server's own short-lived ones do."""
    try:
        return str(process.name())
    except psutil.NoSuchProcess:
        return ""


def _is_server(process: psutil.Process) -> bool:
    return name_of(process) == "postgres"


def keeper_of(folder: Path) -> psutil.Process:
    pid = embedded.status(folder).keeper
    assert pid
    return psutil.Process(pid)


def kill(*processes: psutil.Process) -> None:
    """Kill at once, so that none notices that the others are gone, and wait for their end."""
    for process in processes:
        # A short-lived one of the server's own may have ended meanwhile.
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until(lambda: all(is_gone(process) for process in processes))


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def server_pid(folder: Path) -> int:
    pid = embedded.status(folder).pid
    assert pid
    return pid


def rows(dsn: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def modes(*folders: Path) -> list[tuple[int, int, int]]:
    """Mode, user and group of each folder."""
    found = [folder.stat() for folder in folders]
    return [(each.st_mode, each.st_uid, each.st_gid) for each in found]


class Holder:
    """A command in a process of its own that holds a lease."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._said: dict[str, str] | None = None

    @property
    def said(self) -> dict[str, str]:
        """What it says once it has its lease, or why it has none."""
        if self._said is None:
            assert self.process.stdout
            line = self.process.stdout.readline()
            assert line, self.process.stderr and self.process.stderr.read()
            self._said = json.loads(line)
        return self._said

    @property
    def dsn(self) -> str:
        assert "dsn" in self.said, self.said
        return self.said["dsn"]

    def sql(self, query: str) -> list[list[object]]:
        assert self.dsn
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{query}\n")
        self.process.stdin.flush()
        answer: list[list[object]] = json.loads(self.process.stdout.readline())
        return answer

    def end(self) -> str:
        """End it in order; returns what it wrote to stderr, but for requests to be patient."""
        assert self.dsn
        _, errors = self.process.communicate("\n", timeout=_PATIENCE)
        assert self.process.returncode == 0, errors
        return errors.replace(f"{lease.PLEASE_WAIT}\n", "")

    def kill(self) -> None:
        """End it as kill -9 does."""
        self.process.kill()
        self.process.communicate()


class Hold:
    """Starts commands that hold leases, and ends those that the test has left."""

    def __init__(self) -> None:
        self._started: list[Holder] = []

    def __call__(
        self, folder: Path, mode: str = "stay", *, prefix: tuple[str, ...] = (), **also: str
    ) -> Holder:
        """Start one; ``prefix`` goes before its command line, ``also`` into its environment."""
        paths = [also.pop("PYTHONPATH", ""), str(SOURCE)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **also}
        program = [sys.executable, "-m", "tongban.main.embedded.tests.holder"]
        process = subprocess.Popen(
            [*prefix, *program, str(folder), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd="/",
        )
        self._started.append(Holder(process))
        return self._started[-1]

    def end_all(self) -> None:
        for holder in self._started:
            # The end of its input ends it in order.
            holder.process.communicate()


@pytest.fixture
def hold() -> Iterator[Hold]:
    hold = Hold()
    yield hold
    hold.end_all()


@pytest.fixture
def empty(tmp_path: Path, hold: Hold) -> Iterator[Path]:
    """Give a data folder that does not exist yet. After the test no process of it may be left."""
    folder = tmp_path / "city"
    yield from _left_clean(folder, hold)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    embedded.ensure(folder).release()
    return folder


@pytest.fixture
def city(empty: Path, made_once: Path) -> Path:
    """Give a data folder with a cluster, whose server does not run."""
    shutil.copytree(made_once, empty)
    return empty


@pytest.fixture
def users_folder(hold: Hold) -> Iterator[Callable[[int], Path]]:
    """Make a data folder that is private to a user: ``users_folder(uid)``."""
    made: list[Iterator[Path]] = []

    def make(uid: int) -> Path:
        if uid != os.geteuid() != 0:
            pytest.skip("only root may become another user")
        # Not in pytest's folder, which is closed to others and has a long path.
        folder = Path(tempfile.mkdtemp(prefix="tongban-test-"))
        os.chown(folder, uid, uid)
        clean = _left_clean(folder, hold)
        made.append(clean)
        return next(clean)

    yield make
    for clean in made:
        for folder in clean:
            shutil.rmtree(folder)


def _left_clean(folder: Path, hold: Hold) -> Iterator[Path]:
    yield folder
    hold.end_all()
    for held in list(lease._held.values()):
        if held.data.is_relative_to(folder):
            held.release()
    # A command may have been killed by the test; its keeper needs a moment to see that.
    until = time.monotonic() + 15
    while (left := processes_of(folder)) and time.monotonic() < until:
        time.sleep(0.05)
    for process in left:
        process.send_signal(signal.SIGKILL)
    assert left == []
    shutil.rmtree(folder, ignore_errors=True)


def as_user(uid: int) -> tuple[str, ...]:
    """Return the prefix of a command line that runs it as another user, or skip."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root may become another user")
    drop = ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups")
    environment = {"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]}
    for prefix in (drop, (*_opened(), *drop)):
        # Twice, since setpriv's own start of a program is still root's.
        once = "import psycopg, tongban, os, sys; os.execv(sys.executable, sys.argv[1:])"
        program = [*prefix, sys.executable, "-c", once, sys.executable, "-c", "import tongban"]
        tried = subprocess.run(program, env=environment, cwd="/", capture_output=True, check=False)
        if tried.returncode == 0:
            return prefix
    pytest.skip("other users cannot reach this Python, and mounts are not allowed")


def _opened() -> tuple[str, ...]:
    """Return a prefix under which Python's own folder can be reached by everybody.

    On developers' machines Python may lie in root's private home. In a mount namespace of its own
    the command gets another home, in which there is nothing but that Python.
    """
    base = Path(sys.base_prefix)
    closed = next((up for up in reversed(base.parents) if not up.stat().st_mode & 0o001), None)
    if closed is None or SOURCE.is_relative_to(closed):
        return ()
    script = """
        stage=$(mktemp -d); mount --bind "$1" "$stage"
        mount -t tmpfs -o mode=755 tmpfs "$2"; mkdir -p "$1"; mount --bind "$stage" "$1"
        umount "$stage"; rmdir "$stage"; shift 2; exec "$@"
    """
    enter = ("unshare", "--mount", "--propagation=private", "sh", "-ec", script, "sh")
    return (*enter, str(base), str(closed))


def without_namespaces(*capabilities_less: str) -> tuple[str, ...]:
    """Return the prefix of a command that runs as root of a container that forbids namespaces.

    It is a user namespace with all users in it, in which no further one may be made.
    """
    if os.geteuid() != 0:
        pytest.skip("only root may make a container")
    inside = 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"'
    dropped = ",".join(f"-{name}" for name in capabilities_less)
    less = ["setpriv", f"--bounding-set={dropped}"] if dropped else []
    command = [sys.executable, str(Path(__file__).with_name("container.py"))]
    prefix = (*command, "sh", "-ec", inside, "sh", *less)
    tried = subprocess.run([*prefix, "unshare", "--user", "true"], capture_output=True, check=False)
    if b"container" in tried.stderr:
        pytest.skip("user namespaces are not allowed here, so no container can be made")
    assert tried.returncode != 0
    return prefix
