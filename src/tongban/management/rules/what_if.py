"""What a table would have done with the cases of some days, before it is approved."""

from collections.abc import Iterator
from datetime import date, timedelta

from tongban.base.kernel.moments import today
from tongban.management.rules.engine import drafted
from tongban.management.rules.types import Changed, PastCase, RuleContent, WhatIf, past_cases


def days_before(count: int) -> date:
    """The day so many days before today."""
    return today() - timedelta(days=count)


def last_month() -> tuple[date, date]:
    """The thirty days up to today."""
    return days_before(30), today()


def _cases(
    key: str, item_code: str, content: RuleContent, first: date, last: date
) -> Iterator[PastCase]:
    for source in past_cases():
        yield from source.cases(key, item_code, content, first, last)


def what_if(
    key: str, content: RuleContent, first: date, last: date, *, item_code: str = ""
) -> WhatIf:
    """Try a table on the cases that were decided in those days. Nothing is written.

    What an earlier revision had looked at is taken as it was kept; for cases that people decided,
    whoever keeps them reckons it anew.
    """
    table = drafted(content)
    total = before = after = 0
    newly, no_longer = [], []
    for case in _cases(key, item_code, content, first, last):
        verdict = table.judge(case.facts)
        total += 1
        before += case.was_automatic
        after += verdict.grants
        if verdict.grants and not case.was_automatic:
            newly.append(Changed(case, verdict))
        elif case.was_automatic and not verdict.grants:
            no_longer.append(Changed(case, verdict))
    newly.sort(key=lambda one: (one.case.was_granted, one.case.number))
    no_longer.sort(key=lambda one: one.case.number)
    return WhatIf(
        first=first,
        last=last,
        total=total,
        grants_before=before,
        grants_after=after,
        newly_granted=tuple(newly),
        no_longer_granted=tuple(no_longer),
    )
