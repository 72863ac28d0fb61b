"""What the worker does for cases. A killed worker repeats it; the acts notice what is done."""

import logging
from collections.abc import Callable
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError

_log = logging.getLogger(__name__)


@app.task(
    name="cases.finish_case",
    queue="cases",
    retry=RetryStrategy(max_attempts=20, exponential_wait=2),
)
def finish_case(case_id: str) -> None:
    """Issue what a granted case results in, then close it."""
    from tongban.handling.cases.services.finishing import close_case, issue_result

    ident = UUID(case_id)
    issue_result(actor=system(), case_id=ident)
    close_case(actor=system(), case_id=ident)


@app.periodic(cron="*/5 * * * *", periodic_id="cases.limits_over")
@app.task(name="cases.limits_over", queueing_lock="cases.limits_over")
def limits_over(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it
    """Do what the law or the notice says of a limit that is over; repeating it changes nothing.

    A licensing case that nobody answered counts as accepted; one that was not corrected ends. One
    that nobody decided is granted where the guide's clause says so.
    """
    from tongban.handling.cases import queries, services

    due: tuple[tuple[Callable[..., object], list[UUID]], ...] = (
        (services.accept_by_silence, queries.unanswered_cases()),
        (services.close_uncorrected, queries.uncorrected_cases()),
        (services.warn_of_late, queries.promised_cases()),
        (services.close_unsupplied, queries.unsupplied_cases()),
        (services.grant_by_silence, queries.tacit_cases()),
        (services.report_late_review, queries.unanswered_reviews()),
    )
    for act, cases in due:
        for case_id in cases:
            try:
                act(actor=system("期限已过"), case_id=case_id)
            except TongbanError as error:
                # One case that cannot go on must not hold up the others; it is tried again.
                _log.exception("limit of case %s: %s", case_id, error.code)
    for subcase_id in queries.unanswered_subcases():
        try:
            services.end_joint_limit(actor=system("期限已过"), subcase_id=subcase_id)
        except TongbanError as error:
            _log.exception("limit of a joint department %s: %s", subcase_id, error.code)


@app.task(name="cases.recount_due", queue="cases", retry=RetryStrategy(max_attempts=20))
def recount_due() -> None:
    """After a year was published: let the inboxes follow the limits that it moved."""
    from tongban.handling.cases.services.due import follow_due

    while follow_due(actor=system("日历更新")):
        pass
