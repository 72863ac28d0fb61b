"""Jobs of papers."""

import logging

from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError

_log = logging.getLogger(__name__)


# Soon after midnight, and again each hour: a worker that stood still at night catches up.
@app.periodic(cron="11 * * * *", periodic_id="documents.publications_over")
@app.task(name="documents.publications_over", queueing_lock="documents.publications_over")
def publications_over(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Let papers count as served whose days of publication are over. Repeating it changes nothing."""
    from tongban.management.documents import queries, services

    for paper_id in queries.published_long_enough():
        try:
            services.complete_published(actor=system("公告期满"), paper_id=paper_id)
        except TongbanError as error:
            _log.exception("published service of paper %s: %s", paper_id, error.code)
