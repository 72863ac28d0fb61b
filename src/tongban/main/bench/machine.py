"""The machine that a run was made on: without it no figure means anything."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import psycopg

import tongban
from tongban.base.kernel.moments import now


def machine() -> dict[str, Any]:
    """CPU, cores, memory, system, versions, load, date; what is not to be found is empty."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.platform(),
        "python": platform.python_version(),
        "tongban": tongban.__version__,
        "commit": _commit(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "measured_at": now().isoformat(timespec="seconds"),
    }


def postgresql(dsn: str) -> str:
    """Version of the server."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.lower().startswith(("model name", "hardware")):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _commit() -> str:
    here = Path(__file__).parent

    def ask(*arguments: str) -> str:
        return subprocess.run(
            ["git", "-C", str(here), *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout.strip()

    try:
        commit = ask("rev-parse", "--short", "HEAD")
        return f"{commit}+" if ask("status", "--porcelain") else commit
    except (OSError, subprocess.SubprocessError):
        return ""
