"""``tongban bench --inbox-cases N`` from outside: the desk with many cases, on real parts."""

import json
import subprocess
import sys

import pytest

from tongban.main.bench.busy_desk import BUNDLE, DUTIES, READS, desk_in_words
from tongban.main.bench.tests.test_run import environment, left_over
from tongban.main.embedded.tests.folders import WITHOUT_CASES, built_once

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def test_a_busy_desk_is_measured_and_no_act_of_sixteen_officers_is_lost(tmp_path, tmp_path_factory):
    done = subprocess.run(
        [
            *[sys.executable, "-m", "tongban", "bench", "--quick", "--json"],
            *["--inbox-cases", "100"],
            *["--copy-of", str(built_once(tmp_path_factory, *WITHOUT_CASES))],
        ],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["open_cases"] >= 100
    assert set(result["inbox"]) == {
        "row_by_number",
        *(f"{duty}.{read}" for duty in DUTIES for read in READS),
    }
    for name, found in result["inbox"].items():
        assert 1 <= found["questions"] <= 5, name
        assert 0 < found["p50_ms"] <= found["p95_ms"], name
    officers = result["officers"]
    assert (officers["lost"], officers["twice"], officers["failed"]) == (0, 0, 0)
    # Each case lies before four of them: one passes it, three are told that they come late.
    assert officers["passed"] == officers["reviewed_at_the_end"] == officers["cases"]
    assert officers["refused"] == 3 * officers["cases"]
    assert result["bundle"]["cases"] == result["bundle"]["items"] * result["bundle"]["rounds"]
    told = desk_in_words(result)
    assert all(title in told for title in [*READS.values(), *BUNDLE.values()])
    assert list(tmp_path.iterdir()) == []
    assert left_over(tmp_path) == []
