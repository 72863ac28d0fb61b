"""检索用词: what people looked for in vain, as work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.pages.access import actor_of
from tongban.management.catalog import services
from tongban.management.catalog.forms.items import MissForm
from tongban.management.catalog.search.answering import (
    answered_misses,
    open_miss_count,
    open_misses,
)
from tongban.management.catalog.search.words import plain
from tongban.management.catalog.types import MissOutcome
from tongban.management.catalog.views.guards import GET_POST, wordsmiths
from tongban.management.catalog.words.groups import groups

SHOWN_MISSES = 100
SHOWN_ANSWERS = 20


@wordsmiths
@GET_POST
def words(request: HttpRequest) -> HttpResponseBase:
    """Queries that found nothing, by day, as work; and what was done about earlier ones."""
    failed: MissForm | None = None
    if request.method == "POST":
        form = MissForm(request.POST, auto_id="m-%s")
        if form.is_valid():
            try:
                services.answer_miss(actor=actor_of(request), **form.cleaned_data)
            except (Conflict, Invalid) as error:
                form.show(error.findings, error.message)
            else:
                messages.success(request, _("已记下。再有人搜不到，它会回到这里。"))
                return redirect("catalog:words")
        failed = form
    misses = open_misses(SHOWN_MISSES)
    drafted = groups()
    in_draft = {plain(way).replace(" ", "") for one in drafted if one.change for way in one.ways}
    rows = []
    for n, miss in enumerate(misses):
        is_failed = failed is not None and failed.data.get("text") == miss.text
        usual = MissForm(
            initial={"text": miss.text, "answer": MissOutcome.NONE}, auto_id=f"m{n}-%s"
        )
        rows.append((miss, failed if is_failed else usual, is_failed, miss.text in in_draft))
    return render(
        request,
        "catalog/words.html",
        {
            "rows": rows,
            "more": open_miss_count() - len(misses),
            "failed": failed,
            "answered": answered_misses(SHOWN_ANSWERS),
            "changes": sum(one.change is not None for one in drafted),
            "nav": "words",
        },
        status=422 if failed else 200,
    )
