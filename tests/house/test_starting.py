"""A command begins without the libraries that take long to load and that it may never use."""

import json
import subprocess
import sys

ASKED = """
import json, sys
from tongban.main import start
start.django()
from tongban.main.serve import LOADED_LATE, load
early = [name for name in LOADED_LATE if name in sys.modules]
load()
print(json.dumps([early, [name for name in LOADED_LATE if name in sys.modules], LOADED_LATE]))
"""


def test_what_takes_long_to_load_comes_when_it_is_used_or_before_serving():
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    early, loaded, late = json.loads(done.stdout)
    assert early == []
    assert loaded == late
    assert len(late) > 2
