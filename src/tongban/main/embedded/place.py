"""Where an embedded server lives: the files and folders of its own, and no others."""

import contextlib
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tongban.main.embedded.errors import EmbeddedServerError, from_os_error
from tongban.main.embedded.files import give, write

PORT = 5432
USER = "tongban"
DATABASE = "tongban"
SOCKET = f".s.PGSQL.{PORT}"

# The kernel takes 107 bytes; the server names the socket's lock file with five more.
_LONGEST_SOCKET_PATH = 100
_PRIVATE = 0o700


@dataclass(frozen=True)
class Status:
    """What is to be seen of an embedded server from outside.

    ``running`` says whether it accepts connections. ``pid`` is its first process, ``keeper`` the
    process that looks after it; ``None`` when there is none.
    """

    running: bool
    pid: int | None
    keeper: int | None
    data: Path
    socket_dir: Path


@dataclass(frozen=True)
class Place:
    """The folder ``<data folder>/<name>`` of one embedded server, and what lies in it."""

    root: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory. It appears complete or not at all."""
        return self.root / "cluster"

    @property
    def lease(self) -> Path:
        """Locked shared by everyone who needs the server; exclusively by who stops it."""
        return self.root / "lease"

    @property
    def leaving(self) -> Path:
        """Locked by whoever gives a lease back, so that two who leave do it one by one."""
        return self.root / "leaving"

    @property
    def keeper(self) -> Path:
        """Locked by the one keeper, who alone starts the server. Holds the keeper's pid."""
        return self.root / "keeper"

    @property
    def log(self) -> Path:
        """What the keeper and the server have to say."""
        return self.root / "server.log"

    @property
    def mark(self) -> str:
        """A word in the command line of all the server's processes, and of no others."""
        return f"tongban-{self._digest}"

    def settle(self) -> None:
        """Make the folder if it is missing, private to its owner.

        Raises EmbeddedServerError when the data folder cannot be written to.
        """
        try:
            self.root.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            self.root.mkdir(mode=_PRIVATE, exist_ok=True)
            if stat.S_IMODE(self.root.stat().st_mode) != _PRIVATE:
                self.root.chmod(_PRIVATE)
        except OSError as error:
            raise from_os_error(error, self.root.parent) from error

    def socket_folder(self) -> Path:
        """Return the folder of the socket; it need not exist yet.

        It is the cluster, which is private, unless the socket could not be named there.
        Raises EmbeddedServerError when no other folder is left.
        """
        if _fits(self.cluster):
            return self.cluster
        with contextlib.suppress(OSError):
            # Whoever starts the server next may have other temporary folders than who named it.
            noted = Path(os.fsdecode(self._socket_note.read_bytes()))
            if _fits(noted) and _may_write(noted.parent):
                return noted
        name = f"tongban-{os.geteuid()}-{self._digest}"
        for parent in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108 - in a private folder
            if parent and _may_write(Path(parent)) and _fits(Path(parent, name)):
                return Path(parent, name)
        raise EmbeddedServerError(
            f"数据目录 {self.root.parent} 的路径太长（或含有逗号），临时目录又不能使用；"
            "请用 TONGBAN_DATA 指定另一目录。",
            code="socket_folder",
        )

    def make_socket_folder(self, uid: int, gid: int) -> Path:
        """Return the folder of the socket, made and owned by ``uid`` and ``gid``.

        Raises EmbeddedServerError when somebody else's folder has the name, and OSError.
        """
        folder = self.socket_folder()
        if folder == self.cluster:
            return folder
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=_PRIVATE)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {uid, os.geteuid()}:
            raise EmbeddedServerError(
                f"{folder} 属于他人，不能放置数据库的连接文件；请移走它后重试。",
                code="socket_folder",
            )
        if (found.st_uid, found.st_gid) != (uid, gid):
            os.chown(folder, uid, gid, follow_symlinks=False)
        if stat.S_IMODE(found.st_mode) != _PRIVATE:
            folder.chmod(_PRIVATE)
        write(self._socket_note, str(folder))
        give(self._socket_note, self.root.stat().st_uid, self.root.stat().st_gid)
        return folder

    def remove_socket_folder(self) -> None:
        """Take away the folder of the socket of a server that has stopped."""
        # It stays when something is in it, and when it is the cluster.
        with contextlib.suppress(OSError, EmbeddedServerError):
            self.socket_folder().rmdir()

    @property
    def _socket_note(self) -> Path:
        return self.root / "socket-folder"

    @property
    def _digest(self) -> str:
        """Sixteen characters that are the same by whatever path the folder is reached."""
        return hashlib.sha256(os.fsencode(os.path.realpath(self.root))).hexdigest()[:16]


def place_of(data_folder: Path, name: str) -> Place:
    """Return the place of the server ``name`` in a data folder; nothing is made yet."""
    return Place(data_folder.absolute() / name)


def _may_write(folder: Path) -> bool:
    return folder.is_absolute() and os.access(folder, os.W_OK | os.X_OK)


def _fits(folder: Path) -> bool:
    """Say whether clients can name a socket in the folder: libpq takes a comma for a list."""
    return len(os.fsencode(folder / SOCKET)) <= _LONGEST_SOCKET_PATH and "," not in str(folder)
