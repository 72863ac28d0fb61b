"""What the worker does for the catalogue."""

import logging

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError

_log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="catalog.publish_due")
@app.task(name="catalog.publish_due", queueing_lock="catalog.publish_due")
def publish_due(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Take the changes above whose day has come, publish the approved changes, and suspend, resume
    and cancel what was approved for it; repeating it changes nothing.
    """
    from tongban.management.catalog import queries, services

    # First: a change of ours that is published today then has what is owned above.
    for wait_id in queries.upstream_due():
        try:
            services.take_due_upstream(actor=system("上级变更到期"), wait_id=wait_id)
        except TongbanError as error:
            _log.exception("upstream wait %s: %s", wait_id, error.code)
    for draft_id in queries.drafts_due():
        try:
            services.publish_due_draft(actor=system("到期发布"), draft_id=draft_id)
        except TongbanError as error:
            # One change that cannot be published must not hold up the others.
            _log.exception("draft %s: %s", draft_id, error.code)
    for change_id in queries.standing_due():
        try:
            services.carry_out_standing(actor=system("到期执行"), change_id=change_id)
        except TongbanError as error:
            _log.exception("standing %s: %s", change_id, error.code)


@app.periodic(cron="40 3 * * *", periodic_id="catalog.check_links")
@app.task(name="catalog.check_links", queueing_lock="catalog.check_links")
def check_links(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Ask the addresses of guides and documents whether they open; repeating it asks those left."""
    from tongban.management.catalog import services
    from tongban.management.catalog.documents.links import addresses_due, answers_of

    services.check_links(actor=system("检查网址"), answers=answers_of(addresses_due()))


@app.periodic(cron="5 * * * *", periodic_id="catalog.recount")
@app.task(name="catalog.recount", queueing_lock="catalog.recount")
def recount(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Count anew what items lack where anything beside their guides changed (a day came on which a
    law ended, another division published the same item); repeating it judges nothing again.
    """
    from tongban.management.catalog.services.recounting import recount_all

    recount_all(actor=system("清点事项"))


@app.task(name="catalog.recount_watching", retry=3)
def recount_watching(key: str) -> None:
    """Count those anew whose guides name this (``law:某法``); repeating it judges nothing again."""
    from tongban.management.catalog.services import recounting

    recounting.recount_watching(actor=system("清点事项"), key=key)
