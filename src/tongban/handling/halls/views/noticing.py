"""一次性告知单: find the item, answer its questions for who stands there, print."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tongban.base.kernel.errors import Invalid
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.base.pages.fields import Fault
from tongban.handling.halls import queries, services

ADVISERS = officers_with(Duty.WINDOW, Duty.CHIEF, Duty.HANDLER)
PREFIX = "s-"


@ADVISERS
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Find an item; what was given lately."""
    actor, query = actor_of(request), request.GET.get("q", "")[:80]
    return render(
        request,
        "halls/notices.html",
        {
            "query": query,
            "found": queries.items_to_tell_of(actor, query),
            "given": queries.notices_given(actor),
        },
    )


@ADVISERS
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, code: str) -> HttpResponseBase:
    """The item's questions; with a POST the notice is made, and its page has the file to print."""
    actor = actor_of(request)
    given = (request.POST if request.method == "POST" else request.GET).dict()
    item, guide, own = queries.open_questions(actor, code, given)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            made = services.give_one_notice(
                actor=actor,
                item_code=code,
                situation={
                    key.removeprefix(PREFIX): value
                    for key, value in given.items()
                    if key.startswith(PREFIX)
                },
                name=given.get("name", "")[:200],
            )
        except Invalid as error:
            faults = [Fault(f.message, f.place) for f in error.findings]
        else:
            return redirect("papers:desk", queries.paper_of_notice(made.id).paper.id)
    return render(
        request,
        "halls/notice.html",
        {
            "item": item,
            "guide": guide,
            "questions": [(q, own.chosen.get(q.key, "")) for q in own.questions],
            "name": given.get("name", ""),
            "faults": faults,
        },
        status=422 if faults else 200,
    )
