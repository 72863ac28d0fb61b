"""Decisions at once (秒批): from HTTP to the stored result, beside the engine alone; and one step of a
process (load, advance, store), beside its engine alone.

``python -m tongban.main.bench.instant ROUNDS`` measures in this process what needs no HTTP, on the city that
was built, and prints JSON. The rest is done by the clients (``Elder``).
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import psycopg

from tongban.main import start
from tongban.main.bench.walking import Laps
from tongban.main.bench.web import RefusedError, Visitor

ITEM = "senior_card"
"""老年人优待证: one page, no upload; its table grants who is sixty and registered here."""
ROUNDS = 5
CALLS = 400
STEP_CALLS = 40


class Elder:
    """Somebody whom the rules grant what is applied for, in a browser."""

    def __init__(self, job: dict[str, Any]) -> None:
        """Sign in."""
        self.visitor = Visitor(job["port"])
        self.way = job["way"]["instant"]
        self.database = psycopg.connect(job["dsn"], autocommit=True)
        self.visitor.get("/sign-in/")
        self.visitor.post("/sign-in/", {"login": job["elder"], "password": job["way"]["password"]})
        if self.visitor.path.startswith("/sign-in/"):
            raise RefusedError(f"{job['elder']} 登录不了")

    @property
    def requests(self) -> int:
        """How many so far."""
        return self.visitor.requests

    def decide_one(self) -> Laps:
        """From the draft to the stored licence; the POST that files it has decided it."""
        laps, begin = Laps(), f"/apply/{self.way['code']}/"
        laps.skip()
        self.visitor.get(begin)
        self.visitor.post(begin)
        for page in self.way["pages"]:
            self.visitor.post(f"{begin}page/{page['key']}/", [(k, v) for k, v in page["fields"]])
        self.visitor.post(f"{begin}materials/", [("go", "1")])
        laps.lap("fill")
        self.visitor.post(f"{begin}check/", [("promise", "on")])
        laps.lap("decide")
        case_id = self.visitor.path.strip("/").split("/")[-1]
        row = self.database.execute(
            "SELECT decision, license_id FROM cases_case WHERE id = %s AND closed_at IS NOT NULL",
            [case_id],
        ).fetchone()
        if row is None or row[0] != "granted" or row[1] is None:
            raise RefusedError("没有当场办好")
        return laps


def measure(rounds: int) -> dict[str, Any]:
    """What needs no HTTP; Django must be set up. Nothing stays written."""
    from django.db import transaction

    found: dict[str, Any] = {"engine": _engine(rounds)}
    with transaction.atomic():
        found |= _step(rounds)
        transaction.set_rollback(True)
    return found


def _engine(rounds: int) -> dict[str, float]:
    """The table alone, on facts that it grants."""
    from tongban.management.rules.engine import published
    from tongban.management.rules.queries import in_force
    from tongban.management.rules.types import Fact

    view = in_force(ITEM)
    assert view is not None
    table = published(view.id)
    example = next(one for one in view.content.examples if one.grants)
    facts = {
        name: Fact(name, name, value, "", is_verified=True)
        for name, value in example.values.items()
    }
    assert table.judge(facts).grants
    return _cost(lambda: table.judge(facts), CALLS, rounds)


def _step(rounds: int) -> dict[str, dict[str, float]]:
    """One step of the standard process through its act, and by its engine alone."""
    from tongban.base.kernel.actors import operator
    from tongban.base.kernel.ids import new_id
    from tongban.management.workflow import engine
    from tongban.management.workflow.models import ProcessInstance
    from tongban.management.workflow.queries import latest_process
    from tongban.management.workflow.revisions import revision
    from tongban.management.workflow.services import complete_step, start_process

    actor, process = operator(), latest_process("standard_license")
    waiting: list[dict[str, Any]] = []
    for _n in range(rounds * STEP_CALLS):
        subject: dict[str, Any] = {"subject_kind": "bench", "subject_id": new_id()}
        start_process(actor=actor, process_id=process.id, division_code="341602000000", **subject)
        waiting.append(subject)
    spec = revision(process.id).spec
    first = ProcessInstance.objects.get(**waiting[0])
    task = engine.restored(spec, first.state, {}).waiting()[0]

    def by_act() -> None:
        complete_step(actor=actor, step="prereview", outcome="pass", **waiting.pop())

    def by_engine() -> None:
        run = engine.restored(spec, first.state, {})
        run.complete(task.task_id, "prereview", "pass")
        run.stored()

    return {
        "step": _cost(by_act, STEP_CALLS, rounds),
        "step_engine": _cost(by_engine, STEP_CALLS, rounds),
    }


def _cost(do: Callable[[], object], calls: int, rounds: int) -> dict[str, float]:
    """How many a second, and the microseconds of one: the median of some rounds."""
    seconds = []
    for _round in range(rounds):
        began = time.perf_counter()
        for _call in range(calls):
            do()
        seconds.append((time.perf_counter() - began) / calls)
    one = median(seconds)
    return {"per_second": round(1 / one, 1), "microseconds": round(one * 1e6, 1)}


if __name__ == "__main__":
    start.everything()
    sys.stdout.write(json.dumps(measure(min(ROUNDS, int(sys.argv[1])))) + "\n")
