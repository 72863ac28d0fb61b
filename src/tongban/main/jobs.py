"""Jobs of the house itself."""

import os

from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

DEAD_AFTER = float(os.environ.get("TONGBAN_WORKER_DEAD_AFTER", "30"))
"""Seconds without a heartbeat after which a worker is taken for dead; a living one gives three in
that time. All workers of a city need the same value."""


@app.periodic(cron="* * * * *", periodic_id="main.retry_stalled")
@app.task(name="main.retry_stalled", queueing_lock="main.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - passed in
    """Queue again what a killed worker was in the middle of. Jobs are idempotent."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        await manager.retry_job(job)
