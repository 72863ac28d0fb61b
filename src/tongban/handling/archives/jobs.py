"""What the worker does for archives. A killed worker repeats it; the acts notice what is done."""

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError

_log = logging.getLogger(__name__)
A_RUN = 20
"""Cases archived in one run: drawing and signing takes a worker about a third of a second a case."""
MOST_FAILED = 200
"""Of one run; where so many fail it is not for what is in them."""


@app.periodic(cron="*/10 * * * *", periodic_id="archives.archive_due")
@app.task(name="archives.archive_due", queueing_lock="archives.archive_due")
def archive_due(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Archive what was closed long enough ago; repeating it changes nothing."""
    from tongban.handling.archives import queries, services

    # Cases that cannot be archived must not hold up the others: they are tried again in the next
    # run, and others come in their place in this one.
    failed: set[UUID] = set()
    archived = 0
    while archived < A_RUN and len(failed) < MOST_FAILED:
        left = queries.cases_to_archive(A_RUN - archived, but=failed)
        if not left:
            return
        for case_id in left:
            try:
                services.archive_case(actor=system("自动归档"), case_id=case_id)
            except TongbanError as error:
                failed.add(case_id)
                _log.exception("archiving case %s: %s", case_id, error.code)
            else:
                archived += 1
