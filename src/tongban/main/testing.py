"""Test plug-in (``-p tongban.main.testing``): a second server with fsync off, a folder of its own.

It is a plug-in and not a conftest because Django's settings are read before any conftest is.
"""

import os
from pathlib import Path

TEST_DATA = Path(os.environ.get("TONGBAN_TEST_DATA", "var/test")).absolute()
os.environ["TONGBAN_DATA"] = str(TEST_DATA)
os.environ["TONGBAN_POOL"] = "0"
os.environ["TONGBAN_DEBUG"] = "1"
os.environ["TONGBAN_DEMO"] = "1"
# All tests come from one address; those about the limits set the factor back to 1.
os.environ["TONGBAN_VISITS_FACTOR"] = "1000"
# Browser tests run Playwright's loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
(TEST_DATA / "static").mkdir(parents=True, exist_ok=True)
if not os.environ.get("DATABASE_URL"):
    from tongban.main.embedded import ensure

    SERVER = ensure(TEST_DATA, durable=False)
    os.environ["TONGBAN_DSN"] = SERVER.dsn
