"""Jobs of the house itself."""

import os

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

DEAD_AFTER = float(os.environ.get("TONGBAN_WORKER_DEAD_AFTER", "30"))
"""Seconds without a heartbeat after which a worker is taken for dead; a living one gives three in
that time. All workers of a city need the same value."""


@app.periodic(cron="* * * * *", periodic_id="main.retry_stalled")
@app.task(name="main.retry_stalled", queueing_lock="main.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - passed in
    """Queue again what a killed worker was in the middle of. Jobs are idempotent."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # Another of the same lock waits already and will do its work.
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
