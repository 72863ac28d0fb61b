"""The bench from outside, as ``make bench`` calls it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tongban.main.bench.plan import STEPS
from tongban.main.bench.processes import Programs, end, free_port
from tongban.main.bench.report import CHECK_NAMES, NAMES, in_words
from tongban.main.bench.sizes import KINDS, sizes_in_words
from tongban.main.embedded import ensure
from tongban.main.embedded.tests.folders import SEEDED, SET_UP, built_once

# Whoever comes first builds the city that is copied, or waits for who does.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

FIGURES = {
    "instant",
    "lifecycles",
    "lifecycle_alone",
    "plain_rows",
    "filings",
    "home",
    "search",
    "guide",
    "bare_view",
    "tokens",
    "signing",
    "introspections",
    "verifying",
    "sign_ins",
    "hashing",
}


def environment(folder):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAN_", "DJANGO_"))}
    return {**kept, "TMPDIR": str(folder)}


def left_over(folder):
    """Processes that were started on anything in the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if f"{folder}/tongban-bench-".encode() in told:
                found.append(told.decode(errors="replace")[-200:])
    return found


def test_a_quick_run_prints_every_figure_and_leaves_nothing(tmp_path, tmp_path_factory):
    """On a copy of the city that is built for the browsers anyway, every part as short as it gets."""
    city = built_once(tmp_path_factory, *SEEDED)
    done = subprocess.run(
        [
            *[sys.executable, "-m", "tongban", "bench", "--quick", "--json"],
            *["--copy-of", str(city), "--limit", "1"],
        ],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["not_measured"] == {}
    assert result["options"]["limit"] == 1
    assert result["options"]["length_of_repetitions"] == [0.2]
    assert set(result["figures"]) == FIGURES == set(NAMES)
    for name, figure in result["figures"].items():
        assert figure["count"] > 0, name
        assert figure["per_second"]["lowest"] > 0, name
        assert 0 < figure["p50_ms"] <= figure["p99_ms"], name
        assert figure["errors"] == 0, (name, figure)
    assert set(result["figures"]["lifecycles"]["steps"]) == set(STEPS)
    assert set(result["figures"]["filings"]["steps"]) == {"draft", "answers", "upload", "file"}
    assert set(result["ratios"]) == {
        "lifecycles_to_plain_rows",
        "guide_to_bare_view",
        "tokens_to_signing",
        "introspections_to_verifying",
        "sign_ins_to_hashing",
        "instant_to_filings",
    }
    assert result["password_hash"] == {
        "hasher": "argon2id",
        "time_cost": 2,
        "memory_kib": 102400,
        "parallelism": 8,
    }
    few, many = (str(size) for size in result["rights"]["sizes"])
    assert set(result["rights"]["checks"]) == set(CHECK_NAMES)
    for name, found in result["rights"]["checks"].items():
        assert found[few]["queries"] == found[many]["queries"], name
        assert found[few]["microseconds"] > 0
    for part in ("engine", "step", "step_engine"):
        assert result["instant"][part], part
    imported = result["import"]
    assert imported["rows"] == imported["new"] == imported["copied"] == 2_000
    assert imported["copy_per_second"] > 0
    assert imported["import_to_copy"] > 0
    assert {"serve", "postgresql"} <= set(result["figures"]["lifecycles"]["cpu_ms"])
    # The database may be asked for less than the system's unit of processor time, 10 ms.
    assert "bare_view" in result["figures"]["bare_view"]["cpu_ms"]
    assert set(result["memory"]) == {"serve", "worker", "postgresql"}
    assert all(m["processes"] and m["resident_mb"] for m in result["memory"].values())
    assert set(result["start_seconds"]) == {"city_built", "check_code", "setup", "serve"}
    assert result["rows_of_a_lifecycle"]["by_table"]["cases_case"] > 0
    assert result["machine"]["cpu"]
    assert result["machine"]["postgresql"]
    told = in_words(result)
    assert all(title in told for title in [*NAMES.values(), *CHECK_NAMES.values()])
    assert "没有测" not in told
    assert list(tmp_path.iterdir()) == []
    assert left_over(tmp_path) == []


def test_an_interrupted_run_ends_all_that_it_started(tmp_path, tmp_path_factory):
    """On a copy of the city that is built for the browsers anyway."""
    city = built_once(tmp_path_factory, *SEEDED)
    before = sorted(city.rglob("*"))
    bench = subprocess.Popen(
        [sys.executable, "-m", "tongban", "bench", "--quick", "--copy-of", str(city)],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert bench.stderr is not None
    for line in bench.stderr:
        if "客户端" in line:
            break
    time.sleep(1)
    assert left_over(tmp_path) != []
    bench.send_signal(signal.SIGTERM)
    out, _err = bench.communicate(timeout=180)
    assert bench.returncode == 130
    assert out == ""
    assert list(tmp_path.iterdir()) == []
    assert left_over(tmp_path) == []
    assert sorted(city.rglob("*")) == before


def test_workers_of_the_server_share_no_database_connection(tmp_path, tmp_path_factory):
    def sockets(pid):
        links = []
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed while we look
                links.append(one.readlink())
        return {str(link) for link in links if str(link).startswith("socket:")}

    (tmp_path / "logs").mkdir()
    shutil.copytree(built_once(tmp_path_factory, *SET_UP), tmp_path / "data")
    with Programs(tmp_path / "data", tmp_path / "logs") as programs:
        port = free_port()
        programs.serve("serve", "tongban", "serve", "--port", str(port), port=port, path="/healthz")
        server = programs.started[-1]
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert len(children) >= 2
        shared = sockets(children[0]) & sockets(children[1])
        # The one that listens, and nothing else.
        assert len(shared) == 1
        assert shared <= sockets(server.pid)
        # What is loaded late elsewhere is loaded before they are made, and theirs together.
        assert "rjieba" in Path(f"/proc/{server.pid}/maps").read_text()
        end(server)


def test_searching_is_measured_in_catalogues_of_several_sizes_and_nothing_is_left(
    tmp_path, tmp_path_factory
):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tongban",
            "bench",
            "--quick",
            "--json",
            "--search-sizes",
            "60,1200",
            "--copy-of",
            str(built_once(tmp_path_factory, *SET_UP)),
        ],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert set(result["search_sizes"]) == {"60", "1200"}
    for size, found in result["search_sizes"].items():
        assert found["items"] == int(size)
        assert found["divisions"] == (1 if size == "60" else 2)
        for kind in KINDS:
            assert found[kind]["count"] > 0, kind
            assert 0 < found[kind]["p50_ms"] <= found[kind]["p95_ms"] <= found[kind]["p99_ms"]
        assert found["megabytes"]["index"] > 0
    told = sizes_in_words(result)
    assert all(title in told for title in KINDS.values())
    assert list(tmp_path.iterdir()) == []
    assert left_over(tmp_path) == []


def test_a_city_that_runs_is_not_copied(tmp_path, tmp_path_factory):
    data, place = tmp_path / "data", tmp_path / "place"
    place.mkdir()
    shutil.copytree(built_once(tmp_path_factory, *SET_UP), data)
    server = ensure(data)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tongban", "bench", "--quick", "--copy-of", str(data)],
            env=environment(place),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        server.release()
    assert done.returncode != 0
    assert "停了再测" in done.stderr.splitlines()[-1]
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("sizes", ["many", "0", "-1", "1500001", "10,x"])
def test_sizes_that_are_no_sizes_are_refused_in_one_line(tmp_path, sizes):
    done = subprocess.run(
        [sys.executable, "-m", "tongban", "bench", f"--search-sizes={sizes}"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
