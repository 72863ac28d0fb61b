"""Jobs of the audit trail."""

import time

from procrastinate.contrib.django import app

from tongban.base.audit.services import BLOCK_LIMIT, seal_pending

BUDGET = 0.9
"""Seconds that one run goes on for while full blocks keep coming; the next starts each second."""


# No ``lock`` beside the queueing lock: a run that a kill -9 left behind would hold it and stop all
# sealing. Runs that overlap wait for one another inside ``seal_pending``.
@app.periodic(cron="* * * * * *", periodic_id="audit.seal")
@app.task(name="audit.seal", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Seal everything that waits. Runs every second (the sixth field of the cron line).

    Goes on only after a full block: following every act with a block of its own would make as many
    blocks as acts.
    """
    until = time.monotonic() + BUDGET
    while seal_pending(limit=BLOCK_LIMIT) == BLOCK_LIMIT and time.monotonic() < until:
        pass
