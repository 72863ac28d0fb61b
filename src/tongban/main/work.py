"""The worker: runs the jobs that acts queued."""

import logging


def work(*, concurrency: int = 2, until_empty: bool = False) -> None:
    """Run jobs until stopped, or until none is left.

    Done jobs are deleted: the audit trail and the rows they made are their record.
    """
    from procrastinate.contrib.django import app

    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        worker_app.run_worker(
            wait=not until_empty,
            concurrency=concurrency,
            delete_jobs="successful",
            install_signal_handlers=True,
            listen_notify=not until_empty,
        )
