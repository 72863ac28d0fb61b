"""``python -m tongban.main.bench.client``: one client process.

Reads one JSON command a line and answers each with one JSON line: what it did, when it began and
ended, how long every part took in seconds, and which errors it met. Ends with its input.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import psycopg

from tongban.main.bench import identity
from tongban.main.bench.instant import Elder
from tongban.main.bench.replay import Writer
from tongban.main.bench.walking import Laps, Walker
from tongban.main.bench.web import RefusedError, Visitor

ENOUGH_ERRORS = 5
"""After so many errors on end a command gives up."""


class Client:
    """What a client process keeps from one command to the next."""

    def __init__(self) -> None:
        """Nobody has signed in."""
        self.walker: Walker | None = None
        self.writer: Writer | None = None
        self.elder: Elder | None = None
        self.filed: list[str] = []

    def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do one command: ``do`` names it, the rest is for it."""
        commands: dict[str, Callable[..., dict[str, Any]]] = {
            "sign_in": self._sign_in,
            "lifecycles": self._lifecycles,
            "filings": self._filings,
            "elder": self._elder,
            "instant": self._instant,
            "withdraw": self._withdraw,
            "pages": self._pages,
            "prepare_rows": self._prepare_rows,
            "rows": self._rows,
            "issue": self._issue,
            "introspect": self._introspect,
            "bare": self._bare,
            "sign_ins": self._sign_ins,
            "hash": self._hash,
        }
        return commands[command.pop("do")](**command)

    def _sign_in(self, job: dict[str, Any]) -> dict[str, Any]:
        self.walker = Walker(job)
        self.walker.sign_in()
        return {}

    def _prepare_rows(self, dsn: str, template: str, replays: int) -> dict[str, Any]:
        if self.writer is not None:
            self.writer.connection.close()
        self.writer = Writer(dsn=dsn, template=template, replays=replays)
        return {}

    def _rows(self, seconds: float) -> dict[str, Any]:
        assert self.writer is not None
        return _until(seconds, self.writer.write_one, lambda: 0)

    def _lifecycles(self, seconds: float, most: int = 0) -> dict[str, Any]:
        walker = self.walker
        assert walker is not None

        def walk() -> Laps:
            laps = Laps()
            walker.walk(laps)
            return laps

        return _until(seconds, walk, lambda: walker.requests, most=most)

    def _filings(self, seconds: float) -> dict[str, Any]:
        walker = self.walker
        assert walker is not None

        def file() -> Laps:
            laps = Laps()
            self.filed.append(walker.file_one(laps))
            return laps

        return _until(seconds, file, lambda: walker.requests)

    def _elder(self, job: dict[str, Any]) -> dict[str, Any]:
        self.elder = Elder(job)
        return {}

    def _instant(self, seconds: float) -> dict[str, Any]:
        elder = self.elder
        assert elder is not None
        return _until(seconds, elder.decide_one, lambda: elder.requests)

    def _withdraw(self) -> dict[str, Any]:
        """Leave the desk as it was before the filings."""
        assert self.walker is not None
        while self.filed:
            self.walker.withdraw(self.filed.pop())
        return {}

    def _pages(self, seconds: float, port: int, paths: list[str], skip: int) -> dict[str, Any]:
        visitor = Visitor(port)
        turn: Iterator[str] = cycle(paths[skip % len(paths) :] + paths[: skip % len(paths)])

        def get() -> Laps:
            laps = Laps()
            visitor.get(next(turn))
            laps.lap("whole")
            return laps

        return _until(seconds, get, lambda: visitor.requests)

    def _issue(self, seconds: float, port: int, name: str, secret: str) -> dict[str, Any]:
        machine = identity.Machine(port, name, secret)
        return _until(seconds, identity.issuing(machine), lambda: machine.visitor.requests)

    def _introspect(self, seconds: float, port: int, name: str, secret: str) -> dict[str, Any]:
        machine = identity.Machine(port, name, secret)
        return _until(seconds, identity.introspecting(machine), lambda: machine.visitor.requests)

    def _sign_ins(self, seconds: float, port: int, name: str, password: str) -> dict[str, Any]:
        browsers: list[Visitor] = []
        sign_in = identity.signing_in(browsers, port, name, password)
        return _until(seconds, sign_in, lambda: sum(one.requests for one in browsers))

    def _hash(self, seconds: float) -> dict[str, Any]:
        return _until(seconds, identity.hashing(), lambda: 0)

    def _bare(self, seconds: float, *, verify: bool) -> dict[str, Any]:
        return _until(seconds, identity.bare(verify=verify), lambda: 0)


def _until(
    seconds: float, do: Callable[[], Laps | None], requests: Callable[[], int], *, most: int = 0
) -> dict[str, Any]:
    """Do something again and again for so long; what was begun is finished.

    ``do`` gives None when there is no more to do. ``most``: not more often than that; 0 for as
    often as it goes.
    """
    samples: dict[str, list[float]] = {}
    errors: list[str] = []
    done, on_end, before = 0, 0, requests()
    began = time.monotonic()
    while time.monotonic() - began < seconds and on_end < ENOUGH_ERRORS and done != (most or -1):
        try:
            laps = do()
        except (RefusedError, psycopg.Error) as error:
            errors.append(str(error).splitlines()[0])
            on_end += 1
            continue
        if laps is None:
            break
        done, on_end = done + 1, 0
        for name, value in {**laps.laps, "whole": laps.whole}.items():
            samples.setdefault(name, []).append(value)
    return {
        "count": done,
        "began": began,
        "ended": time.monotonic(),
        "requests": requests() - before,
        "samples": samples,
        "errors": errors,
    }


def main() -> None:
    """Answer until the input ends."""
    client = Client()
    for line in sys.stdin:
        try:
            answer = client.answer(json.loads(line))
        except (RefusedError, psycopg.Error) as error:
            answer = {"failed": str(error).splitlines()[0]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
