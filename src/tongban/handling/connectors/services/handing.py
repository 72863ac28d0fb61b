"""转交: an accepted case goes to the system of its item, tried until it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.kernel.tries import Tries
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
TRIES: Tries[Handover] = Tries(
    rows=lambda: Handover.objects.select_related("system"),
    queue=jobs.queue_handover,
    retry_after=RETRY_AFTER,
    claim_for=CLAIM,
)
KIND = "handover"


@dataclass(frozen=True, slots=True)
class _Call:
    case_id: UUID
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

    def then(row: Handover) -> None:
        if row.state == HandoverState.SENT:
            row.remote_number = (number or "")[:80]
        if row.state != HandoverState.WAITING:
            _note(row, "hand_over", actor)

    claim = TRIES.claim(handover_id, _call_of, then)
    if claim is None:
        return
    call = claim.content
    number, reason = reached(
        lambda: connector_named(call.connector).hand_over(call.system, call.key, _body(call))
    )
    TRIES.conclude(claim, reason, then)


T = TypeVar("T")


def reached(call: Callable[[], T]) -> tuple[T | None, str | None]:
    """What a connector answers; else the reason why it does not."""
    try:
        return call(), None
    except ConnectorError as error:
        return None, error.reason[:60]
    except Exception:  # noqa: BLE001 - a connector of a city's own may break in any way
        return None, "broken"


def _call_of(row: Handover) -> _Call:
    address = SystemAddress(row.system.key, row.system.address, secret_of(row.system.key))
    return _Call(row.case_id, row.system.connector, address, str(row.id))


def _body(call: _Call) -> bytes:
    return body_of({"key": call.key, **content_of(call.case_id)})


@in_one_transaction
def hand_over_again(*, actor: Actor, handover_id: UUID) -> Handover:
    """Try a stuck one anew, with all its tries. Raises Missing, Conflict (``not_stuck``)."""
    must(actor, "hand_over_again")
    row = Handover.objects.select_for_update(of=("self",)).filter(id=handover_id).first()
    if row is None:
        raise Missing(_("没有这件转办。"))
    if row.state != HandoverState.STUCK:
        raise Conflict(_("这件没有卡住，不用再转。"), code="not_stuck")
    TRIES.again(row)
    _note(row, "hand_over_again", actor)
    return row


@in_one_transaction
def catch_up_handovers(*, actor: Actor, limit: int = 500) -> int:
    """Queue again what should have been tried minutes ago: its job was lost. Only the platform."""
    must(actor, "catch_up_handovers")
    return TRIES.catch_up(limit)


def _note(row: Handover, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind=KIND,
        subject_id=row.id,
        division_code=row.division_code,
        detail={"case": row.case_number, "state": row.state, "reason": row.reason},
    )
