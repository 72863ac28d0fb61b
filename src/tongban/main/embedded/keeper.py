"""The keeper: a small process that starts the server, watches it, and stops it after the last.

It holds the keeper file locked, so there is at most one. When the server dies while somebody holds
a lease, it starts it again. Once a second it looks whether anybody does; when nobody has for a
second or more, it stops the server and ends. So nothing is left over, however the holders ended.
"""

import contextlib
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

from tongban.main.embedded import cluster, identity, postmaster
from tongban.main.embedded.binaries import Binaries
from tongban.main.embedded.errors import EmbeddedServerError, from_os_error
from tongban.main.embedded.locks import Lock
from tongban.main.embedded.place import Place

HELD_BY_ANOTHER = 3
"""Exit status of a keeper that found another."""

_TICK = 1.0
# Whoever looks whether there is a keeper holds its lock for a moment.
_PATIENCE = 0.2
_SHORTEST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


def main(argument: str) -> None:
    """Be the keeper of one server. ``argument`` is the JSON that ``lease._call_keeper`` makes."""
    order: dict[str, Any] = json.loads(argument)
    place = Place(Path(order["root"]))
    lock = Lock(place.keeper)
    if not lock.try_exclusive(_PATIENCE):
        sys.exit(HELD_BY_ANOTHER)
    # Until ours stands there, no reader may take the pid of a keeper that was killed for ours.
    lock.write("")
    if os.fork():
        # The child has the lock too. Nobody need collect it later.
        os._exit(0)
    os.umask(0o077)
    os.chdir("/")
    _Keeper(place, lock, order).keep()
    # Whoever left last waits for our end; nothing of Python's is worth clearing up.
    os._exit(0)


class _Keeper:
    def __init__(self, place: Place, lock: Lock, order: dict[str, Any]) -> None:
        self.place = place
        self.lock = lock
        self.lease = Lock(place.lease)
        self.durable: bool = order["durable"]
        self.forced: str = order["forced"]
        self.binaries = Binaries(Path(order["binaries"]))
        self.answer_to: int = order["answer_to"]
        self.bell = _Bell()

    def keep(self) -> None:
        """Bring the server up, tell whoever called us how it went, and watch it to its end."""
        try:
            log = postmaster.open_log(self.place)
            for stream in (sys.stdout, sys.stderr):
                os.dup2(log, stream.fileno())
            os.close(log)
            self.lock.write(str(os.getpid()))
            server, note = self.bring_up()
        except OSError as error:
            self.answer_error(from_os_error(error, self.place.root.parent))
        except EmbeddedServerError as error:
            self.answer_error(error)
        else:
            self.answer({"note": note})
            self.watch(server)
        # In this order: whoever waits for the lease must find that there is no keeper.
        self.lock.write("")
        self.lock.close()
        self.lease.close()

    def bring_up(self) -> tuple[postmaster.Postmaster, str]:
        """Return the server, started and made if need be, and a line for the user or nothing."""
        server = postmaster.running(self.place)
        if server is not None:
            return server, ""
        chosen = identity.choose(self.place, self.binaries, self.forced)
        if not self.place.cluster.exists():
            cluster.initialise(self.place, chosen, durable=self.durable)
        cluster.check(self.place)
        server = postmaster.start(
            self.place, chosen, durable=self.durable, given_up=lambda: self.bell.stop_asked
        )
        return server, chosen.note

    def watch(self, server: postmaster.Postmaster) -> None:
        """Return when the server has been stopped."""
        alone_since: float | None = None
        pause, started_at = 0.0, time.monotonic()
        while not self.bell.stop_asked:
            self.bell.wait(_TICK)
            if not self.lock.is_of(self.place.keeper):
                # Somebody took the folder away; what stands there now is another keeper's.
                break
            if self.lease.try_exclusive():
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since >= _TICK:
                    break
                self.lease.unlock()
                continue
            alone_since = None
            if server.alive() and server.reachable():
                continue
            if time.monotonic() - started_at > _LONGEST_PAUSE:
                pause = 0.0
            self.say("the server is gone or out of reach; it is started again")
            self.bell.wait(pause)
            pause = min(max(2 * pause, _SHORTEST_PAUSE), _LONGEST_PAUSE)
            server.stop()
            try:
                server, _ = self.bring_up()
            except (EmbeddedServerError, OSError) as error:
                self.say(str(error))
                return
            started_at = time.monotonic()
        server.stop()

    def answer_error(self, error: EmbeddedServerError) -> None:
        """Tell whoever called us that there is no server, and why."""
        self.answer({"code": error.code, "message": error.message})

    def answer(self, message: dict[str, str]) -> None:
        """Tell whoever called us how it went; it may have gone in the meantime."""
        with contextlib.suppress(OSError):
            os.write(self.answer_to, f"{json.dumps(message)}\n".encode())
        os.close(self.answer_to)

    def say(self, line: str) -> None:
        """Write a line to the log; on a full disk it is not worth dying for."""
        with contextlib.suppress(OSError):
            sys.stderr.write(f"keeper: {line}\n")
            sys.stderr.flush()


class _Bell:
    """Wakes the keeper when it is asked to stop or a child has ended."""

    def __init__(self) -> None:
        self.stop_asked = False
        self._ringing, ring = os.pipe()
        os.set_blocking(self._ringing, False)
        os.set_blocking(ring, False)
        signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or sooner when the bell rings."""
        if not self.stop_asked:
            select.select([self._ringing], [], [], seconds)
            with contextlib.suppress(BlockingIOError):
                os.read(self._ringing, 1000)

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_asked = True
