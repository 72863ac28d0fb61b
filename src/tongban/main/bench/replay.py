"""Write the rows of a lifecycle again, with psycopg and nothing else."""

import json
import random
import re
import secrets
import time
from pathlib import Path
from typing import Any

import psycopg

from tongban.base.kernel.ids import new_id
from tongban.main.bench.capture import SCHEMA, SESSIONS
from tongban.main.bench.walking import Laps

_MARK = re.compile(r"@@\d+@@")
Acts = list[list[tuple[bytes, list[Any]]]]


class Writer:
    """One connection and the copies that it has ready.

    Everything that costs time in Python is done before: what is timed are the statements, prepared
    by psycopg after the first few, one transaction for each that the lifecycle had.
    """

    def __init__(self, *, dsn: str, template: str, replays: int) -> None:
        """Make so many copies ready from the template file."""
        read = json.loads(Path(template).read_text(encoding="utf-8"))
        read["text"] = json.dumps(read["acts"], ensure_ascii=False)
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.connection.execute(f'SET search_path = "{SCHEMA}", public'.encode())
        self.session = self._session_of_its_own(read["session"])
        self.ready = [self._copy(read) for _number in range(replays)]

    def _session_of_its_own(self, known: str) -> tuple[str, str]:
        """Each browser has its session: clients must not wait for one another's row."""
        if not known:
            return "", ""
        fresh = secrets.token_hex(16)
        self.connection.execute(
            f"INSERT INTO {SESSIONS} (session_key, session_data, expire_date)"  # noqa: S608 - a constant
            f" SELECT %s, session_data, expire_date FROM {SESSIONS} WHERE session_key = %s".encode(),
            (fresh, known),
        )
        return known, fresh

    def _copy(self, template: dict[str, Any]) -> Acts:
        fresh = {m: json.dumps(_fresh(kind))[1:-1] for m, kind in template["marks"].items()}
        text = _MARK.sub(lambda found: fresh[found.group()], template["text"])
        if self.session[0]:
            text = text.replace(*self.session)
        return [
            [(statement.encode(), values) for statement, values in act] for act in json.loads(text)
        ]

    def write_one(self) -> Laps | None:
        """Write the next copy; None when there is no more."""
        if not self.ready:
            return None
        acts = self.ready.pop()
        laps = Laps()
        for act in acts:
            with self.connection.transaction():
                for statement, values in act:
                    self.connection.execute(statement, values)
        laps.last = time.monotonic()
        return laps


def _fresh(kind: str) -> str:
    if kind == "uuid":
        return str(new_id())
    if kind == "integer":
        return str(secrets.randbelow(2**60) + 2**61)
    if kind.endswith("号"):  # of a paper: one that no other copy gets
        return f"{kind[: kind.rindex('〕') + 1]}{secrets.randbelow(10**15)}号"
    return "".join(random.choice("0123456789") if c.isdigit() else c for c in kind)  # noqa: S311 - a number that looks like the one of before
