"""Jobs of accounts."""

from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.tries import queued_once


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


@app.periodic(cron="*/5 * * * *", periodic_id="accounts.watch")
@app.task(name="accounts.watch", queueing_lock="accounts.watch")
def watch(timestamp: int) -> None:
    """Look through the security log for what somebody must look at. Said twice it finds nothing new."""
    from tongban.base.accounts import services

    services.watch(actor=system(f"安全巡查 {timestamp}"))


@app.periodic(cron="17 * * * *", periodic_id="accounts.forget_counts")
@app.task(name="accounts.forget_counts", queueing_lock="accounts.forget_counts")
def forget_counts(timestamp: int) -> None:
    """Clear away counters of tries and visits that are over."""
    from tongban.base.accounts import services

    actor = system(f"清理计数 {timestamp}")
    services.forget_old_tries(actor=actor)
    services.forget_old_visits(actor=actor)


@app.periodic(cron="41 3 * * *", periodic_id="accounts.clear_grants")
@app.task(name="accounts.clear_grants", queueing_lock="accounts.clear_grants")
def clear_grants(timestamp: int) -> None:
    """Forget codes and tokens long over, every night. ``timestamp`` is the time it was due."""
    from tongban.base.accounts import services

    services.clear_grants(actor=system(f"登录授权清理 {timestamp}"))


RECHECKED_A_NIGHT = 2000


@app.periodic(cron="41 2 * * *", periodic_id="accounts.recheck_companies")
@app.task(name="accounts.recheck_companies", queueing_lock="accounts.recheck_companies")
def recheck_companies(timestamp: int) -> None:
    """Ask the business registry about the companies that were asked about longest ago.

    The first time that the registry does not answer, the rest waits for another night.
    """
    from tongban.base.accounts import services
    from tongban.base.accounts.acting import companies_to_recheck
    from tongban.base.accounts.proofs import RegistryUnavailable
    from tongban.base.kernel.errors import Conflict

    actor = system(f"核对单位登记 {timestamp}")
    for company_id in companies_to_recheck(RECHECKED_A_NIGHT):
        try:
            services.recheck_company(actor=actor, legal_person_id=company_id)
        except Conflict:
            # Its representative is known by a network identity: there is no number to ask with.
            continue
        except RegistryUnavailable:
            return


@app.task(name="accounts.notify_logout", queue="accounts")
def notify_logout(notice_id: str) -> None:
    """Tell a client that a sign-in ended. May run twice or late: see ``services.notify_logout``."""
    from tongban.base.accounts import services

    services.notify_logout(actor=system("退出通知"), notice_id=UUID(notice_id))


@app.periodic(cron="*/5 * * * *", periodic_id="accounts.catch_up_logouts")
@app.task(name="accounts.catch_up_logouts", queueing_lock="accounts.catch_up_logouts")
def catch_up_logouts(timestamp: int) -> None:
    """Queue again what a killed worker left behind. ``timestamp`` is the time it was due."""
    from tongban.base.accounts import services

    services.catch_up_logouts(actor=system(f"退出通知补发 {timestamp}"))


def queue_notice(notice_id: UUID, at: datetime | None = None) -> bool:
    """Queue a try of a logout notice, in the running transaction; False when one waits already."""
    return queued_once(
        notify_logout, f"accounts.notify_logout:{notice_id}", at, notice_id=notice_id
    )


@app.periodic(cron="23 2 * * *", periodic_id="accounts.retain")
@app.task(name="accounts.retain", queueing_lock="accounts.retain")
def retain(timestamp: int) -> None:
    """Clear away what was kept as long as it may be, every night, kind by kind."""
    from tongban.base.accounts import services
    from tongban.base.kernel.retention import kept_kinds

    actor = system(f"保存期限 {timestamp}")
    for key in kept_kinds():
        # A thousand at a time, until a batch comes back short.
        while services.clear_kept(actor=actor, key=key) >= services.AT_ONCE:
            continue
