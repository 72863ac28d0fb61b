"""The server's first process, the postmaster: finding, starting and stopping it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tongban.main.embedded import cluster, processes
from tongban.main.embedded.errors import EmbeddedServerError, from_output
from tongban.main.embedded.files import leave_to_owner
from tongban.main.embedded.identity import Identity
from tongban.main.embedded.locks import STEP
from tongban.main.embedded.place import SOCKET, Place

_TRIES = 40
_PAUSE = 0.25
_LARGEST_LOG = 10_000_000
# The eighth line of postmaster.pid; see PostgreSQL's src/include/utils/pidfile.h.
_STATE = 7

# Fast shutdown, which undoes open transactions and writes everything down; then harder ones.
_STOPS = [(signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)]

# What a server says that finds another which has not quite gone yet.
_PASSING = (
    "pre-existing shared memory block",
    "lock file",
    "Is another postmaster",
    "Address already in use",
)


@dataclass
class Postmaster:
    """A running server; ``process`` is set when it is our own child and must be collected."""

    place: Place
    pid: int
    process: subprocess.Popen[bytes] | None = None
    folder: os.stat_result | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.folder = _stat(self.place)

    def alive(self) -> bool:
        """Say whether the server still runs."""
        if self.process is not None:
            return self.process.poll() is None
        return processes.belongs(self.pid, self.place.cluster, self.place.mark)

    def reachable(self) -> bool:
        """Say whether its socket is still there; it would not make it anew."""
        try:
            return self.place.socket_folder().joinpath(SOCKET).exists()
        except EmbeddedServerError:
            return False

    def stop(self) -> None:
        """Stop the server and wait for its end: everything acknowledged is kept.

        One whose folder was taken away is killed instead. In its last moments it would write
        ``pg_control`` by the cluster's full path (PostgreSQL's ``update_controlfile``) and take
        away the socket by its own, and both may be another server's by now. What it has not
        written down it recovers when it is next started.
        """
        stops = _STOPS if self._is_in_place() else _STOPS[-1:]
        if self.process is None:
            processes.end([self.pid], self.place.cluster, self.place.mark, stops)
        else:
            for number, patience in stops:
                self.process.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
                    break
        if self._is_in_place():
            processes.end_all(self.place.cluster, self.place.mark)
            self.place.remove_socket_folder()

    def _is_in_place(self) -> bool:
        """Say whether the cluster is where it was: another one's server may work there now."""
        now = _stat(self.place)
        return now is not None and self.folder is not None and os.path.samestat(now, self.folder)


def running(place: Place) -> Postmaster | None:
    """Return the server that already runs in ``place``, if there is one."""
    pid, _ = _noted(place)
    if pid > 0 and processes.belongs(pid, place.cluster, place.mark):
        return Postmaster(place, pid)
    return None


def is_ready(place: Place) -> bool:
    """Say whether a server runs in ``place`` that has done with starting and recovering."""
    return running(place) is not None and _noted(place)[1] == "ready"


def start(
    place: Place, identity: Identity, *, durable: bool, given_up: Callable[[], bool]
) -> Postmaster:
    """Start the server and return when it accepts connections; crash recovery is waited for.

    Whatever an earlier server left behind is cleared away first. ``given_up`` is asked now and
    then whether nobody wants the server any more. Raises EmbeddedServerError and OSError.
    """
    said = ""
    for attempt in range(_TRIES):
        time.sleep(_PAUSE if attempt else 0)
        _clear(place)
        cluster.configure(place, identity, durable=durable)
        outcome = _try_to_start(place, identity, given_up)
        if isinstance(outcome, Postmaster):
            return outcome
        said = outcome
        if not any(passing in said for passing in _PASSING):
            break
    raise from_output(said, place.root.parent, place.log)


def open_log(place: Place) -> int:
    """Return a descriptor that appends to the log; a log grown large is put aside first."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    with contextlib.suppress(FileNotFoundError):
        if place.log.lstat().st_size > _LARGEST_LOG:
            place.log.rename(place.log.with_suffix(".log.1"))
    log = os.open(place.log, flags, 0o600)
    leave_to_owner(log, place.root)
    return log


def _try_to_start(
    place: Place, identity: Identity, given_up: Callable[[], bool]
) -> Postmaster | str:
    """Return the server when it is ready, or what it said when it ended instead."""
    log = open_log(place)
    try:
        before = os.fstat(log).st_size
        data = identity.data_argument(place.cluster)
        process = identity.start(
            [identity.binaries.postgres, "-D", data, "-c", f"cluster_name={place.mark}"],
            place.cluster,
            log,
        )
    finally:
        os.close(log)
    server = Postmaster(place, process.pid, process)
    while process.poll() is None:
        if _noted(place) == (process.pid, "ready"):
            return server
        if given_up():
            server.stop()
            raise EmbeddedServerError("内嵌数据库在启动途中被要求停止；请重试。", code="busy")
        time.sleep(STEP)
    with place.log.open("rb") as text:
        text.seek(before)
        return text.read(100_000).decode(errors="replace")


def _stat(place: Place) -> os.stat_result | None:
    with contextlib.suppress(OSError):
        return place.cluster.stat()
    return None


def _noted(place: Place) -> tuple[int, str]:
    """Return what postmaster.pid says: the pid, 0 for none, and the state."""
    try:
        lines = place.cluster.joinpath("postmaster.pid").read_text(errors="replace").splitlines()
        return int(lines[0]), lines[_STATE].strip() if len(lines) > _STATE else ""
    except (OSError, ValueError, IndexError):
        return 0, ""


def _clear(place: Place) -> None:
    """Take away what is left of a server that did not end by itself."""
    left = [place.cluster / "postmaster.pid"]
    left += [place.socket_folder() / name for name in (SOCKET, f"{SOCKET}.lock")]
    if any(os.path.lexists(path) for path in left):
        processes.end_all(place.cluster, place.mark)
        for path in left:
            path.unlink(missing_ok=True)
