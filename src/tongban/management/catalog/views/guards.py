"""Who comes in to the pages about items, and what all of them say when something was too late."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import officers_with

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
keepers = officers_with(Duty.ITEM_MANAGER, Duty.CHIEF, Duty.SYSTEM_ADMIN)
"""Who looks after items: their managers, who approves, and the system administrator, who looks."""
editors = officers_with(Duty.ITEM_MANAGER)
wordsmiths = officers_with(Duty.ITEM_MANAGER, Duty.DATA_OFFICER)


@contextmanager
def told_on_the_next_page(request: HttpRequest) -> Iterator[None]:
    """Pressed twice, or after a colleague, or with something left out: say so on the next page."""
    try:
        yield
    except (Conflict, Invalid) as error:
        said = [error.message, *(finding.message for finding in error.findings[:5])]
        messages.warning(request, " ".join(dict.fromkeys(said)))
