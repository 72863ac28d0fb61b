"""What the worker does for bundles. It may run twice: the act notices what is done."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tongban.base.kernel.actors import system


@app.task(
    name="bundles.go_on",
    queue="cases",
    retry=RetryStrategy(max_attempts=20, exponential_wait=2),
)
def go_on(application_id: str) -> None:
    """File what a result was missing for, and say what cannot go on."""
    from tongban.handling.bundles.services import advance_bundle

    advance_bundle(actor=system("一件事"), application_id=UUID(application_id))
