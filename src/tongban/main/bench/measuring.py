"""One run of the bench, from an empty folder to the figures. Leaves nothing behind."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from tongban.main.bench import capture
from tongban.main.bench.crowd import Crowd
from tongban.main.bench.figures import Figure, Run, Spread, ratio
from tongban.main.bench.identity import hash_cost
from tongban.main.bench.machine import machine, postgresql
from tongban.main.bench.plan import SEARCHES, STEPS, Plan
from tongban.main.bench.processes import (
    ProgramError,
    Programs,
    answers,
    cpu_seconds,
    end,
    free_port,
    lay_copy,
    memory,
)
from tongban.main.embedded import EmbeddedServerError, ensure, status, stop

SERVER_WORKERS = 2
WORKER_CONCURRENCY = 2
PAGES = ("home", "search", "guide", "bare_view")
LEAST = 1.0
"""Seconds for tokens, however short a repetition has to be: they are quick, and few tell nothing."""
RATIOS = (
    ("lifecycles", "plain_rows"),
    ("guide", "bare_view"),
    ("tokens", "signing"),
    ("introspections", "verifying"),
    ("sign_ins", "hashing"),
    ("instant", "filings"),
)
"""What is told as a share of its reference."""
SOME_ID_CARD = "341690199001010019"
"""Under the county that does not exist; whether its check digit holds does not matter here."""


class Measurement:
    """What one run has come to know."""

    def __init__(self, plan: Plan, say: Callable[[str], None], copy_of: Path | None = None) -> None:
        """``say`` hears what is being done; ``copy_of`` is the data folder to begin with."""
        self.plan = plan
        self.copy_of = copy_of
        self.say = say
        self.began = time.monotonic()
        self.figures: dict[str, Figure] = {}
        self.not_measured: dict[str, str] = {}
        self.machine = machine()
        self.start_ups: dict[str, Any] = {}
        self.memory: dict[str, Any] = {}
        self.rights: dict[str, Any] = {}
        self.instant: dict[str, Any] = {}
        self.rows: dict[str, Any] = {}
        self.imported: dict[str, Any] = {}
        self.way: dict[str, Any] = {}
        self.programs: dict[str, list[int]] = {}
        """Program → its first process."""
        self.shares: list[float] = []
        """Of each repetition, which part of its planned length it had."""

    def run(self) -> dict[str, Any]:
        """Do everything; the figures as printed under ``--json``. Raises ProgramError."""
        folder = Path(tempfile.mkdtemp(prefix="tongban-bench-"))
        data, logs = folder / "data", folder / "logs"
        try:
            logs.mkdir()
            with Programs(data, logs) as programs:
                self._build(programs, data)
                self._start_up(programs)
                with _database(data) as dsn:
                    self.machine["postgresql"] = postgresql(dsn)
                    with Programs(data, logs) as city:
                        self._load(city, dsn, data, logs)
                    self._import(programs)
        finally:
            with suppress(EmbeddedServerError):
                stop(data)
            shutil.rmtree(folder, ignore_errors=True)
        return self._result()

    def _build(self, programs: Programs, data: Path) -> None:
        self.say("建库，造示范城市")
        began = time.monotonic()
        if self.copy_of is not None:
            lay_copy(self.copy_of, data)
        self.way = json.loads(programs.run("city", "tongban.main.bench.city"))
        self.start_ups["city_built"] = round(time.monotonic() - began, 2)

    def _import(self, programs: Programs) -> None:
        """After everything else: the items that come in would be in the way of the pages."""
        self.say("导入事项清单")
        count = str(self.plan.imported_rows)
        said = programs.run("import", "tongban.main.bench.importing", count, timeout=900)
        self.imported = json.loads(said)

    def _start_up(self, programs: Programs) -> None:
        self.say("启动时间")
        times: dict[str, list[float]] = {"check_code": [], "setup": [], "serve": []}
        for number in range(self.plan.repetitions):
            began = time.monotonic()
            _try_code(programs)
            times["check_code"].append(time.monotonic() - began)
            began = time.monotonic()
            programs.run("setup", "tongban", "setup")
            times["setup"].append(time.monotonic() - began)
            port = free_port()
            times["serve"].append(
                programs.serve(
                    f"serve{number}",
                    "tongban",
                    "serve",
                    "--port",
                    str(port),
                    port=port,
                    path="/healthz",
                )
            )
            end(programs.started.pop())
        self.start_ups |= {name: asdict(Spread.of(values)) for name, values in times.items()}

    def _load(self, city: Programs, dsn: str, data: Path, logs: Path) -> None:
        self.say("启动网页服务、后台任务和客户端")
        port, bare = free_port(), free_port()
        city.serve("serve", "tongban", "serve", "--port", str(port), port=port, path="/healthz")
        server = city.started[-1]
        worker = city.start("worker", "tongban", "worker")
        paths = self._paths()
        city.serve(
            "bare",
            "tongban.main.bench.bare",
            str(bare),
            port=bare,
            path=paths["guide"][0],
            more={"TONGBAN_DSN": dsn},
        )
        ports = {name: bare if name == "bare_view" else port for name in PAGES}
        self.programs = {
            "serve": [server.pid],
            "worker": [worker.pid],
            "bare_view": [city.started[-1].pid],
            "postgresql": [pid] if (pid := status(data).pid) else [],
        }
        crowd = Crowd(city, self.plan.clients)
        crowd.each(
            [
                {
                    "do": "sign_in",
                    "job": {"port": port, "dsn": dsn, "way": self.way, "applicant": name},
                }
                for name in self.way["applicants"][: self.plan.clients]
            ]
        )
        elders = self.way["elders"][: self.plan.clients]
        job = {"port": port, "dsn": dsn, "way": self.way}
        crowd.each([{"do": "elder", "job": {**job, "elder": name}} for name in elders])
        for name in PAGES:
            if not answers(ports[name], paths[name][0]):
                self.not_measured[name] = f"{paths[name][0]} 没有应答 200"
        share = self._share(self.plan.repetitions)
        self._warm_up(crowd, ports, paths, share)
        rows = self._capture(crowd, dsn, logs / "rows.json")
        self.say("一个客户端独自走")
        self._keep("lifecycle_alone", lambda: crowd.alone(self.plan.alone * share))
        for number in range(self.plan.repetitions):
            self.say(f"第 {number + 1} 遍，共 {self.plan.repetitions} 遍")
            self.shares.append(self._share(self.plan.repetitions - number))
            self._repeat(crowd, ports, paths, dsn, logs / "rows.json" if rows else None)
        self.say("权限检查的代价")
        rounds = str(self.plan.rounds)
        self.instant = json.loads(city.run("instant", "tongban.main.bench.instant", rounds))
        self.rights = json.loads(city.run("rights", "tongban.main.bench.checks", rounds))
        self.memory = {
            name: memory(pids) for name, pids in self.programs.items() if name != "bare_view"
        }

    def _paths(self) -> dict[str, list[str]]:
        guides = [f"/items/{code}/" for code in self.way["guides"]]
        return {
            "home": ["/"],
            "search": [f"/search/?q={quote(words)}" for words in SEARCHES],
            "guide": guides,
            "bare_view": guides,
        }

    def _warm_up(
        self, crowd: Crowd, ports: dict[str, int], paths: dict[str, list[str]], share: float
    ) -> None:
        """Every worker of the server has loaded what it keeps before anything is timed."""
        for name in PAGES:
            if name not in self.not_measured:
                # A guide is drawn once by each worker: long enough for all of them.
                seconds = 4 if name == "guide" else min(1.5, self.plan.pages)
                crowd.pages(seconds * share, ports[name], paths[name])
        # The key that signs is made at the first token, and read once by each process.
        crowd.all(do="issue", seconds=2 * share, port=ports["home"], **self.way["machine"])
        crowd.all(do="lifecycles", seconds=20, most=1)

    def _capture(self, crowd: Crowd, dsn: str, place: Path) -> bool:
        """Record what one lifecycle writes and make the tables to write it to again."""
        self.say("记录一个办件写下的行")
        with psycopg.connect(dsn) as connection:
            # In a copy of a city jobs may have waited; what they write is no lifecycle's.
            _worked_off(connection)
            tables = capture.Tables.of(connection)
            capture.begin(connection)
            walked = crowd.each([{"do": "lifecycles", "seconds": 20, "most": 1}])
            # The last message goes out after the case is closed.
            time.sleep(2)
            writes = capture.finish(connection)
            if not walked[0]["count"]:
                self.not_measured["plain_rows"] = walked[0]["errors"][0]
                return False
            template = capture.template_of(writes, tables)
            capture.copy_tables(connection, tables, list(template.rows))
        place.write_text(template.as_json(), encoding="utf-8")
        self.rows = {
            "transactions": len(template.acts),
            "statements": sum(template.rows.values()),
            "by_table": template.rows,
        }
        return True

    def _share(self, repetitions: int) -> float:
        """Which part of its planned length everything may have that is still to come."""
        left = self.plan.limit - (time.monotonic() - self.began)
        return round(min(1.0, max(0.2, left / (repetitions * self.plan.repetition))), 2)

    def _repeat(
        self,
        crowd: Crowd,
        ports: dict[str, int],
        paths: dict[str, list[str]],
        dsn: str,
        rows: Path | None,
    ) -> None:
        plan, share = self.plan, self.shares[-1]
        self._keep(
            "lifecycles",
            lambda: crowd.all(do="lifecycles", seconds=plan.lifecycles * share),
        )
        if rows is not None:
            command = {"do": "prepare_rows", "dsn": dsn, "template": str(rows)}
            crowd.each([{**command, "replays": plan.replays}] * plan.clients)
            self._keep("plain_rows", lambda: crowd.all(do="rows", seconds=plan.rows * share))
        self._keep("filings", lambda: crowd.all(do="filings", seconds=plan.filings * share))
        crowd.each([{"do": "withdraw"}] * plan.clients)
        self._keep("instant", lambda: crowd.all(do="instant", seconds=plan.instant * share))
        for name in PAGES:
            if name not in self.not_measured:
                port, found = ports[name], paths[name]
                self._keep(name, partial(crowd.pages, plan.pages * share, port, found))

        self._tokens(crowd, ports["home"], plan.tokens * share)
        self._sign_ins(crowd, ports["home"], plan.sign_ins * share)

    def _tokens(self, crowd: Crowd, port: int, seconds: float) -> None:
        """Issue and introspect, and what the cryptography alone of each would take."""
        machine = {"port": port, **self.way["machine"]}
        seconds = max(LEAST, seconds)
        for name, command in (
            ("tokens", {"do": "issue", **machine}),
            ("signing", {"do": "bare", "verify": False}),
            ("introspections", {"do": "introspect", **machine}),
            ("verifying", {"do": "bare", "verify": True}),
        ):
            self._keep(name, partial(crowd.all, seconds=seconds, **command))

    def _sign_ins(self, crowd: Crowd, port: int, seconds: float) -> None:
        """Sign in at the real page, everybody as somebody else; and the hash of a password alone."""
        seconds = max(LEAST, seconds)
        people = self.way["applicants"][: self.plan.clients]
        commands = [
            {
                "do": "sign_ins",
                "seconds": seconds,
                "port": port,
                "name": name,
                "password": self.way["password"],
            }
            for name in people
        ]
        self._keep("sign_ins", lambda: Run.together(crowd.each(commands)))
        self._keep("hashing", partial(crowd.all, do="hash", seconds=seconds))

    def _keep(self, name: str, measure: Callable[[], Run]) -> None:
        before = {program: cpu_seconds(pids) for program, pids in self.programs.items()}
        run = measure()
        run.cpu = {
            program: cpu_seconds(pids) - before[program] for program, pids in self.programs.items()
        }
        self.figures.setdefault(name, Figure()).runs.append(run)

    def _result(self) -> dict[str, Any]:
        for name, figure in self.figures.items():
            if not figure.is_measured:
                self.not_measured[name] = figure.why_not
        measured = {n: f for n, f in self.figures.items() if n not in self.not_measured}
        ratios = {
            f"{one}_to_{other}": asdict(found)
            for one, other in RATIOS
            if one in measured
            and other in measured
            and (found := ratio(measured[one], measured[other])) is not None
        }
        return {
            "machine": self.machine,
            "options": {
                **asdict(self.plan),
                "length_of_repetitions": self.shares,
                "server_workers": SERVER_WORKERS,
                "worker_concurrency": WORKER_CONCURRENCY,
                "item": self.way["name"],
                "items": len(self.way["guides"]),
            },
            "figures": {
                name: figure.as_value(
                    STEPS if name in {"lifecycles", "filings", "lifecycle_alone"} else ()
                )
                for name, figure in measured.items()
            },
            "rows_of_a_lifecycle": self.rows,
            "import": self.imported,
            "ratios": ratios,
            "rights": self.rights,
            "instant": self.instant,
            "password_hash": hash_cost(),
            "memory": self.memory,
            "start_seconds": self.start_ups,
            "not_measured": self.not_measured,
            "seconds": round(time.monotonic() - self.began, 1),
        }


def _worked_off(connection: "psycopg.Connection[Any]") -> None:
    """Wait until the worker has nothing to do just now; two minutes at most."""
    for _try in range(240):
        found = connection.execute(
            "SELECT FROM procrastinate_jobs WHERE status = 'doing' OR status = 'todo'"
            " AND coalesce(scheduled_at, now()) <= now() LIMIT 1"
        ).fetchone()
        connection.commit()
        if found is None:
            return
        time.sleep(0.5)


def _try_code(programs: Programs) -> None:
    """Judge a number; whether it holds or not, the command did its work."""
    try:
        programs.run("check-code", "tongban", "check-code", "id-card", SOME_ID_CARD)
    except ProgramError:
        return


@contextmanager
def _database(data: Path) -> Iterator[str]:
    """A lease on the embedded server while the city runs."""
    server = ensure(data)
    try:
        yield server.dsn
    finally:
        server.release()


def expected_errors() -> tuple[type[Exception], ...]:
    """What a run may end with that one line can tell."""
    return (ProgramError, subprocess.TimeoutExpired, psycopg.Error, OSError)


def say_on_stderr(words: str) -> None:
    """What is being done; never on stdout, where ``--json`` has nothing but JSON."""
    sys.stderr.write(f"  {words}…\n")
    sys.stderr.flush()
