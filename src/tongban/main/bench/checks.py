"""``python -m tongban.main.bench.checks ROUNDS``: what asking a right costs, on the city that was built.

The same checks with as many items and departments as ``SIZES`` say, added in one transaction that is
rolled back. Prints JSON: check → size → microseconds (the median of several rounds) and queries.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from statistics import median
from typing import Any

from tongban.main import start

SIZES = (80, 8000)
ROUNDS = 7
CALLS = 300
"""Of one round; with queries a tenth."""


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Measure all; Django must be set up, and the city must have a case."""
    from django.db import transaction

    found: dict[str, dict[str, Any]] = {}
    for size in SIZES:
        with transaction.atomic():
            _grow(size)
            for name, check in _checks().items():
                found.setdefault(name, {})[str(size)] = _cost(check, rounds)
            transaction.set_rollback(True)
    return {"sizes": list(SIZES), "checks": found}


def _grow(size: int) -> None:
    """Until there are so many items and departments, each item at a department of its own."""
    from django.db import connection

    from tongban.base.kernel.ids import new_id
    from tongban.base.orgs.models import Department
    from tongban.management.catalog.models import Item

    item, body = Item.objects.first(), Department.objects.first()
    assert item is not None
    assert body is not None
    made = [
        Department(name=f"测量 {number} 局", short_name="局", division=body.division)
        for number in range(max(0, size - Department.objects.count()))
    ]
    Department.objects.bulk_create(made, batch_size=1000)
    bodies = made or [body]
    Item.objects.bulk_create(
        [
            Item(
                code=new_id().hex[:31],
                name=f"测量 {number}",
                item_type=item.item_type,
                department=bodies[number % len(bodies)],
                division_code=item.division_code,
            )
            for number in range(max(0, size - Item.objects.count()))
        ],
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_item, orgs_department")


def _checks() -> dict[str, Callable[[], object]]:
    from tongban.base.accounts.models import Tenure
    from tongban.base.accounts.queries import actor_for
    from tongban.base.kernel.errors import Forbidden
    from tongban.base.kernel.ids import new_id
    from tongban.handling.cases.models import Case
    from tongban.handling.cases.rights import must
    from tongban.management.catalog.models import Item

    case = Case.objects.filter(legal_person=None, account__isnull=False).latest("created_at")
    tenure = Tenure.objects.filter(
        post__department_id=case.department_id, post__duties__contains=["signer"], ended_at=None
    ).select_related("account")[0]
    key = f"post:{tenure.post_id}"
    officer = actor_for(tenure.account, key)
    of_items = replace(officer, items=frozenset(Item.objects.values_list("code", flat=True)))
    stranger = replace(officer, department_id=new_id(), duties=frozenset({"signer"}))
    assert case.account is not None
    applicant = actor_for(case.account, "self")

    def read() -> Case:
        """The case as an act has it: nothing of it is kept from the check before."""
        return Case.objects.get(id=case.id)

    def step(actor: Any) -> Callable[[], object]:
        def check() -> None:
            must(actor, "grant")
            must(actor, "grant", one, only="post")
            must(actor, "grant", (one, "signer"), only="step")
            must(actor, "grant", one, only="own_case")
            for name in ("item", "person", "legal_person"):
                one._state.fields_cache.pop(name, None)  # noqa: SLF001 - as if read anew

        one = read()
        return check

    def refused() -> None:
        with suppress(Forbidden):
            must(stranger, "grant", case, only="post")
            raise AssertionError("another department was let in")

    def withdraw() -> None:
        must(applicant, "withdraw_case")
        must(applicant, "withdraw_case", case)

    return {
        "who": lambda: must(officer, "grant"),
        "applicant": withdraw,
        "officer": step(officer),
        "officer_of_items": step(of_items),
        "refused": refused,
        "actor": lambda: actor_for(tenure.account, key),
    }


def _cost(check: Callable[[], object], most: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        check()
    calls = CALLS if not len(asked) else CALLS // 10
    rounds = []
    for _round in range(most):
        began = time.perf_counter()
        for _call in range(calls):
            check()
        rounds.append((time.perf_counter() - began) / calls * 1e6)
    return {"microseconds": round(median(rounds), 2), "queries": len(asked)}


if __name__ == "__main__":
    start.everything()
    sys.stdout.write(json.dumps(measure(min(ROUNDS, int(sys.argv[1])))) + "\n")
