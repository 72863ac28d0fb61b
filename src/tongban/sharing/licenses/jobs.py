"""Jobs of the licences."""

import logging

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError

_log = logging.getLogger(__name__)


# Soon after midnight, and again each hour: a worker that stood still at night catches up.
@app.periodic(cron="7 * * * *", periodic_id="licenses.expire")
@app.task(name="licenses.expire", queueing_lock="licenses.expire")
def expire(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Take the licences out of use whose last day is over. Repeating it changes nothing."""
    from tongban.sharing.licenses import queries, services

    for license_id in queries.licenses_past_their_day():
        try:
            services.expire_license(actor=system("有效期满"), license_id=license_id)
        except TongbanError as error:
            _log.exception("expiry of licence %s: %s", license_id, error.code)
