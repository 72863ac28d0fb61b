"""What the worker does for archives. A killed worker repeats it; the acts notice what is done."""

import logging

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError

_log = logging.getLogger(__name__)
A_RUN = 20
"""Cases archived in one run: drawing and signing takes a worker about a third of a second a case."""


@app.periodic(cron="*/10 * * * *", periodic_id="archives.archive_due")
@app.task(name="archives.archive_due", queueing_lock="archives.archive_due")
def archive_due(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Archive what was closed long enough ago; repeating it changes nothing."""
    from tongban.handling.archives import queries, services

    for case_id in queries.cases_to_archive(A_RUN):
        try:
            services.archive_case(actor=system("自动归档"), case_id=case_id)
        except TongbanError as error:
            # One case that cannot be archived must not hold up the others; it is tried again.
            _log.exception("archiving case %s: %s", case_id, error.code)
