"""告知: what happens here to a case that another system knows of, or is to know of from its filing.

Written with the act that it tells of, and tried as a handover is.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.kernel.tries import Tries, settle
from tongban.handling.connectors import jobs
from tongban.handling.connectors.contents import content_of
from tongban.handling.connectors.models import Handover, Telling
from tongban.handling.connectors.rights import must
from tongban.handling.connectors.services.handing import CLAIM, RETRY_AFTER, reached, system_of_item
from tongban.handling.connectors.types import (
    HandoverState,
    SystemAddress,
    TellAt,
    TellingKind,
    TellingState,
    connector_named,
)
from tongban.handling.connectors.wire import body_of, secret_of

TRIES: Tries[Telling] = Tries(
    rows=lambda: Telling.objects.select_related("handover__system", "handover__case"),
    queue=jobs.queue_telling,
    retry_after=RETRY_AFTER,
    claim_for=CLAIM,
)
_OVER = frozenset({HandoverState.FINISHED, HandoverState.GIVEN_BACK, HandoverState.DROPPED})
"""The other side has nothing to do with it any more: it needs no word of what follows."""


@dataclass(frozen=True, slots=True)
class _Call:
    case_id: UUID
    connector: str
    system: SystemAddress
    content: dict[str, Any]


@in_one_transaction
def begin_telling(*, actor: Actor, case: Any, kind: TellingKind) -> Telling | None:
    """Queue what the other system must hear; part of the act that does it to ``case``, whose row is
    locked. None where nobody else needs it.

    A case that ended is let go of: what comes back for it later changes nothing any more. A system
    that cannot have heard of the case yet is not told that it ended.
    """
    must(actor, "begin_telling")
    row = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("system")
        .filter(case_id=case.id)
        .first()
    )
    if row is None and kind is TellingKind.FILED:
        row = _told_from_now_on(case)
    if row is None or row.state in _OVER:
        return None
    if kind.ends:
        heard = _may_have_heard(row)
        settle(row, HandoverState.DROPPED)
        row.save(update_fields=["state", "next_try_at", "claimed_until"])
        # What was not told yet need not be told: its number, form and papers stay here.
        row.tellings.filter(state=TellingState.WAITING, attempts=0).delete()
        if not heard:
            return None
    made = Telling.objects.create(
        handover=row,
        division_code=row.division_code,
        kind=kind,
        sequence=(
            row.tellings.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        )
        + 1,
        next_try_at=now(),
    )
    _note(made, "begin_telling", actor)
    jobs.queue_telling(made.id)
    return made


def _told_from_now_on(case: Any) -> Handover | None:
    outside = system_of_item(case.item.code)
    if outside is None or connector_named(outside.connector).told_at != TellAt.FILING:
        return None
    return Handover.objects.create(
        case_id=case.id,
        case_number=case.number or "",
        system=outside,
        division_code=case.division_code,
        state=HandoverState.TOLD,
    )


def _may_have_heard(row: Handover) -> bool:
    """A try that failed may have arrived all the same: only its answer was lost."""
    return (
        row.attempts > 0
        or bool(row.remote_sequence)
        or row.sent_at is not None
        or row.tellings.filter(attempts__gt=0).exists()
    )


def tell(*, actor: Actor, telling_id: UUID) -> None:
    """Try once to tell. Only the platform.

    Twice, late or in two workers at once has one effect; a second call has the same key, which the
    other side knows.
    """
    must(actor, "tell")

    def then(row: Telling) -> None:
        if row.state != TellingState.WAITING:
            _note(row, "tell", actor)

    claim = TRIES.claim(telling_id, _call_of, then)
    if claim is None:
        return
    _nothing, reason = reached(partial(_told, claim.content))
    TRIES.conclude(claim, reason, then)


def _call_of(row: Telling) -> _Call:
    outside, case = row.handover.system, row.handover.case
    content = {
        "key": str(row.id),
        "case": row.handover.case_number,
        "sequence": row.sequence,
        "event": row.kind,
        "at": row.created_at,
    }
    if TellingKind(row.kind).ends:
        content["words"] = case.reason
    address = SystemAddress(outside.key, outside.address, secret_of(outside.key))
    return _Call(case.id, outside.connector, address, content)


def _told(call: _Call) -> None:
    content = call.content
    if not TellingKind(content["event"]).ends:
        content = {**content_of(call.case_id), **content}
    connector_named(call.connector).tell(call.system, content["key"], body_of(content))


@in_one_transaction
def tell_again(*, actor: Actor, telling_id: UUID) -> Telling:
    """Try a stuck one anew, with all its tries but one. Raises Missing, Conflict (``not_stuck``)."""
    must(actor, "tell_again")
    row = (
        Telling.objects.select_for_update(of=("self",))
        .select_related("handover")
        .filter(id=telling_id)
        .first()
    )
    if row is None:
        raise Missing(_("没有这条告知。"))
    if row.state != TellingState.STUCK:
        raise Conflict(_("这条没有卡住，不用再告知。"), code="not_stuck")
    # Its tries are counted anew, but it stays known that the other side may have heard.
    TRIES.again(row, attempts=1)
    _note(row, "tell_again", actor)
    return row


@in_one_transaction
def catch_up_tellings(*, actor: Actor, limit: int = 500) -> int:
    """Queue again what should have been tried minutes ago: its job was lost. Only the platform."""
    must(actor, "catch_up_tellings")
    return TRIES.catch_up(limit)


def _note(row: Telling, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="telling",
        subject_id=row.id,
        division_code=row.division_code,
        detail={
            "case": row.handover.case_number,
            "kind": row.kind,
            "state": row.state,
            "reason": row.reason,
        },
    )
