"""Start what a command needs: the database server, Django, the tables and the first rows."""

import os
import sys

from tongban.main.data_folder import DataFolder


def database() -> None:
    """Make sure that a database server runs and that settings find it.

    With DATABASE_URL set it is the city's own server; otherwise the embedded one, kept running for
    as long as some process holds a lease on it.
    """
    data = DataFolder.from_environment()
    try:
        data.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        fail(f"数据文件夹 {data.path} 用不了（{error.strerror}），请用 TONGBAN_DATA 换一个。")
    if data.is_embedded:
        from tongban.main.embedded import ensure

        os.environ["TONGBAN_DSN"] = ensure(data.path).dsn


def django() -> None:
    """Set Django up on that database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.main.settings")
    import django as framework

    framework.setup()


def tables() -> None:
    """Bring tables and first rows up to date; quick when they are. Several may call it at once."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from tongban.main.first_rows import keep_first_rows

    with connection.cursor() as cursor:
        # One at a time: migrations of two commands must not meet.
        cursor.execute("SELECT pg_advisory_lock(7306411)")
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        keep_first_rows()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(7306411)")


def everything() -> None:
    """Database, Django and tables: what every command that reads data needs."""
    database()
    django()
    tables()


def fail(message: str) -> None:
    """One clear line on stderr and a non-zero exit."""
    sys.stderr.write(f"{message}\n")
    raise SystemExit(1)
