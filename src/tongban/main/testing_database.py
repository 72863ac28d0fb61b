"""The tables of a test database: made once by the migrations, afterwards a copy of what they made.

Walking through all migrations takes most of a minute where others work too, and every process of a
test run has a database of its own.
"""

import fcntl
import hashlib
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
PREFIX = "tongban_migrated_"


def digest_of_migrations() -> str:
    """Changes with our migrations and with the packages whose migrations are not ours."""
    digest = hashlib.sha256()
    files = sorted(PACKAGE.glob("*/*/migrations/*.py"))
    for path in [*files, PACKAGE.parents[1] / "requirements.lock"]:
        digest.update(str(path.relative_to(PACKAGE.parents[1])).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def migrated(folder: Path) -> str:
    """The name of a database of the test server that every migration has been run in.

    Kept until the migrations change; of several processes the first one makes it and the others
    wait. ``folder`` is the test server's, for the lock.
    """
    from django.db import connection

    name = PREFIX + digest_of_migrations()
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django makes its own
            cursor.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
            )
            there = {found for (found,) in cursor.fetchall()}
            if name in there:
                return name
            for old in there:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            cursor.execute(f'CREATE DATABASE "{PREFIX}making" TEMPLATE template0')
        _migrate(f"{PREFIX}making")
        with connection._nodb_cursor() as cursor:  # noqa: SLF001
            # Only what is whole gets the name that others look for.
            cursor.execute(f'ALTER DATABASE "{PREFIX}making" RENAME TO "{name}"')
    return name


def _migrate(name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
