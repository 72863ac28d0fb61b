"""What the worker does for cases. A killed worker repeats it; the acts notice what is done."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system


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
