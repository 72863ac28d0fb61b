"""上级变更等生效: what came from above before its day waits, as the rows that came.

Of one item at most one waits. What is said later above takes its place; the same again changes
nothing; what is older is given back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from tongban.base.audit.services import record
from tongban.base.kernel.moments import now, today
from tongban.management.catalog.exchange.ageing import Age, age_known, age_of, newest_of
from tongban.management.catalog.exchange.carrying import FORMS, PROCESSES, arriving
from tongban.management.catalog.exchange.families import Family, families_of
from tongban.management.catalog.exchange.reading import RawRow
from tongban.management.catalog.models import Item, UpstreamWait
from tongban.management.catalog.types import UpstreamKind, WaitState

if TYPE_CHECKING:
    from tongban.management.catalog.exchange.taking import Taking

_OF_ONE_TIME = frozenset({"cd_batch", "cd_time"})
"""What may be another with every upload, whatever the row says; the item's own time apart."""


def what_waits(
    family: Family, begins: date | None, ends: date | None
) -> tuple[UpstreamKind, date] | None:
    """What of these rows is still to come, and when: a cancellation on 计划取消日期, everything else
    on 计划生效日期. None for what counts now.
    """
    if family.is_withdrawn:
        return (UpstreamKind.WITHDRAWN, ends) if ends is not None and ends > today() else None
    if begins is not None and begins > today():
        return UpstreamKind.CHANGED, begins
    return None


def is_older(family: Family, newest: str) -> bool:
    """Whether the rows say that they are older; of two without a moment the later to come counts."""
    mine = newest_of(family.values.get("cd_time", ""))
    return bool(mine) and bool(newest) and mine < newest


def open_wait(family: Family) -> UpstreamWait | None:
    """What waits for this item, locked."""
    return (
        UpstreamWait.objects.select_for_update()
        .filter(row_guid=family.values["row_guid"], state=WaitState.WAITING)
        .first()
    )


def wait(
    family: Family,
    item: Item | None,
    way: Taking,
    coming: tuple[UpstreamKind, date],
    *,
    department: Any,
    tried: Callable[[], str],
) -> str:
    """Let it wait for its day. ``tried`` says what taking it now would come to, or raises what
    refuses it. Returns as ``taking.take``; raises Invalid for what is older than what is known.
    """
    waiting = open_wait(family)
    if waiting is not None and waiting.digest == digest_of(family, way):
        return "unchanged"
    _must_not_be_older(family, item, waiting)
    told = tried()
    if waiting is not None:
        replace_wait(waiting, family, way)
    _keep(family, item, way, coming, department=department, holds="+" not in told)
    return "waiting"


def keep_end(family: Family, way: Taking, ends: date) -> bool:
    """Let the cancellation that rows in force announce wait for its day; whether anything was
    written. What waits for this item and is not newer was replaced before.
    """
    waiting = open_wait(family)
    if waiting is not None:
        return False
    item = Item.objects.select_related("department").get(row_guid=family.values["row_guid"])
    coming = UpstreamKind.WITHDRAWN, ends
    _keep(family, item, way, coming, department=item.department, holds=True)
    return True


def replace_wait(waiting: UpstreamWait, family: Family, way: Taking) -> None:
    """Something newer came from above: what waited does not count any more."""
    newest = max(waiting.newest, newest_of(family.values.get("cd_time", "")))
    settle_wait(waiting, WaitState.REPLACED, newest=newest)
    _record(way, "replace_upstream_wait", waiting, by=way.batch)


def settle_wait(waiting: UpstreamWait, state: WaitState, **more: Any) -> None:
    """Keep what became of it; its rows are not needed any more."""
    waiting.state, waiting.settled_at, waiting.content = state, now(), {}
    for name, value in more.items():
        setattr(waiting, name, value)
    waiting.save()


def family_of(waiting: UpstreamWait) -> Family:
    """The rows that wait, put together as those of a file."""
    content = waiting.content
    rows = [RawRow(table, line, dict(values)) for table, line, values in content["rows"]]
    brought = arriving({kind: content.get(kind, []) for kind in (FORMS, PROCESSES)})
    return families_of(rows, brought).families[0]


def digest_of(family: Family, way: Taking) -> str:
    """What makes two uploads the same; the batch and the lines do not."""
    content = _content_of(family)
    rows = [
        [table, {k: v for k, v in values.items() if k not in _OF_ONE_TIME and v}]
        for table, _line, values in content.pop("rows")
    ]
    whole = [way.owner, way.profile, family.values.get("cd_time", ""), rows, content]
    told = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _content_of(family: Family) -> dict[str, Any]:
    return {
        "rows": [[row.table, row.line, row.values] for row in family.rows],
        **{kind: [entry.content] for kind, entry in family.carried.items()},
    }


def _must_not_be_older(family: Family, item: Item | None, waiting: UpstreamWait | None) -> None:
    settled = UpstreamWait.objects.filter(
        row_guid=family.values["row_guid"], settled_at__isnull=False
    ).order_by("-settled_at")
    known = Age(
        None,
        max(
            [
                waiting.newest if waiting is not None else "",
                *settled.values_list("newest", flat=True)[:1],
            ]
        ),
    )
    if waiting is not None:
        known = age_of(family_of(waiting).values).or_newer(known)
    if item is not None:
        here = age_known(item)
        known = here if known.is_older_than(here) else known.or_newer(here)
    mine = age_of(family.values)
    if mine.is_older_than(known):
        raise mine.refusal(known)


def _keep(
    family: Family,
    item: Item | None,
    way: Taking,
    coming: tuple[UpstreamKind, date],
    *,
    department: Any,
    holds: bool,
) -> None:
    values = family.values
    kind, takes_on = coming
    waiting = UpstreamWait.objects.create(
        row_guid=values["row_guid"],
        item=item,
        code=family.code[:64],
        name=values["task_name"],
        department=department,
        division_code=item.division_code if item is not None else _place_of(family, department),
        kind=kind,
        takes_on=takes_on,
        holds=holds,
        owner=way.owner,
        profile=way.profile,
        batch=way.batch,
        changed_above_at=values.get("cd_time", "")[:32],
        newest=newest_of(values.get("cd_time", "")),
        content=_content_of(family),
        digest=digest_of(family, way),
    )
    _record(way, "keep_upstream_wait", waiting)


def _place_of(family: Family, department: Any) -> str:
    said = family.ours.get("division_code")
    return said if isinstance(said, str) and said else str(department.division.code)


def _record(way: Taking, act: str, waiting: UpstreamWait, **more: str) -> None:
    record(
        actor=way.actor,
        act=act,
        subject_kind="item" if waiting.item_id else "upstream_wait",
        subject_id=waiting.item_id or waiting.id,
        division_code=waiting.division_code,
        detail={
            "wait": str(waiting.id),
            "kind": str(waiting.kind),
            "takes_on": waiting.takes_on.isoformat(),
            "batch": waiting.batch,
            **more,
        },
    )
