"""Jobs of accounts."""

from procrastinate.contrib.django import app

from tongban.base.kernel import actors


@app.periodic(cron="*/5 * * * *", periodic_id="accounts.watch")
@app.task(name="accounts.watch", queueing_lock="accounts.watch")
def watch(timestamp: int) -> None:
    """Look through the security log for what somebody must look at. Said twice it finds nothing new."""
    from tongban.base.accounts import services

    services.watch(actor=actors.system(f"安全巡查 {timestamp}"))


@app.periodic(cron="17 * * * *", periodic_id="accounts.forget_counts")
@app.task(name="accounts.forget_counts", queueing_lock="accounts.forget_counts")
def forget_counts(timestamp: int) -> None:
    """Clear away counters of tries and visits that are over."""
    from tongban.base.accounts import services

    actor = actors.system(f"清理计数 {timestamp}")
    services.forget_old_tries(actor=actor)
    services.forget_old_visits(actor=actor)


@app.periodic(cron="41 3 * * *", periodic_id="accounts.clear_grants")
@app.task(name="accounts.clear_grants", queueing_lock="accounts.clear_grants")
def clear_grants(timestamp: int) -> None:
    """Forget codes and tokens long over, every night. ``timestamp`` is the time it was due."""
    from tongban.base.accounts import services

    services.clear_grants(actor=actors.system(f"登录授权清理 {timestamp}"))
