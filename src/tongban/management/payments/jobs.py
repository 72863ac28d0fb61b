"""What the worker does with money. Everything may run twice, late, or be killed in the middle."""

import logging
from datetime import date, timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system

_log = logging.getLogger(__name__)


@app.task(
    name="payments.send_refund",
    queue="payments",
    retry=RetryStrategy(max_attempts=15, exponential_wait=3),
)
def send_refund(refund_id: str) -> None:
    """Let the provider give back what was approved, then write down what it did."""
    from tongban.management.payments import queries, services
    from tongban.management.payments.types import (
        RefundOrder,
        RefusedRefundError,
        provider_named,
    )

    refund = queries.approved_refund(UUID(refund_id))
    if refund is None:
        return
    order = RefundOrder(refund.id, refund.payment.reference, refund.amount, refund.reason)
    actor = system("退付")
    try:
        reference = provider_named(refund.payment.provider).refund(order)
    except RefusedRefundError as error:
        services.settle_refund(actor=actor, refund_id=refund.id, trouble=error.reason)
    else:
        services.settle_refund(actor=actor, refund_id=refund.id, reference=reference)


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
