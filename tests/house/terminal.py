"""The command line as a person meets it: real processes on a data folder of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import tongban
from tongban.main.embedded.tests.conftest import processes_of, wait_until

SOURCE = Path(tongban.__file__).parents[1]
ROOT = SOURCE.parent
PATIENCE = 180


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> object:
        return json.loads(self.out)

    def is_one_clear_line(self) -> bool:
        """Whether it failed as commands of ours do: non-zero, and one line for a reader."""
        return (
            self.status not in {0, None}
            and self.status > 0
            and self.err.count("\n") == 1
            and "Traceback" not in self.err
            and len(self.err) < 400
        )


@dataclass
class Terminal:
    """Starts commands on one data folder."""

    folder: Path
    prefix: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        foreign = ("TONGBAN_", "DJANGO_", "DATABASE_URL")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        return {
            **kept,
            "TONGBAN_DATA": str(self.folder),
            "PYTHONPATH": f"{SOURCE}:{ROOT}",
            "LANG": "C.UTF-8",
            **self.more,
        }

    def start(self, *arguments: str, program: tuple[str, ...] = ("-m", "tongban")):
        """Start a command and go on. ``program`` is what Python is to run."""
        process = subprocess.Popen(
            [*self.prefix, sys.executable, *program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            cwd="/",
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, program: tuple[str, ...] = ("-m", "tongban")) -> Said:
        """Run a command to its end."""
        return said(self.start(*arguments, program=program))

    def end_all(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()


def said(process: subprocess.Popen[str]) -> Said:
    out, err = process.communicate(timeout=PATIENCE)
    return Said(process.returncode, out, err)


def left_clean(terminal: Terminal) -> Iterator[Terminal]:
    """Hand the terminal out; afterwards nothing of its folder may still run."""
    yield terminal
    terminal.end_all()
    try:
        wait_until(lambda: not processes_of(terminal.folder))
    finally:
        for process in processes_of(terminal.folder):
            process.kill()
        shutil.rmtree(terminal.folder, ignore_errors=True)
