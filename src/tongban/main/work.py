"""The worker: runs the jobs that acts queued."""

import asyncio
import logging
import signal
import time

from tongban.main import start

PAUSE = 2
"""Seconds after which a worker that lost the database looks for it again."""

_log = logging.getLogger(__name__)


def work(*, concurrency: int = 2, until_empty: bool = False) -> None:
    """Run jobs until stopped (SIGTERM, SIGINT: what runs is finished), or until none is left.

    Begins with what a dead worker was in the middle of, if any; what stops later is looked for
    once a minute. A database that goes away (a restart, another machine taking over) is waited
    for; only with ``until_empty`` that is the end, and ``ConnectorException`` is raised. Done jobs
    are deleted: the audit trail and the rows they made are their record.
    """
    from django.db import Error
    from procrastinate.exceptions import ConnectorException

    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    while True:
        try:
            _look_for_stalled()
            _recount_by_new_rules()
            if asyncio.run(_run(concurrency, until_empty=until_empty)):
                return
        except (ConnectorException, Error):
            if until_empty:
                raise
        # What happened is in procrastinate's own log, right before this line.
        _log.warning("the database went away, looking for it again in %s s", PAUSE)
        time.sleep(PAUSE)
        start.database()


def _look_for_stalled() -> None:
    from django.db import close_old_connections
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    from tongban.base.kernel.moments import now
    from tongban.main.jobs import retry_stalled

    close_old_connections()
    try:
        app.configure_task(retry_stalled.name, queueing_lock=retry_stalled.queueing_lock).defer(
            timestamp=int(now().timestamp())
        )
    except AlreadyEnqueued:
        _log.debug("somebody looks for stalled jobs already")


def _recount_by_new_rules() -> None:
    """Have items counted at once where the rules of this release are others than at the last time."""
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    from tongban.base.kernel.moments import now
    from tongban.management.catalog.jobs import recount
    from tongban.management.catalog.queries import counted_by_these_rules

    if counted_by_these_rules():
        return
    try:
        app.configure_task(recount.name, queueing_lock=recount.queueing_lock).defer(
            timestamp=int(now().timestamp())
        )
    except AlreadyEnqueued:
        _log.debug("items are going to be counted already")


async def _run(concurrency: int, *, until_empty: bool) -> bool:
    """Whether the worker ended because it was asked to, or had nothing more to do.

    It also ends when one of its connections breaks, some of them without an error; therefore the
    signals are ours and not procrastinate's.
    """
    from procrastinate.contrib.django import app

    from tongban.main.jobs import DEAD_AFTER

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            worker = asyncio.create_task(
                worker_app.run_worker_async(
                    wait=not until_empty,
                    concurrency=concurrency,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    listen_notify=not until_empty,
                    update_heartbeat_interval=DEAD_AFTER / 3,
                    stalled_worker_timeout=DEAD_AFTER,
                )
            )
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, _end, worker)
            try:
                await worker
            except asyncio.CancelledError:
                return True
            return until_empty


def _end(worker: "asyncio.Task[None]") -> None:
    """End a worker that was asked to: that questions to the database are broken off on the way is
    what was asked for, and no warning.
    """
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    worker.cancel()
