"""Advisory locks on files. The kernel drops them when their process ends, however it ends."""

import contextlib
import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tongban.main.embedded.files import leave_to_owner

STEP = 0.01
"""Seconds between two tries of whatever is waited for."""


class Lock:
    """A file opened in order to be locked."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if need be. Raises OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._descriptor = os.open(path, flags, 0o600)
        try:
            leave_to_owner(self._descriptor, path.parent)
        except OSError:
            os.close(self._descriptor)
            raise

    def try_shared(self) -> bool:
        """Lock, or change the lock, to shared; False when somebody holds it exclusively."""
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self, patience: float = 0) -> bool:
        """Lock exclusively; False when somebody holds it for longer than ``patience`` seconds.

        A shared lock that we held is lost then.
        """
        until = time.monotonic() + patience
        while not self._try(fcntl.LOCK_EX):
            if time.monotonic() >= until:
                return False
            time.sleep(STEP)
        return True

    def wait_exclusive(self) -> None:
        """Lock exclusively, however long that takes."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def unlock(self) -> None:
        """Give the lock back and keep the file open."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the lock back. Closing twice does nothing."""
        if self._descriptor >= 0:
            # Another thread may just have forked: its child would hold the lock on.
            self.unlock()
            self.forget()

    def forget(self) -> None:
        """Close a lock inherited by fork without taking it from the parent."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def is_of(self, path: Path) -> bool:
        """Say whether the locked file is still the one of that name."""
        with contextlib.suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(self._descriptor), path.stat())
        return False

    def write(self, text: str) -> None:
        """Replace what the file says."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def read(self) -> str:
        """Return what the file says, at most 100 bytes of it."""
        return os.pread(self._descriptor, 100, 0).decode(errors="replace")

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
