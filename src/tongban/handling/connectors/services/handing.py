"""转交: claimed in one transaction, called outside of any, recorded in another, as the outbox does."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.services import hand_elsewhere
from tongban.handling.connectors import jobs
from tongban.handling.connectors.contents import content_of
from tongban.handling.connectors.models import (
    Handover,
    OutsideItem,
    OutsideSystem,
    RemoteMessage,
)
from tongban.handling.connectors.rights import must
from tongban.handling.connectors.types import (
    ConnectorError,
    HandoverState,
    SystemAddress,
    Taken,
    connector_named,
)
from tongban.handling.connectors.wire import body_of, secret_of

RETRY_AFTER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""How long after each failed try the next one comes. After the last the handover is stuck."""
CLAIM = timedelta(minutes=2)
_SKEW = timedelta(seconds=2)
_OVERDUE = timedelta(minutes=5)
KIND = "handover"


@dataclass(frozen=True, slots=True)
class _Claim:
    handover_id: UUID
    case_id: UUID
    attempt: int
    connector: str
    system: SystemAddress
    key: str


@in_one_transaction
def begin_handover(*, actor: Actor, case_id: UUID, item_code: str) -> Handover | None:
    """Queue an accepted case for the system of its item; part of the act that accepts it.

    None where the item is handled here. Begun already: nothing happens. What the other side said
    of a case that it was told of at filing is taken up by a job, once the acceptance stands.
    """
    must(actor, "begin_handover")
    row = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("system")
        .filter(case_id=case_id)
        .first()
    )
    if row is not None and row.state != HandoverState.TOLD:
        return None
    outside = row.system if row is not None else system_of_item(item_code)
    if outside is None:
        return None
    case = hand_elsewhere(actor=system("转办"), case_id=case_id, name=outside.name)
    if row is None:
        row = Handover(
            case_id=case.id,
            case_number=case.number or "",
            system=outside,
            division_code=case.division_code,
        )
    row.state, row.next_try_at = HandoverState.WAITING, now()
    row.save()
    _note(row, "begin_handover", actor)
    jobs.queue_handover(row.id)
    if RemoteMessage.objects.filter(
        system=outside, case_number=row.case_number, taken=Taken.EARLY
    ).exists():
        jobs.take_early.defer(handover_id=str(row.id))
    return row


def system_of_item(item_code: str) -> OutsideSystem | None:
    """The system in use that handles the cases of an item, if one does."""
    chosen = (
        OutsideItem.objects.select_related("system")
        .filter(item_code=item_code, system__is_active=True)
        .first()
    )
    return chosen.system if chosen is not None else None


def hand_over(*, actor: Actor, handover_id: UUID) -> None:
    """Try once to hand a case over. Only the platform.

    Twice, late or in two workers at once has one effect: what is not waiting, not yet due or in
    hand is left alone. A worker that dies after the call leads to a second call with the same key,
    which the other side knows.
    """
    must(actor, "hand_over")
    claim = _claimed(handover_id)
    if claim is None:
        return
    number, reason = "", ""
    try:
        number = connector_named(claim.connector).hand_over(claim.system, claim.key, _body(claim))
    except ConnectorError as error:
        reason = error.reason
    except Exception:  # noqa: BLE001 - a connector of a city's own may break in any way
        reason = "broken"
    _record_outcome(actor, claim, number, reason)


@transaction.atomic(durable=True)
def _claimed(handover_id: UUID) -> _Claim | None:
    row = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("system")
        .filter(id=handover_id, state=HandoverState.WAITING)
        .first()
    )
    at = now()
    if row is None or (row.claimed_until and row.claimed_until > at):
        return None
    if row.next_try_at is None or row.next_try_at > at + _SKEW:
        return None
    row.attempts += 1
    row.claimed_until = at + CLAIM
    row.save(update_fields=["attempts", "claimed_until"])
    address = SystemAddress(row.system.key, row.system.address, secret_of(row.system.key))
    return _Claim(row.id, row.case_id, row.attempts, row.system.connector, address, str(row.id))


def _body(claim: _Claim) -> bytes:
    return body_of({"key": claim.key, **content_of(claim.case_id)})


@transaction.atomic(durable=True)
def _record_outcome(actor: Actor, claim: _Claim, number: str, reason: str) -> None:
    row = Handover.objects.select_for_update(of=("self",)).get(id=claim.handover_id)
    if row.attempts != claim.attempt or row.state != HandoverState.WAITING:
        return
    row.claimed_until, row.reason = None, reason[:60]
    if not reason:
        row.state, row.sent_at, row.next_try_at = HandoverState.SENT, now(), None
        row.remote_number = number[:80]
    elif row.attempts > len(RETRY_AFTER):
        row.state, row.next_try_at = HandoverState.STUCK, None
    else:
        row.next_try_at = now() + RETRY_AFTER[row.attempts - 1]
        jobs.queue_handover(row.id, row.next_try_at)
    row.save()
    if row.state != HandoverState.WAITING:
        _note(row, "hand_over", actor)


@in_one_transaction
def hand_over_again(*, actor: Actor, handover_id: UUID) -> Handover:
    """Try a stuck one anew, with all its tries. Raises Missing, Conflict (``not_stuck``)."""
    must(actor, "hand_over_again")
    row = Handover.objects.select_for_update(of=("self",)).filter(id=handover_id).first()
    if row is None:
        raise Missing(_("没有这件转办。"))
    if row.state != HandoverState.STUCK:
        raise Conflict(_("这件没有卡住，不用再转。"), code="not_stuck")
    row.state, row.attempts, row.next_try_at = HandoverState.WAITING, 0, now()
    row.save(update_fields=["state", "attempts", "next_try_at"])
    _note(row, "hand_over_again", actor)
    jobs.queue_handover(row.id)
    return row


@in_one_transaction
def catch_up_handovers(*, actor: Actor, limit: int = 500) -> int:
    """Queue again what should have been tried minutes ago: its job was lost. Only the platform."""
    must(actor, "catch_up_handovers")
    overdue = Handover.objects.filter(
        state=HandoverState.WAITING, next_try_at__lt=now() - _OVERDUE
    ).order_by("next_try_at")
    return sum(jobs.queue_handover(one) for one in overdue.values_list("id", flat=True)[:limit])


def _note(row: Handover, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind=KIND,
        subject_id=row.id,
        division_code=row.division_code,
        detail={"case": row.case_number, "state": row.state, "reason": row.reason},
    )
