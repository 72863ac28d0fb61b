"""叫快递: how the courier of a parcel is ordered, tried until it has it (``kernel.tries``)."""

import logging
from datetime import timedelta
from uuid import UUID

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.base.kernel.tries import Claim, Tries, settle
from tongban.management.delivery import jobs
from tongban.management.delivery.models import Booking, Parcel
from tongban.management.delivery.types import (
    BookingState,
    CourierError,
    ParcelState,
    Shipment,
    courier_named,
)

_log = logging.getLogger(__name__)
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long after each failed try the next one comes. After the last it is stuck: the desk shows it,
and an officer tries it again."""
TRIES: Tries[Booking] = Tries(
    rows=lambda: Booking.objects.select_related("parcel"),
    queue=jobs.queue_booking,
    retry_after=RETRY_AFTER,
    claim_for=timedelta(minutes=2),
)


def begin(parcel: Parcel) -> None:
    """The courier is to be ordered; part of the act that hands the parcel over."""
    Booking.objects.create(
        id=parcel.id, parcel=parcel, division_code=parcel.division_code, next_try_at=now()
    )
    jobs.queue_booking(parcel.id)


def end(parcel: Parcel) -> None:
    """The courier has it; part of the act that keeps its number."""
    Booking.objects.filter(id=parcel.id).update(
        state=BookingState.SENT, next_try_at=None, claimed_until=None, sent_at=now()
    )


def claimed(actor: Actor, parcel_id: UUID) -> Claim[tuple[str, Shipment]] | None:
    """Take the order in hand: courier and shipment; None when there is nothing to order now."""
    return TRIES.claim(parcel_id, _shipment, lambda row: _then(row, actor))


def asked(claim: Claim[tuple[str, Shipment]], actor: Actor) -> str | None:
    """The number that the courier gives; None when the try failed, which is written down.

    Called outside of any transaction.
    """
    courier, shipment = claim.content
    try:
        return courier_named(courier).ask(shipment)
    except CourierError as error:
        reason = error.reason[:60]
    except Exception:  # noqa: BLE001 - a courier of a city's own may break in any way
        reason = "broken"
    TRIES.conclude(claim, reason, lambda row: _then(row, actor))
    return None


def _shipment(row: Booking) -> tuple[str, Shipment] | None:
    parcel = row.parcel
    if parcel.state != ParcelState.HANDED or parcel.tracking_number is not None:
        settle(row, BookingState.SENT)
        row.save(update_fields=["state", "next_try_at", "claimed_until"])
        return None
    return parcel.courier, parcel.shipment()


def _then(row: Booking, actor: Actor) -> None:
    """Nobody tries it any more: an error in the log, a line in the trail, a place on the desk."""
    if row.state != BookingState.STUCK:
        return
    _log.error("courier %s cannot be ordered: %s", row.parcel.courier, row.reason)
    note(row, "order_courier", actor)


def note(row: Booking, act: str, actor: Actor) -> None:
    """Write down what became of the tries."""
    record(
        actor=actor,
        act=act,
        subject_kind="parcel",
        subject_id=row.id,
        division_code=row.division_code,
        detail={"booking": row.state, "reason": row.reason, "tries": row.attempts},
    )
