"""Programs of the product, started on a folder of their own and ended for certain."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Self

HOST = "127.0.0.1"


class ProgramError(Exception):
    """A program of the bench did not start, or ended before its time."""


def environment(data: Path) -> dict[str, str]:
    """That of a demo city in ``data``, whatever this process itself was started with."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "PORT"} and not key.startswith(("TONGBAN_", "DJANGO_"))
    }
    return {
        **kept,
        "TONGBAN_DATA": str(data),
        "TONGBAN_DEMO": "1",
        # One program asks as often as a whole city does.
        "TONGBAN_VISITS_FACTOR": "1000",
        "TONGBAN_LOG": "CRITICAL",
        "PYTHONUNBUFFERED": "1",
    }


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def lay_copy(copy_of: Path, data: Path) -> None:
    """Begin with a copy of a data folder. Raises ProgramError while a database runs in it."""
    from tongban.main.embedded import status

    if status(copy_of).pid:
        raise ProgramError(f"{copy_of} 的数据库还开着，停了再测。")
    shutil.copytree(copy_of, data)


class Programs:
    """What was started; leaving the block ends all of it, the last one first."""

    def __init__(self, data: Path, logs: Path) -> None:
        """Programs on the data folder, each with a log of its own in ``logs``."""
        self.data = data
        self.logs = logs
        self.started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        """Nothing runs yet."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End everything."""
        for program in reversed(self.started):
            end(program)

    def start(
        self, name: str, *arguments: str, piped: bool = False, more: dict[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """Start ``python -m <arguments>`` in a session of its own."""
        with (self.logs / f"{name}.log").open("a", encoding="utf-8") as log:
            program = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env={**environment(self.data), **(more or {})},
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.started.append(program)
        return program

    def run(self, name: str, *arguments: str, timeout: float = 180) -> str:
        """Run ``python -m <arguments>`` to its end; its stdout. Raises ProgramError."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            env=environment(self.data),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise ProgramError(f"{name}：{said[-1] if said else done.returncode}")
        return done.stdout

    def said(self, name: str) -> str:
        """The last line that a program wrote to its log."""
        lines = (self.logs / f"{name}.log").read_text(encoding="utf-8").strip().splitlines()
        return lines[-1] if lines else ""

    def serve(
        self,
        name: str,
        *arguments: str,
        port: int,
        path: str,
        more: dict[str, str] | None = None,
        timeout: float = 60,
    ) -> float:
        """Start something that serves ``path`` on ``port``; seconds until its first answer.

        Raises ProgramError when there is none.
        """
        began = time.monotonic()
        program = self.start(name, *arguments, more=more)
        while time.monotonic() - began < timeout:
            if program.poll() is not None:
                raise ProgramError(f"{name} 没有启动：{self.said(name)}")
            if answers(port, path):
                return time.monotonic() - began
            time.sleep(0.01)
        raise ProgramError(f"{name} 在 {timeout:.0f} 秒内没有应答：{self.said(name)}")


def answers(port: int, path: str) -> bool:
    """Whether a page is served."""
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def end(program: "subprocess.Popen[str]") -> None:
    """Ask a program to end; after fifteen seconds make it, with all that it started."""
    for pipe in (program.stdin, program.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    if program.poll() is None:
        program.terminate()
        with suppress(subprocess.TimeoutExpired):
            program.wait(timeout=15)
    # What it started is in its session and must not outlive it.
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait(timeout=15)


def memory(pids: Sequence[int]) -> dict[str, Any]:
    """Resident and proportional memory in MB of processes and all that they started.

    Pages that processes share, such as PostgreSQL's buffers, count in each one's resident part and
    once in the proportional part.
    """
    family = _family(pids)
    found = [_memory_of(pid) for pid in family]
    known = [one for one in found if one is not None]
    return {
        "processes": len(known),
        "resident_mb": round(sum(rss for rss, _pss in known) / 1024, 1),
        "proportional_mb": round(sum(pss for _rss, pss in known) / 1024, 1),
    }


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time so far of processes, of all that they started and of those that ended.

    Does not depend on what else the machine does, as elapsed time does.
    """
    ticks = 0
    for pid in _family(pids):
        with suppress(OSError):
            rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, rest[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(pids: Sequence[int]) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # The name in brackets may hold spaces and brackets itself.
                rest = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(rest[1]), []).append(int(entry.name))
    family = list(pids)
    for pid in family:
        family += [child for child in parents.get(pid, []) if child not in family]
    return family


def _memory_of(pid: int) -> tuple[int, int] | None:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    kilobytes = dict(re.findall(r"^(\w+): +(\d+) kB", text, re.MULTILINE))
    return int(kilobytes["Rss"]), int(kilobytes["Pss"])
