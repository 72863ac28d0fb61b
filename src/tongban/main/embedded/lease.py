"""Leases: who needs the server holds one, and the last one to give it back stops the server."""

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tongban.main.embedded import binaries, keeper, postmaster, processes
from tongban.main.embedded.errors import EmbeddedServerError, from_os_error
from tongban.main.embedded.locks import STEP, Lock
from tongban.main.embedded.place import DATABASE, PORT, SOCKET, USER, Place, Status, place_of

IDENTITY_VARIABLE = "TONGBAN_EMBEDDED_IDENTITY"
"""Environment variable; ``unprivileged`` forces root to do without user namespaces."""

PLEASE_WAIT = "数据库正在启动或恢复，请稍候……"
"""Said on stderr when it takes longer than a few seconds."""

# Crash recovery of a large cluster may take minutes; the keeper lives and works meanwhile.
_LONGEST_WAIT = 900.0
_LONGEST_STOP = 90.0
# A server that says it is ready and does not answer for so long never will.
_LONGEST_SILENCE = 60.0
_SAY_SO_AFTER = 5.0
_CALLS = 3

_KEEPER = "from tongban.main.embedded.keeper import main"
_PROGRAM = f"import sys; sys.path.insert(0, sys.argv[1]); {_KEEPER}; main(sys.argv[2])"

_guard = threading.RLock()
_held: "dict[Path, Server]" = {}
_for_child: dict[Path, Lock] = {}


@dataclass
class Server:
    """A lease on a running embedded server.

    ``dsn`` is a libpq URI over the unix socket in ``socket_dir``; ``data`` is PostgreSQL's data
    directory.
    """

    dsn: str
    socket_dir: Path
    port: int
    data: Path
    place: Place = field(repr=False)
    lease: Lock = field(repr=False)

    def release(self) -> None:
        """Give the lease back; the last one to do so stops the server and waits for its end."""
        with _guard:
            if _held.get(self.place.root) is self:
                del _held[self.place.root]
                _leave(self.place, self.lease)


def ensure(data_folder: Path, *, durable: bool = True, name: str = "postgres") -> Server:
    """Return a lease on the server of a data folder, which is made and started when needed.

    The lease is held until ``release`` or until the process ends. A child made by fork takes a
    lease of its own; a program that is exec'ed must call this again. Called again in one process
    it returns the same lease, and a server that has died meanwhile is up again. ``durable=False``
    is for tests: it counts when the server is started, and a power cut may cost the cluster.
    Raises EmbeddedServerError.
    """
    place = place_of(data_folder, name)
    with _guard:
        server = _held.get(place.root)
        if server is not None and server.lease.is_of(place.lease):
            _wait_until_ready(place, durable=durable)
            return server
        if server is not None:
            # Somebody took the folder away under us.
            server.release()
        place.settle()
        lease = _take(place)
        try:
            _wait_until_ready(place, durable=durable)
            socket = place.socket_folder()
        except BaseException:
            _leave(place, lease)
            raise
        server = Server(_dsn(socket), socket, PORT, place.cluster, place, lease)
        _held[place.root] = server
        return server


def dsn_of(data_folder: Path, *, name: str = "postgres") -> str:
    """Return the libpq URI of the server of a data folder. Naming it starts nothing."""
    return _dsn(place_of(data_folder, name).socket_folder())


def status(data_folder: Path, *, name: str = "postgres") -> Status:
    """Return what is to be seen of the server of a data folder; nothing is started.

    Raises EmbeddedServerError when the folder belongs to another user.
    """
    place = place_of(data_folder, name)
    try:
        server = postmaster.running(place)
        pid = None if server is None else server.pid
        socket = place.socket_folder()
        return Status(_accepts(socket), pid, _keeper_pid(place), place.cluster, socket)
    except OSError as error:
        raise from_os_error(error, place.root.parent) from error


def stop(data_folder: Path, *, name: str = "postgres") -> None:
    """Stop the server of a data folder now, whoever holds a lease on it, and wait for its end.

    Raises EmbeddedServerError when it does not end or belongs to another user.
    """
    place = place_of(data_folder, name)
    try:
        _stop(place)
    except OSError as error:
        raise from_os_error(error, place.root.parent) from error


def _take(place: Place) -> Lock:
    """Take a lease; whoever is just stopping the server is waited for."""
    until = time.monotonic() + _LONGEST_WAIT
    try:
        lease = Lock(place.lease)
        while not lease.try_shared():
            if time.monotonic() > until:
                raise _busy(place)
            time.sleep(STEP)
    except OSError as error:
        raise from_os_error(error, place.root.parent) from error
    return lease


def _leave(place: Place, lease: Lock) -> None:
    """Give a lease back, and stop the server if it was the last.

    What goes wrong here is left to the keeper: it sees within two seconds that nobody is left.
    """
    try:
        with contextlib.suppress(OSError, EmbeddedServerError), Lock(place.leaving) as leaving:
            leaving.wait_exclusive()
            while not lease.try_exclusive():
                if lease.try_shared():
                    # Nobody has it exclusively, so somebody else needs the server.
                    return
                # The keeper is looking, or stopping the server this very moment.
                time.sleep(STEP)
            if lease.is_of(place.lease):
                _stop(place)
    finally:
        lease.close()


def _stop(place: Place) -> None:
    """Have the keeper stop the server, or stop one that has lost its keeper."""
    until = time.monotonic() + _LONGEST_STOP
    words = _KEEPER, json.dumps(str(place.root))
    asked = 0
    while (pid := _keeper_pid(place)) is not None or processes.has_words(asked, *words):
        if pid and pid != asked and processes.has_words(pid, *words):
            os.kill(pid, signal.SIGTERM)
            asked = pid
        if time.monotonic() > until:
            raise _busy(place)
        time.sleep(STEP)
    server = postmaster.running(place)
    if server is not None:
        server.stop()


def _wait_until_ready(place: Place, *, durable: bool) -> None:
    """Return when the server accepts connections and has a keeper.

    Raises EmbeddedServerError.
    """
    began = time.monotonic()
    ready_since: float | None = None
    said = False
    calls = 0
    while True:
        if _keeper_pid(place) is None:
            if calls == _CALLS:
                raise EmbeddedServerError(
                    f"内嵌数据库没有启动，原因不明；请看 {place.log}，排除后重试。"
                )
            calls += _call_keeper(place, durable=durable)
        if _accepts(place.socket_folder()):
            return
        now = time.monotonic()
        if now - began > _LONGEST_WAIT:
            raise _busy(place)
        if now - began > _SAY_SO_AFTER and not said:
            said = True
            _say(PLEASE_WAIT)
        ready_since = (ready_since or now) if postmaster.is_ready(place) else None
        if ready_since is not None and now - ready_since > _LONGEST_SILENCE:
            raise EmbeddedServerError(
                f"内嵌数据库在运行，但经 {place.socket_folder()} 连接不上；"
                f"请看 {place.log}，并检查当前用户对该目录的权限。"
            )
        time.sleep(STEP)


def _call_keeper(place: Place, *, durable: bool) -> int:
    """Start a keeper and wait until it has a server.

    Returns 1, or 0 when somebody else called one first. Raises EmbeddedServerError.
    """
    programs = binaries.installed()
    listen, answer_to = os.pipe()
    order = {
        "root": str(place.root),
        "durable": durable,
        "binaries": str(programs.folder),
        "forced": os.environ.get(IDENTITY_VARIABLE, ""),
        "answer_to": answer_to,
    }
    # It needs no installed packages, and without looking for them it is up sooner.
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM]
    command += [str(Path(__file__).parents[3]), json.dumps(order)]
    try:
        try:
            # It ends at once; the keeper goes on as its child.
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                pass_fds=[answer_to],
                start_new_session=True,
                check=False,
            )
        finally:
            os.close(answer_to)
        if ended.returncode == keeper.HELD_BY_ANOTHER:
            return 0
        # Below zero it was killed, and the next one may live.
        if ended.returncode > 0:
            raise _keeper_failed(ended.stderr.decode(errors="replace"))
        _heed(_heard(listen))
    except OSError as error:
        raise _keeper_failed(str(error)) from error
    finally:
        os.close(listen)
    return 1


def _heard(listen: int) -> bytes:
    """Return the line that a keeper answers with, or nothing when it died."""
    if not select.select([listen], [], [], _SAY_SO_AFTER)[0]:
        _say(PLEASE_WAIT)
    text = b""
    while not text.endswith(b"\n") and (more := os.read(listen, 4096)):
        text += more
    return text


def _heed(line: bytes) -> None:
    """Say what a keeper wants said, and raise what it could not do."""
    answer = json.loads(line or b"{}")
    if "code" in answer:
        raise EmbeddedServerError(answer["message"], code=answer["code"])
    if answer.get("note"):
        _say(answer["note"])


def _keeper_pid(place: Place) -> int | None:
    """Return the keeper's pid, 0 for one that has just begun, ``None`` when there is none."""
    if not place.keeper.exists():
        return None
    with Lock(place.keeper) as lock:
        if lock.try_shared():
            return None
        text = lock.read()
    return int(text) if text.isdigit() else 0


def _accepts(socket: Path) -> bool:
    """Say whether the server accepts connections."""
    # Not above, because the keeper imports this module without installed packages.
    from psycopg.pq import PGconn, Ping

    if not socket.joinpath(SOCKET).exists():
        return False
    return PGconn.ping(f"{_dsn(socket)}&connect_timeout=5".encode()) == Ping.OK


def _dsn(socket: Path) -> str:
    return f"postgresql://{USER}@/{DATABASE}?host={quote(os.fsencode(socket), safe='')}&port={PORT}"


def _busy(place: Place) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"等待内嵌数据库启动或停止太久；请看 {place.log}，稍后重试。", code="busy"
    )


def _keeper_failed(complaint: str) -> EmbeddedServerError:
    reason = (complaint.strip().splitlines() or ["没有说明原因"])[-1]
    return EmbeddedServerError(f"数据库看护进程没有启动（{reason}）；请检查安装是否完整后重试。")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _release_all() -> None:
    for server in list(_held.values()):
        server.release()


def _before_fork() -> None:
    """Take the leases of a child before there is one: the parent may leave at once after it."""
    _guard.acquire()
    for root, server in _held.items():
        with contextlib.suppress(OSError):
            _for_child[root] = Lock(server.place.lease)
            _for_child[root].try_shared()


def _after_fork_in_parent() -> None:
    for lease in _for_child.values():
        lease.forget()
    _for_child.clear()
    _guard.release()


def _after_fork_in_child() -> None:
    global _guard
    _guard = threading.RLock()
    for root, server in list(_held.items()):
        server.lease.forget()
        if root in _for_child:
            server.lease = _for_child.pop(root)
        else:
            del _held[root]


atexit.register(_release_all)
os.register_at_fork(
    before=_before_fork,
    after_in_parent=_after_fork_in_parent,
    after_in_child=_after_fork_in_child,
)
