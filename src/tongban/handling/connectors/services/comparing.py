"""对账: every day both sides are compared, case by case."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.connectors.models import Difference, Handover, OutsideSystem
from tongban.handling.connectors.rights import must
from tongban.handling.connectors.services.taking import differ
from tongban.handling.connectors.types import (
    ENDED_THERE,
    DifferenceKind,
    HandoverState,
    TellingState,
)

SETTLES_IN = timedelta(minutes=30)
"""What was handed over or heard of so lately may still be on its way."""
_COMPARED = (DifferenceKind.MISSING_THERE, DifferenceKind.MISSING_HERE, DifferenceKind.STATE)


@in_one_transaction
def compare(*, actor: Actor, system_id: UUID, listing: Mapping[str, str]) -> int:
    """Compare what the other side has (our number → its state) with ours; how many differences
    are open afterwards.

    A difference that is gone is marked as resolved; one that stays keeps its day. Raises Missing.
    """
    must(actor, "compare")
    outside = OutsideSystem.objects.select_for_update().filter(id=system_id).first()
    if outside is None:
        raise Missing(_("没有这个对接系统。"))
    ours = {
        row.case_number: row
        for row in Handover.objects.filter(system=outside).annotate(
            told_at=Max("tellings__sent_at", filter=Q(tellings__state=TellingState.SENT))
        )
    }
    found: dict[tuple[DifferenceKind, str], tuple[str, str]] = {}
    lately = now() - SETTLES_IN
    for number, row in ours.items():
        kind = _differing(row, listing.get(number), lately)
        if kind is not None:
            found[kind, number] = (_said_here(row), listing.get(number, "")[:40])
    for number in listing.keys() - ours.keys():
        found[DifferenceKind.MISSING_HERE, number[:50]] = ("", listing[number][:40])
    for (kind, number), (here, there) in sorted(found.items()):
        differ(outside, kind, number, here=here, there=there)
    for row_ in Difference.objects.select_for_update().filter(
        system=outside, resolved_at__isnull=True, kind__in=_COMPARED
    ):
        if (DifferenceKind(row_.kind), row_.case_number) not in found:
            row_.resolved_at = now()
            row_.save(update_fields=["resolved_at"])
    outside.compared_at, outside.fault = now(), ""
    outside.save(update_fields=["compared_at", "fault"])
    count = outside.differences.filter(resolved_at__isnull=True).count()
    record(
        actor=actor,
        act="compare",
        subject_kind="outside_system",
        subject_id=outside.id,
        division_code=outside.division_code,
        detail={"ours": len(ours), "theirs": len(listing), "differences": count},
    )
    return count


def _differing(row: Any, there: str | None, lately: datetime) -> DifferenceKind | None:
    """What the other side says otherwise of a case, once it has had the time to know better."""
    if row.state == HandoverState.DROPPED:
        # Nobody misses a case that ended; one that is worked on there all the same is a fault.
        is_settled = (row.told_at or row.created_at) < lately
        return DifferenceKind.STATE if is_settled and there not in {None, ENDED_THERE} else None
    if there is None:
        known_since = row.sent_at or row.told_at
        is_settled = known_since is not None and known_since < lately
        return DifferenceKind.MISSING_THERE if is_settled else None
    if row.state == HandoverState.TOLD or there == row.remote_state:
        return None
    return DifferenceKind.STATE if (row.remote_at or row.created_at) < lately else None


def _said_here(row: Any) -> str:
    if row.state == HandoverState.DROPPED:
        return ENDED_THERE
    return str(row.remote_state or row.state)


@in_one_transaction
def note_contact(*, actor: Actor, system_id: UUID, cursor: int = 0, fault: str = "") -> None:
    """Keep how far messages were fetched, or why the system could not be reached. Only the platform.

    The cursor never goes back. Not in the audit trail: it says nothing of anybody.
    """
    must(actor, "note_contact")
    outside = OutsideSystem.objects.select_for_update().filter(id=system_id).first()
    if outside is None:
        raise Missing(_("没有这个对接系统。"))
    if (max(outside.cursor, cursor), fault) != (outside.cursor, outside.fault):
        outside.cursor, outside.fault = max(outside.cursor, cursor), fault[:60]
        outside.save(update_fields=["cursor", "fault"])
