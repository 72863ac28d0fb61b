"""What the worker does with parcels. Everything may run twice, late, or be killed in the middle."""

import logging
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.tries import queued_once

_log = logging.getLogger(__name__)


@app.task(name="delivery.book", queue="delivery")
def book(parcel_id: str) -> None:
    """Try once to order the courier. May run twice, late, or at once with another."""
    from tongban.management.delivery import services

    services.order_courier(actor=system("快递"), parcel_id=UUID(parcel_id))


@app.periodic(cron="*/5 * * * *", periodic_id="delivery.catch_up")
@app.task(name="delivery.catch_up", queueing_lock="delivery.catch_up")
def catch_up(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Queue again what should have been ordered by now."""
    from tongban.management.delivery import services

    services.catch_up_bookings(actor=system("快递补叫"))


def queue_booking(parcel_id: UUID, at: datetime | None = None) -> bool:
    """Queue a try, in the running transaction; False when one is queued already."""
    return queued_once(book, f"delivery.book:{parcel_id}", at, parcel_id=parcel_id)


@app.periodic(cron="17 * * * *", periodic_id="delivery.track")
@app.task(name="delivery.track", queueing_lock="delivery.track")
def track(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Ask the couriers how far everything is that has not arrived."""
    from tongban.management.delivery import queries, services
    from tongban.management.delivery.types import CourierError, courier_named

    for courier, number in queries.under_way():
        try:
            events = courier_named(courier).track(number)
        except (CourierError, LookupError) as error:
            # One courier that does not answer must not hold up the others; asked again in an hour.
            _log.warning("tracking by %s: %s", courier, error)
            continue
        services.take_tracking(actor=system("快递"), courier=courier, number=number, events=events)
