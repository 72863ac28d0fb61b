"""A command of its own that takes a lease, says how that went, and holds it until it is told.

Run as ``python -m tongban.main.embedded.tests.holder FOLDER [MODE]``. It prints one line of JSON
and reads lines: SQL is executed and answered by a line of JSON, an empty line or the end of the
input ends it in order.
"""

import json
import os
import sys
from pathlib import Path

import psycopg

from tongban.main.embedded import EmbeddedServerError, Server, ensure


def _answer(message: object) -> None:
    sys.stdout.write(f"{json.dumps(message)}\n")
    sys.stdout.flush()


def _obey(server: Server) -> None:
    for line in sys.stdin:
        if not line.strip():
            return
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            cursor = connection.execute(line)
            _answer([list(row) for row in cursor.fetchall()] if cursor.description else [])


def main() -> int:
    folder, mode = Path(sys.argv[1]), (*sys.argv[2:], "stay")[0]
    try:
        server = ensure(folder)
    except EmbeddedServerError as error:
        _answer({"code": error.code, "message": error.message})
        return 1
    _answer({"dsn": server.dsn, "pid": os.getpid()})
    if mode == "fork" and os.fork():
        # The parent gives its lease back; the child goes on.
        return 0
    if mode == "exec":
        command = [sys.executable, "-m", "tongban.main.embedded.tests.holder", str(folder)]
        os.execv(sys.executable, command)
    if mode == "forget":
        os.execv("/bin/sleep", ["sleep", "600"])
    _obey(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
