"""What the worker does for cases that another system handles."""

import logging
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError
from tongban.base.kernel.tries import queued_once

_log = logging.getLogger(__name__)


@app.task(name="connectors.hand_over")
def hand_over(handover_id: str) -> None:
    """Try to hand a case over. May run twice, late, or at once with another."""
    from tongban.handling.connectors import services

    services.hand_over(actor=system("转办"), handover_id=UUID(handover_id))


@app.task(name="connectors.tell")
def tell(telling_id: str) -> None:
    """Try to tell another system what happened here. May run twice, late, or at once with another."""
    from tongban.handling.connectors import services

    services.tell(actor=system("告知对接系统"), telling_id=UUID(telling_id))


@app.task(name="connectors.take_early")
def take_early(handover_id: str) -> None:
    """Take up what was said of a case before it was accepted here; a second run finds nothing."""
    from tongban.handling.connectors import services

    services.take_early(actor=system("转办"), handover_id=UUID(handover_id))


@app.periodic(cron="*/5 * * * *", periodic_id="connectors.catch_up")
@app.task(name="connectors.catch_up", queueing_lock="connectors.catch_up")
def catch_up(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Queue again what should have been tried by now, and look at the results that are held."""
    from tongban.handling.connectors import queries, services

    services.catch_up_handovers(actor=system("转办补转"))
    services.catch_up_tellings(actor=system("补告知"))
    for handover_id in queries.held_handovers():
        services.take_held(actor=system("转办"), handover_id=handover_id)


@app.periodic(cron="* * * * *", periodic_id="connectors.poll")
@app.task(name="connectors.poll", queueing_lock="connectors.poll")
def poll(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Fetch what the other systems say. A message that cannot be taken holds up only its system."""
    from tongban.handling.connectors import queries, services

    for outside in queries.active_systems():
        by = system("轮询对接系统")
        try:
            messages, cursor = queries.fetched(outside)
            for message in messages:
                services.take_message(actor=by, system_id=outside.id, message=message)
        except queries.UnreachableError as error:
            services.note_contact(actor=by, system_id=outside.id, fault=error.reason)
        except TongbanError as error:
            _log.exception("a message of %s: %s", outside.key, error.code)
            services.note_contact(actor=by, system_id=outside.id, fault=error.code)
        else:
            services.note_contact(actor=by, system_id=outside.id, cursor=cursor)


@app.periodic(cron="40 2 * * *", periodic_id="connectors.compare")
@app.task(name="connectors.compare", queueing_lock="connectors.compare")
def compare(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Compare both sides, system by system."""
    from tongban.handling.connectors import queries, services

    for outside in queries.active_systems():
        by = system("每日对账")
        try:
            listing = queries.listed(outside)
        except queries.UnreachableError as error:
            services.note_contact(actor=by, system_id=outside.id, fault=error.reason)
            continue
        found = services.compare(actor=by, system_id=outside.id, listing=listing)
        if found:
            _log.warning("%s differences with the system %s", found, outside.key)


def queue_handover(handover_id: UUID, at: datetime | None = None) -> bool:
    """Queue a try, in the running transaction; False when one is queued already."""
    return queued_once(
        hand_over, f"connectors.hand_over:{handover_id}", at, handover_id=handover_id
    )


def queue_telling(telling_id: UUID, at: datetime | None = None) -> bool:
    """The same for what is told."""
    return queued_once(tell, f"connectors.tell:{telling_id}", at, telling_id=telling_id)
