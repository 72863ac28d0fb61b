"""The act ``take_due_upstream``: what waited is taken on its day, as if it had come that day."""

from dataclasses import asdict
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.exchange.families import Family, rejected_of
from tongban.management.catalog.exchange.taking import Taking
from tongban.management.catalog.exchange.trying import taken_or_not
from tongban.management.catalog.exchange.upstream import tell
from tongban.management.catalog.exchange.waiting import family_of, settle_wait
from tongban.management.catalog.importing.act import IMPORTER_LOCK
from tongban.management.catalog.models import GuideImport, UpstreamWait
from tongban.management.catalog.rights import must
from tongban.management.catalog.types import UpstreamKind, WaitState


@in_one_transaction
def take_due_upstream(*, actor: Actor, wait_id: UUID) -> bool:
    """Take a change above whose day has come, with the checks of its arrival; for the platform's
    job. What is refused now is told to the department and stands among the imports with the rows.
    Returns whether it was taken; again, or before the day, does nothing. Raises Missing.
    """
    must(actor, "take_due_upstream")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTER_LOCK])
    waiting = UpstreamWait.objects.select_for_update().filter(id=wait_id).first()
    if waiting is None:
        raise Missing(_("没有这条等生效的上级变更。"))
    if waiting.state != WaitState.WAITING or waiting.takes_on > today():
        return False
    way = Taking(actor, waiting.batch, waiting.owner, waiting.profile, publish=False)
    family = family_of(waiting)
    settle_wait(waiting, WaitState.TAKEN)
    with official():  # what is told is kept
        told = taken_or_not(family, way)
        if told is None:
            _refuse(waiting, family, way)
    record(
        actor=actor,
        act="take_due_upstream",
        subject_kind="item" if waiting.item_id else "upstream_wait",
        subject_id=waiting.item_id or waiting.id,
        division_code=waiting.division_code,
        detail={
            "wait": str(waiting.id),
            "batch": waiting.batch,
            "came_to": told or WaitState.REFUSED.value,
            "findings": [code for _place, code, _message in waiting.findings],
        },
    )
    return told is not None


def _refuse(waiting: UpstreamWait, family: Family, way: Taking) -> None:
    """Tell the department, and keep the rows as the error table wants them."""
    entries = [entry.row for entry in family.carried.values()]
    faults = [fault for row in (*family.rows, *entries) for fault in row.faults]
    settle_wait(waiting, WaitState.REFUSED, findings=faults)
    rejected = rejected_of([*family.rows, *entries], way.batch)
    names = ("items", "new", "changed", "unchanged", "withdrawn", "waiting", "refused", "drafts")
    GuideImport.objects.create(
        batch=f"due-{waiting.id}",
        digest=waiting.digest,
        file_name=f"到期没有收下：{waiting.name}"[:200],
        owner=waiting.owner,
        profile=waiting.profile,
        imported_by=way.actor.name[:100],
        counts={name: int(name in {"items", "refused"}) for name in names}
        | {"rejected": len(rejected)},
        rejected=[asdict(row) for row in rejected],
    )
    if waiting.item is not None:
        told = [
            {"place": place, "label": place, "before": "", "after": message}
            for place, _code, message in faults
        ]
        tell(waiting.item, UpstreamKind.REFUSED, way, waiting.changed_above_at, differences=told)
