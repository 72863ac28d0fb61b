"""``python -m tongban.main.bench.desk CASES REPETITIONS``: the desk with very many open cases.

The demo city and some cases that acts made; the open ones among them are then copied, with their
limits and their processes, until there are so many (the copies are rows, the acts on them are
real). Three sections, as JSON:

- ``inbox``: the first page, a page deep in the list, each filter and the search, for the post that
  most of the cases wait for and for others; questions, p50 and p95, beside one row by its number.
- ``officers``: sixteen officers claim and pass cases of which each lies before four of them;
  acts per second, how often one was told that a colleague was first, and, counted from what is in
  the database at the end, that no act was lost and none done twice: otherwise it fails.
- ``bundle``: a bundle of eight items beside eight plain filings (``bundle``).
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from tongban.main import start
from tongban.main.bench.bundle import measure_bundle
from tongban.main.bench.copies import copy_open_cases

STAND_AT = (0, 1, 2, 2, 2, 2, 3, 3)
"""How many of ``WAY`` are done with each case that acts make: half of them wait for the handler."""
WAY = (("window", "pass_prereview"), ("window", "accept_case"), ("handler", "pass_review"))
OFFICERS = 16
PROCESSES = 4
BEFORE_EACH = 100
"""Cases that lie before one officer; four officers share each."""
SHARED_BY = 4


def measure(cases: int, repetitions: int) -> dict[str, Any]:
    """Build, copy, measure; Django must be set up."""
    from django.db import connection

    from tongban.demo.build import build_city

    city = build_city()
    _make(city)
    began = time.monotonic()
    copy_open_cases(cases)
    made = time.monotonic() - began
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE closed_at IS NULL")
        (there,) = cursor.fetchone()
    inbox = _inbox(repetitions)
    officers = _officers()
    if officers["lost"] or officers["twice"] or officers["failed"]:
        start.fail(f"同时办理出了错：{officers}")
    return {
        "open_cases": there,
        "copied_seconds": round(made, 1),
        "inbox": inbox,
        "officers": officers,
        "bundle": measure_bundle(city, max(1, repetitions // 2)),
    }


def _make(city: Any) -> None:
    """Some cases of one item, by the acts, each somewhere on its way."""
    import io

    from tongban.base.accounts.queries import account_named, actor_for
    from tongban.demo.blueprint import sample_answers
    from tongban.demo.city import POSTS
    from tongban.demo.items import all_items
    from tongban.handling.cases import services as acts
    from tongban.main.bench.city import ITEM
    from tongban.main.bench.walking import picture

    wanted = next(item for item in all_items() if item.key == ITEM)
    chance = random.Random(34)  # noqa: S311 - the same each time
    posts = {"window": "window"}
    posts["handler"] = next(
        p.key for p in POSTS if p.department == wanted.department and "handler" in p.duties
    )

    def acting(name: str, key: str) -> Any:
        found = account_named(name)
        assert found is not None
        return actor_for(found, key)

    for number, steps in enumerate(STAND_AT):
        applicant = acting(f"p{number + 1:03d}", "self")
        answers = sample_answers(wanted.answers, chance.choice)
        case = acts.start_draft(actor=applicant, item_code=city.codes[ITEM])
        acts.save_answers(actor=applicant, case_id=case.id, answers=answers)
        for material in wanted.guide.materials_for(answers):
            if material.origin == "upload" and material.required:
                acts.upload_material(
                    actor=applicant,
                    case_id=case.id,
                    requirement_key=material.key,
                    stream=io.BytesIO(picture()),
                    filename=f"{material.key}.png",
                )
        acts.file_case(actor=applicant, case_id=case.id)
        for duty, act in WAY[:steps]:
            officer = acting(posts[duty], f"post:{city.posts[posts[duty]]}")
            getattr(acts, act)(actor=officer, case_id=case.id)


def _inbox(repetitions: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tongban.base.accounts.models import Tenure
    from tongban.base.accounts.queries import actor_for
    from tongban.handling.cases.models import Case
    from tongban.handling.cases.queries import inbox
    from tongban.handling.cases.wanted import Wanted

    case = Case.objects.filter(closed_at=None, waiting_duties__contains=["handler"]).first()
    assert case is not None
    reads: dict[str, Callable[[], Any]] = {
        "row_by_number": lambda: Case.objects.get(number=case.number)
    }
    for duty in ("window", "handler", "signer"):
        tenures = Tenure.objects.filter(ended_at=None, post__duties__contains=[duty])
        if duty != "window":
            tenures = tenures.filter(post__department_id=case.department_id)
        tenure = tenures.order_by("since").select_related("account__person")[0]
        actor = actor_for(tenure.account, f"post:{tenure.post_id}")
        wanted = {
            "first_page": Wanted(),
            "deep_page": _deep(actor),
            "overdue": Wanted(due="over"),
            "nobody": Wanted(held="nobody"),
            "mine": Wanted(held="me"),
            "number": Wanted(q=case.number or ""),
            "name": Wanted(q=case.applicant_name),
            "no_such_name": Wanted(q="没有这个名字"),
            "item": Wanted(item=case.revision.name[:4]),
            "paused": Wanted(paused="1"),
        }
        for name, one in wanted.items():
            reads[f"{duty}.{name}"] = partial(inbox, actor, one)
    found = {}
    for name, read in reads.items():
        read()
        with CaptureQueriesContext(connection) as asked:
            read()
        times = sorted(_timed(read) for _n in range(repetitions))
        found[name] = {
            "questions": len(asked),
            "p50_ms": round(times[len(times) // 2], 1),
            "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))], 1),
            "count": len(times),
        }
    return found


def _deep(actor: Any) -> Any:
    """The page behind forty thousand others, or as far as there are."""
    from tongban.handling.cases.queries.waiting import waiting_for
    from tongban.handling.cases.wanted import Wanted

    ordered = waiting_for(actor).order_by("due_at", "id")
    place = max(0, min(40_000, ordered.count() - 60))
    row = ordered.values_list("due_at", "id")[place : place + 1]
    if not row:
        return Wanted()
    return Wanted(after=Wanted().address_after(*row[0]).partition("=")[2])


def _timed(read: Callable[[], Any]) -> float:
    began = time.perf_counter()
    read()
    return (time.perf_counter() - began) * 1000


def _officers() -> dict[str, Any]:
    """Sixteen officers at once; see the note of the module."""
    from django.db import connections

    from tongban.handling.cases.models import Case

    case = (
        Case.objects.filter(closed_at=None, state="accepted", waiting_duties=["handler"])
        .select_related("department")
        .first()
    )
    assert case is not None
    keys = _colleagues(case)
    ids = list(
        Case.objects.filter(
            closed_at=None,
            state="accepted",
            waiting_duties=["handler"],
            department_id=case.department_id,
            item_id=case.item_id,
        )
        .order_by("id")
        .values_list("id", flat=True)[: OFFICERS * BEFORE_EACH // SHARED_BY]
    )
    chance = random.Random(16)  # noqa: S311 - the same each time
    piles: list[list[UUID]] = [[] for _officer in range(OFFICERS)]
    for number, ident in enumerate(ids):
        for step in range(SHARED_BY):
            piles[(number + step) % OFFICERS].append(ident)
    for pile in piles:
        chance.shuffle(pile)
    connections.close_all()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tongban.main.bench.desk"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _number in range(PROCESSES)
    ]
    everybody = [
        [str(account), key, [str(ident) for ident in pile]]
        for (account, key), pile in zip(keys, piles, strict=True)
    ]
    for number, worker in enumerate(workers):
        _say(worker, everybody[number::PROCESSES])
    for worker in workers:
        _hear(worker)
    began = time.monotonic()
    for worker in workers:
        _say(worker, "go")
    told = [_hear(worker) for worker in workers]
    seconds = time.monotonic() - began
    for worker in workers:
        worker.wait(60)
    done = sum((Counter(one) for one in told), Counter())
    return {
        "officers": OFFICERS,
        "cases": len(ids),
        "seconds": round(seconds, 1),
        "acts_per_second": round((done["claimed"] + done["passed"]) / seconds, 1),
        "refused": done["refused"],
        "failed": done["failed"],
        **_counted(ids, done["passed"]),
    }


def _counted(ids: list[UUID], passed: int) -> dict[str, int]:
    """What the database says afterwards."""
    from django.db.models import Count

    from tongban.base.audit.models import Entry
    from tongban.handling.cases.models import Case, CaseEvent, Claim

    events = dict(
        CaseEvent.objects.filter(case_id__in=ids, kind="reviewed")
        .order_by()
        .values_list("case_id")
        .annotate(n=Count("id"))
    )
    reviewed = Case.objects.filter(id__in=ids, state="reviewed").count()
    written = Entry.objects.filter(
        act="pass_review", subject_id__in=[str(ident) for ident in ids]
    ).count()
    return {
        "passed": passed,
        "reviewed_at_the_end": reviewed,
        "lost": abs(passed - reviewed) + abs(passed - written),
        "twice": sum(1 for count in events.values() if count != 1),
        "claims_left": Claim.objects.filter(case_id__in=ids, ended_at=None).count(),
    }


def _colleagues(case: Any) -> list[tuple[UUID, str]]:
    """Sixteen officers at the department's handling post: account and key of the post."""
    from tongban.base.accounts.models import Tenure
    from tongban.base.accounts.services import appoint, open_account
    from tongban.base.kernel.actors import operator

    tenure = Tenure.objects.filter(
        ended_at=None, post__duties__contains=["handler"], post__department_id=case.department_id
    ).order_by("since")[0]
    keys = []
    for number in range(OFFICERS):
        account = open_account(
            actor=operator(), login_name=f"bench{number:02d}", password=None, person_id=None
        )
        appoint(actor=operator(), account_id=account.id, post_id=tenure.post_id)
        keys.append((account.id, f"post:{tenure.post_id}"))
    return keys


def _say(worker: "subprocess.Popen[str]", what: object) -> None:
    assert worker.stdin is not None
    worker.stdin.write(json.dumps(what) + "\n")
    worker.stdin.flush()


def _hear(worker: "subprocess.Popen[str]") -> Any:
    assert worker.stdout is not None
    return json.loads(worker.stdout.readline())


def work() -> None:
    """One process: a thread for each of its officers, all beginning when it is told."""
    shares = json.loads(sys.stdin.readline())
    told: list[Counter[str]] = []
    gate = threading.Barrier(len(shares) + 1)

    def one(account: str, key: str, pile: list[str]) -> None:
        _connect()
        gate.wait(120)
        gate.wait(120)
        told.append(_one_officer((UUID(account), key), [UUID(ident) for ident in pile]))

    threads = [threading.Thread(target=one, args=share) for share in shares]
    for thread in threads:
        thread.start()
    gate.wait(120)
    sys.stdout.write('"ready"\n')
    sys.stdout.flush()
    sys.stdin.readline()
    gate.wait(120)
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(dict(sum(told, Counter()))) + "\n")
    sys.stdout.flush()


def _connect() -> None:
    """A connection of the thread's own; on a busy machine the pool gives up too soon."""
    from django.db import OperationalError, connection

    for _try in range(20):
        try:
            connection.ensure_connection()
        except OperationalError:
            continue
        return


def _one_officer(key: tuple[UUID, str], pile: list[UUID]) -> Counter[str]:
    from django.db import connection

    from tongban.base.accounts.queries import account, actor_for
    from tongban.base.kernel.errors import Conflict, Forbidden, TongbanError
    from tongban.handling.cases import services as acts

    done: Counter[str] = Counter()
    actor = actor_for(account(key[0]), key[1])
    for case_id in pile:
        try:
            acts.claim_case(actor=actor, case_id=case_id)
            done["claimed"] += 1
            acts.pass_review(actor=actor, case_id=case_id, opinion="符合。")
            done["passed"] += 1
        except Conflict:
            done["refused"] += 1
        except Forbidden as error:
            # The colleague has passed it already: it waits for a post that this one is not.
            done["refused" if error.code == "wrong_post" else "failed"] += 1
        except TongbanError:
            done["failed"] += 1
    connection.close()
    return done


if __name__ == "__main__":
    start.everything()
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
    else:
        work()
