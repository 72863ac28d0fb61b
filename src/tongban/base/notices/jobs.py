"""Jobs of notices."""

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from tongban.base.kernel import actors
from tongban.base.kernel.tries import queued_once


@app.task(name="notices.deliver")
def deliver(message_id: str) -> None:
    """Try a message. May run twice, late, or at once with another: see ``services.deliver``."""
    from tongban.base.notices import services

    services.deliver(actor=actors.system("消息投递"), message_id=UUID(message_id))


@app.periodic(cron="*/5 * * * *", periodic_id="notices.catch_up")
@app.task(name="notices.catch_up", queueing_lock="notices.catch_up")
def catch_up(timestamp: int) -> None:
    """Queue again what should have been tried by now. ``timestamp`` is the time it was due."""
    from tongban.base.notices import services

    services.catch_up(actor=actors.system(f"消息补投 {timestamp}"))


def queue(message_id: UUID, at: datetime | None = None) -> bool:
    """Queue a try, in the running transaction; False when one is queued already.

    Only one try of a message waits at a time; the one that runs does not count.
    """
    return queued_once(deliver, f"notices.deliver:{message_id}", at, message_id=message_id)
