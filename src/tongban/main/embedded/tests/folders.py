"""Data folders that several tests begin with: built once in a run, copied by each of them."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tongban.main.embedded.tests.conftest import processes_of, wait_until

FOREIGN = ("TONGBAN_", "DJANGO_", "DATABASE_URL")

SEEDED_CASES = 12
SEEDED = ("city", "demo", "--only-seed", "--cases", str(SEEDED_CASES))
"""The demo city that the browsers walk: its name, and the command that builds it."""
SET_UP = ("set-up", "setup")
"""A folder with all tables and first rows; others begin with a copy of it."""
WITHOUT_CASES = ("city-without-cases", "demo", "--only-seed", "--cases", "0", "--share", "1/3")
"""The demo city before its year: the ways of handling are shown by the first share."""
BEGUN_WITH = {WITHOUT_CASES[0]: SET_UP, SEEDED[0]: WITHOUT_CASES}
"""What is built on a copy of another one, so that tables and people are made once."""


def environment(data: Path) -> dict[str, str]:
    """What a command needs to work on that folder and on nothing else."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
    return {**kept, "TONGBAN_DATA": str(data), "TONGBAN_LOG": "ERROR"}


def built_once(factory: pytest.TempPathFactory, name: str, *command: str) -> Path:
    """The data folder that ``tongban <command>`` made of nothing, with nothing running in it. Of
    several processes of a test run the first one builds it and the others wait. To be copied.
    """
    ours = factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    place = shared / f"built-{name}"
    with (shared / f"built-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            making = shared / f"making-{name}"
            if name in BEGUN_WITH:
                shutil.copytree(built_once(factory, *BEGUN_WITH[name]), making)
            done = subprocess.run(
                [sys.executable, "-m", "tongban", *command],
                env=environment(making),
                capture_output=True,
                text=True,
                check=False,
                timeout=900,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            wait_until(lambda: not processes_of(making))
            making.rename(place)
    return place
