"""As whom the server runs. PostgreSQL refuses to run as root.

An ordinary user runs it directly. Root runs it in a user namespace, in which root's own files
appear as an ordinary user's. Where namespaces are forbidden, as in many containers, root runs it
under a number that no user has; the cluster is given to that number and stays where it is. A
cluster that does not belong to root is run by root as its owner.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from tongban.main.embedded.binaries import Binaries, copy_for_all
from tongban.main.embedded.errors import EmbeddedServerError
from tongban.main.embedded.place import Place

UNPRIVILEGED = "unprivileged"
"""Leaves user namespaces out, as if they were forbidden."""

# A process reaches the folder it is in by this name even when a folder above is closed to it.
_HERE = "/proc/self/cwd"
_NUMBERS_OF_NO_USER = range(52_000, 59_000)


@dataclass(frozen=True)
class Identity:
    """A way to run the programs of PostgreSQL.

    ``uid`` and ``gid`` are who the processes are, ``None`` for who we are. ``prefix`` goes before
    each command line. ``reaches`` says whether the processes can open the place by its full path.
    ``note`` is one line for the user, or nothing.
    """

    binaries: Binaries
    uid: int | None = None
    gid: int | None = None
    prefix: tuple[str, ...] = ()
    reaches: bool = True
    note: str = ""

    @property
    def owner(self) -> tuple[int, int]:
        """User and group that the cluster's files belong to."""
        return (
            os.geteuid() if self.uid is None else self.uid,
            os.getegid() if self.gid is None else self.gid,
        )

    def data_argument(self, folder: Path) -> str:
        """Return how to name ``folder`` on the command line of a program that is run inside it."""
        return str(folder) if self.reaches else _HERE

    def start(
        self,
        command: Sequence[str | Path],
        folder: Path,
        output: IO[bytes] | int,
        stdin: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Start a program inside ``folder`` with nothing of our surroundings but the path.

        Raises OSError when we may not become who it is to run as.
        """
        try:
            return subprocess.Popen(
                [*self.prefix, *map(str, command)],
                cwd=folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                umask=0o077,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )
        except subprocess.SubprocessError as error:
            raise PermissionError(str(error)) from error

    def named(self) -> "Identity":
        """Return an identity for ``initdb``, which works only for a user who has a name."""
        uid = os.geteuid() if self.uid is None else self.uid
        if self.prefix or _has_name(uid):
            return self
        if self.uid is not None:
            return replace(self, uid=_named_number(), gid=_named_number(), reaches=False)
        return replace(self, prefix=_namespace())


def choose(place: Place, binaries: Binaries, forced: str = "") -> Identity:
    """Return as whom the server in ``place`` is to run.

    ``forced`` is ``UNPRIVILEGED`` or nothing. Raises EmbeddedServerError (``identity_refused``).
    """
    if os.geteuid() != 0:
        return Identity(binaries)
    owner = place.cluster.stat() if place.cluster.exists() else None
    if owner is not None and owner.st_uid != 0:
        identity = Identity(binaries, owner.st_uid, owner.st_gid)
    elif forced != UNPRIVILEGED and (prefix := _namespace()):
        identity = Identity(binaries, prefix=prefix)
    else:
        number = _number_of_no_user(place)
        note = f"本机不允许用户命名空间：数据库以无特权用户（编号 {number}）运行，数据仍在 {place.cluster}。"
        identity = Identity(binaries, number, number, note=note)
    return _equipped(identity, place)


def _equipped(identity: Identity, place: Place) -> Identity:
    """Find out what the identity can open, and give it a copy of the programs if it must."""
    can = _abilities(identity, place)
    if "begin" in can and "run" not in can:
        copy = copy_for_all(identity.binaries)
        note = f"{identity.note}数据库程序的副本在 {copy.folder}。"
        identity = replace(identity, binaries=copy, note=note)
        can = _abilities(identity, place)
    if "run" not in can:
        raise EmbeddedServerError(
            "不能以 root 以外的身份运行内嵌数据库；请以普通用户运行，"
            "或设置 DATABASE_URL 使用现有的 PostgreSQL。",
            code="identity_refused",
        )
    return replace(identity, reaches="write" in can)


def _abilities(identity: Identity, place: Place) -> list[str]:
    script = (
        'echo begin; test -w "$1" && echo write; "$2" --version > /dev/null 2>&1 && echo run; :'
    )
    command: list[str | Path] = [
        "/bin/sh",
        "-c",
        script,
        "sh",
        place.root,
        identity.binaries.postgres,
    ]
    try:
        process = identity.start(command, Path("/"), subprocess.PIPE)
    except OSError:
        return []
    return process.communicate()[0].decode(errors="replace").split()


def _namespace() -> tuple[str, ...]:
    """Return the command that enters a user namespace, or nothing where that is forbidden."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    number = _named_number()
    prefix = (unshare, "--user", f"--map-user={number}", f"--map-group={number}")
    tried = subprocess.run([*prefix, "/bin/sh", "-c", ":"], capture_output=True, check=False)
    return prefix if tried.returncode == 0 else ()


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _named_number() -> int:
    """Return the number of some user other than root who has a name."""
    if _has_name(1000):
        return 1000
    return max((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid), default=1000)


def _number_of_no_user(place: Place) -> int:
    """Return a number for this place that the system has no name for.

    Not ``nobody``: other services run under that and could read the database.
    """
    digest = hashlib.sha256(place.mark.encode()).digest()
    start = int.from_bytes(digest[:4], "big")
    numbers = _NUMBERS_OF_NO_USER
    turns = (numbers[(start + step) % len(numbers)] for step in range(len(numbers)))
    return next((number for number in turns if not _has_name(number)), numbers[0])
