"""The cluster: making it complete or not at all, and its settings."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from tongban.main.embedded import processes
from tongban.main.embedded.binaries import MAJOR
from tongban.main.embedded.errors import EmbeddedServerError, from_output
from tongban.main.embedded.files import give, sync_folder, write
from tongban.main.embedded.identity import Identity
from tongban.main.embedded.place import DATABASE, PORT, USER, Place

_HALF_DONE = "initialising-"

# Statements and the values in them may hold personal data; neither goes to the log.
_SETTINGS = """\
# Written anew when the server starts. Changes belong into local.conf beside this file.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
huge_pages = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
log_line_prefix = '%m [%p] '
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = panic
"""
_DURABLE = """\
fsync = on
synchronous_commit = on
full_page_writes = on
"""
_FLEETING = """\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
"""
_OWN_FILES = {
    "pg_hba.conf": "# The folder of the socket is private to its owner.\nlocal all all trust\n",
    "local.conf": "# Settings of this city; they win over tongban.conf.\n",
}
_INCLUDES = "\ninclude 'tongban.conf'\ninclude_if_exists 'local.conf'\n"


def check(place: Place) -> None:
    """Refuse a cluster that this version of PostgreSQL cannot open.

    Raises EmbeddedServerError (``version_mismatch``, ``cluster_damaged``).
    """
    try:
        version = place.cluster.joinpath("PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise EmbeddedServerError(
            f"数据库目录 {place.cluster} 不完整（没有 PG_VERSION）；请从备份恢复，"
            "不再需要其中的数据时可移走它。",
            code="cluster_damaged",
        ) from None
    if version != MAJOR:
        raise EmbeddedServerError(
            f"数据库目录 {place.cluster} 由 PostgreSQL {version} 建立，随附的是 {MAJOR}；"
            f"请先用 PostgreSQL {version} 的 pg_dump 导出，移走该目录后再导入。",
            code="version_mismatch",
        )


def initialise(place: Place, identity: Identity, *, durable: bool) -> None:
    """Make a cluster in a folder of another name, and rename it when everything is in it.

    Raises EmbeddedServerError and OSError.
    """
    for half in place.root.glob(f"{_HALF_DONE}*"):
        processes.end_all(half)
        shutil.rmtree(half, ignore_errors=True)
    maker = identity.named()
    folder = place.root / f"{_HALF_DONE}{secrets.token_hex(4)}"
    data = maker.data_argument(folder)
    make: list[str | Path] = [
        maker.binaries.initdb,
        "-D",
        data,
        "-U",
        USER,
        "--auth=trust",
        "--encoding=UTF8",
    ]
    make += ["--locale=C", "--locale-provider=libc", "--no-instructions"]
    alone: list[str | Path] = [
        maker.binaries.postgres,
        "--single",
        "-D",
        data,
        "-c",
        "log_checkpoints=off",
    ]
    try:
        folder.mkdir(mode=0o700)
        give(folder, *maker.owner)
        _run(place, maker, make if durable else [*make, "--no-sync"], folder)
        fsync = f"fsync={'on' if durable else 'off'}"
        create = f"CREATE DATABASE {DATABASE};\n"
        _run(place, maker, [*alone, "-c", fsync, "template1"], folder, create)
        for name, text in _OWN_FILES.items():
            write(folder / name, text)
        settings = folder / "postgresql.conf"
        write(settings, settings.read_text(encoding="utf-8") + _INCLUDES)
        give(folder, *identity.owner)
        folder.rename(place.cluster)
        sync_folder(place.root)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def configure(place: Place, identity: Identity, *, durable: bool) -> None:
    """Make the cluster ready for a start as ``identity``. No server may run.

    Raises EmbeddedServerError and OSError.
    """
    uid, gid = identity.owner
    if place.cluster.stat().st_uid != uid:
        give(place.cluster, uid, gid)
    socket = place.make_socket_folder(uid, gid)
    name = "." if socket == place.cluster else f'"{socket}"'.replace("'", "''")
    text = _SETTINGS.format(port=PORT, socket=name) + (_DURABLE if durable else _FLEETING)
    settings = place.cluster / "tongban.conf"
    if not settings.exists() or settings.read_bytes() != os.fsencode(text):
        write(settings, text)
        give(settings, uid, gid)


def _run(
    place: Place, maker: Identity, command: list[str | Path], folder: Path, stdin: str = ""
) -> None:
    process = maker.start(command, folder, subprocess.PIPE, subprocess.PIPE)
    output = process.communicate(stdin.encode())[0].decode(errors="replace")
    if process.returncode != 0 or "ERROR:" in output:
        raise from_output(output, place.root.parent, place.log)
