"""Jobs of workflow."""

import logging

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError
from tongban.management.workflow import queries, services

_log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *", periodic_id="workflow.due_timers")
@app.task(name="workflow.due_timers", queueing_lock="workflow.due_timers")
def due_timers(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Let every subject go on whose date has come. Repeating it changes nothing."""
    for subject_kind, subject_id in queries.subjects_due():
        try:
            services.fire_timers(
                actor=system("到期"), subject_kind=subject_kind, subject_id=subject_id
            )
        except TongbanError as error:
            # One process that cannot go on must not hold up the others; it stays due and is
            # reported each time until it is mended.
            _log.exception("timer of %s %s: %s", subject_kind, subject_id, error.code)
