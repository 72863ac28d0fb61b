"""What the worker does with parcels. Everything may run twice, late, or be killed in the middle."""

import logging
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system

_log = logging.getLogger(__name__)


@app.task(
    name="delivery.book",
    queue="delivery",
    retry=RetryStrategy(max_attempts=15, exponential_wait=3),
)
def book(parcel_id: str) -> None:
    """Order the courier for what was handed over, and keep the tracking number."""
    from tongban.management.delivery import queries, services
    from tongban.management.delivery.types import courier_named

    found = queries.to_book(UUID(parcel_id))
    if found is not None:
        courier, shipment = found
        number = courier_named(courier).ask(shipment)
        services.book_parcel(actor=system("快递"), parcel_id=shipment.key, number=number)


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
