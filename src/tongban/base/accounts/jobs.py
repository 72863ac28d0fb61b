"""What the worker does for accounts."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system


@app.task(
    name="accounts.make_export",
    queue="accounts",
    retry=RetryStrategy(max_attempts=10, exponential_wait=2),
)
def make_export(request_id: str) -> None:
    """Make the copy that a person asked for. Twice has one effect."""
    from tongban.base.accounts.services import make_copy

    make_copy(actor=system("个人信息导出"), request_id=UUID(request_id))


@app.periodic(cron="17 * * * *", periodic_id="accounts.sweep")
@app.task(name="accounts.sweep", queueing_lock="accounts.sweep")
def sweep(timestamp: int) -> None:
    """Empty registrations and copies whose time is over. ``timestamp`` is the time it was due."""
    from tongban.base.accounts.services import sweep_copies, sweep_registrations

    actor = system(f"清理过期 {timestamp}")
    sweep_registrations(actor=actor)
    sweep_copies(actor=actor)
