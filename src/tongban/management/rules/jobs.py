"""What the worker does for rules."""

import logging

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError

_log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="rules.publish_due")
@app.task(name="rules.publish_due", queueing_lock="rules.publish_due")
def publish_due(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Publish the approved changes whose day has come; repeating it changes nothing."""
    from tongban.management.rules import queries, services

    for draft_id in queries.drafts_due():
        try:
            services.publish_due_rules(actor=system("到期发布"), draft_id=draft_id)
        except TongbanError as error:
            # One change that cannot be published must not hold up the others.
            _log.exception("rules %s: %s", draft_id, error.code)
