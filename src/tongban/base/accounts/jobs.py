"""Jobs of accounts."""

from procrastinate.contrib.django import app

from tongban.base.accounts import services
from tongban.base.kernel import actors


@app.periodic(cron="41 3 * * *", periodic_id="accounts.clear_grants")
@app.task(name="accounts.clear_grants", queueing_lock="accounts.clear_grants")
def clear_grants(timestamp: int) -> None:
    """Forget codes and tokens long over, every night. ``timestamp`` is the time it was due."""
    services.clear_grants(actor=actors.system(f"登录授权清理 {timestamp}"))
