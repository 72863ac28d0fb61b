"""What the worker does with money. Everything may run twice, late, or be killed in the middle."""

from datetime import date, datetime, timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.tries import queued_once


@app.task(name="payments.send_refund", queue="payments")
def send_refund(refund_id: str) -> None:
    """Try once to give back what was approved. May run twice, late, or at once with another."""
    from tongban.management.payments import services

    services.send_refund(actor=system("退付"), refund_id=UUID(refund_id))


@app.periodic(cron="*/5 * * * *", periodic_id="payments.catch_up")
@app.task(name="payments.catch_up", queueing_lock="payments.catch_up")
def catch_up(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Queue again what should have been given back by now."""
    from tongban.management.payments import services

    services.catch_up_refunds(actor=system("退付补办"))


def queue_refund(refund_id: UUID, at: datetime | None = None) -> bool:
    """Queue a try, in the running transaction; False when one is queued already."""
    return queued_once(send_refund, f"payments.send_refund:{refund_id}", at, refund_id=refund_id)


@app.periodic(cron="20 0 * * *", periodic_id="payments.expire")
@app.task(name="payments.expire", queueing_lock="payments.expire")
def expire(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Let notices expire that nobody paid in time."""
    from tongban.management.payments.services import expire_payments

    while expire_payments(actor=system("缴款到期")):
        pass


@app.periodic(cron="10 3 * * *", periodic_id="payments.reconcile")
@app.task(name="payments.reconcile", queueing_lock="payments.reconcile")
def reconcile(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Compare yesterday, and the days that had no statement yet, with the provider's statement."""
    from tongban.base.kernel.moments import today
    from tongban.management.payments import plugins, queries

    provider = plugins.chosen().name
    for day in sorted({today() - timedelta(days=1), *queries.days_without(provider)}):
        reconcile_day(provider, day)


def reconcile_day(provider: str, day: date) -> None:
    """One day. The provider is asked outside of any transaction."""
    from tongban.management.payments import services
    from tongban.management.payments.types import ProviderError, provider_named

    actor = system("对账")
    try:
        lines = provider_named(provider).statement(day)
    except ProviderError as error:
        services.miss_statement(actor=actor, provider=provider, day=day, reason=error.reason)
    else:
        services.take_statement(actor=actor, provider=provider, day=day, lines=lines)
