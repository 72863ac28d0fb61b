"""Start what a command needs: the database server, Django, the tables and the first rows."""

import os
import socket
import sys
from typing import Any, NoReturn

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
    else:
        _must_answer(data.database_url)


def _must_answer(address: str) -> None:
    """Say in one line when DATABASE_URL leads nowhere; the pool would say it a dozen times."""
    import psycopg

    if not address.startswith(("postgresql://", "postgres://")):
        fail("DATABASE_URL 应以 postgresql:// 开头：通办只用 PostgreSQL。")
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.Error as error:
        # Only the last line of what libpq says; the address may hold the password.
        why = str(error).strip().splitlines()[-1].strip()
        fail(
            f"连不上数据库，请检查 DATABASE_URL 和数据库服务（{type(error).__name__}：{why[:150]}）。"
        )


def free_port(host: str, port: int) -> None:
    """Say in one line when another program has the port."""
    for kind, _type, _proto, _name, address in _places(host, port):
        with socket.socket(kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                fail(
                    f"不能在 {host} 的端口 {port} 上提供服务（{error.strerror}），请换一个端口：--port"
                )


def _places(host: str, port: int) -> list[Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        fail(f"不认识地址“{host}”（{error.strerror}），请检查 --host。")


def is_lost_database(error: BaseException) -> bool:
    """Whether the error says that the database went away in the middle of a command."""
    import psycopg
    from django.db import InterfaceError, OperationalError

    if isinstance(error, (InterfaceError, OperationalError)):
        error = error.__cause__ or error
    # A class of its own for each SQLSTATE: a lock that took too long is no lost connection.
    return type(error).__name__ == "PoolTimeout" or (
        isinstance(error, psycopg.errors.AdminShutdown)
        or type(error) in {psycopg.OperationalError, psycopg.InterfaceError}
    )


def django() -> None:
    """Set Django up on that database; one line for a setting that can not be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.main.settings")
    import django as framework
    from django.core.exceptions import ImproperlyConfigured

    try:
        framework.setup()
    except ImproperlyConfigured as error:
        fail(str(error))


def tables() -> None:
    """Bring tables and first rows up to date; quick when they are. Several may call it at once."""
    from django.core.management import call_command
    from django.db import connection

    from tongban.main.first_rows import keep_first_rows
    from tongban.main.migrating import migrate

    with connection.cursor() as cursor:
        # One at a time: migrations of two commands must not meet.
        cursor.execute("SELECT pg_advisory_lock(7306411)")
    try:
        if migrate():
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


def fail(message: str) -> NoReturn:
    """One clear line on stderr and a non-zero exit."""
    sys.stderr.write(f"{message}\n")
    raise SystemExit(1)
