"""Several cases at once: choose, say what, read what became of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tongban.base.kernel.errors import Invalid
from tongban.base.pages.access import actor_of, officers
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries
from tongban.handling.cases.bulk import MOST, Outcome, do_together, ways_for
from tongban.handling.cases.wanted import Wanted


@officers
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """The inbox with boxes to tick; a POST tells case by case what was done and what was not."""
    actor = actor_of(request)
    wanted = Wanted.read(request.GET.dict())
    outcomes: list[Outcome] = []
    faults: list[Fault] = []
    ticked = request.POST.getlist("number")[: MOST + 1]
    if request.method == "POST":
        try:
            outcomes = do_together(actor, request.POST.get("way", ""), ticked)
            ticked = []
        except Invalid as error:
            faults = [Fault(f.message, "list") for f in error.findings]
    inbox = queries.inbox(actor, wanted)
    return render(
        request,
        "cases/bulk.html",
        {
            "inbox": inbox,
            "wanted": wanted,
            "ways": ways_for(inbox.rows),
            "most": MOST,
            "outcomes": outcomes,
            "faults": faults,
            "ticked": ticked,
        },
        status=422 if faults else 200,
    )
