"""Which processes belong to a cluster, and how to end them.

A pid alone proves nothing: its process may be dead, a zombie that nobody collects, or another
program that was given the number since. A server works inside its cluster, and that proves it.
"""

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from tongban.main.embedded.locks import STEP

_PROC = Path("/proc")
_GONE = {"Z", "X"}


def belongs(pid: int, cluster: Path, mark: str = "") -> bool:
    """Say whether ``pid`` is a living PostgreSQL that works inside ``cluster``.

    Root in a container may lack the right to look where a process works; then it is one that has
    ``mark`` in its command line.
    """
    process = _PROC / str(pid)
    try:
        # The second field is the program's name in brackets, in which anything may stand.
        name, _, fields = process.joinpath("stat").read_text(errors="replace").rpartition(")")
        if fields.split()[0] in _GONE or not name.endswith("(postgres"):
            return False
        try:
            return process.joinpath("cwd").samefile(cluster)
        except PermissionError:
            return bool(mark) and mark.encode() in process.joinpath("cmdline").read_bytes()
    except (OSError, IndexError):
        return False


def of_cluster(cluster: Path, mark: str = "") -> list[int]:
    """Return the pids of all living processes of PostgreSQL that work inside ``cluster``."""
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    return [pid for pid in pids if belongs(pid, cluster, mark)]


def has_words(pid: int, *words: str) -> bool:
    """Say whether a living process has all the words in its command line."""
    try:
        line = _PROC.joinpath(str(pid), "cmdline").read_bytes()
    except OSError:
        return False
    return all(word.encode() in line for word in words)


def end(
    pids: Sequence[int], cluster: Path, mark: str, steps: Sequence[tuple[signal.Signals, float]]
) -> None:
    """Send each signal in turn to those that are left, and wait up to that many seconds."""
    left = list(pids)
    for number, patience in steps:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        until = time.monotonic() + patience
        while left := [pid for pid in left if belongs(pid, cluster, mark)]:
            if time.monotonic() > until:
                break
            time.sleep(STEP)


def end_all(cluster: Path, mark: str = "") -> None:
    """End what is left of a server whose first process is gone."""
    steps = [(signal.SIGQUIT, 3.0), (signal.SIGKILL, 10.0)]
    end(of_cluster(cluster, mark), cluster, mark, steps)
