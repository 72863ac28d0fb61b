"""代收协议 with other cities, for who keeps the halls."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.kernel.moments import today
from tongban.base.pages.access import actor_of
from tongban.handling.cases import queries as cases
from tongban.handling.cases.services import end_agreement, make_agreement
from tongban.handling.halls.forms import AgreementForm, posted
from tongban.handling.halls.views.halls import administrators

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@administrators
@GET_POST
def agreements(request: HttpRequest) -> HttpResponseBase:
    """What there is, and a new one."""
    form = AgreementForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            make_agreement(
                actor=actor_of(request),
                city=given["city"],
                basis=given["basis"],
                since=given["since"],
                until=given["until"],
                item_codes=given["item_codes"].split(),
            )
        except Invalid as error:
            form.show(error)
        else:
            messages.success(request, _("已登记。起的那天开始，窗口可以代收。"))
            return redirect("halls:agreements")
    return _page(request, form)


def _page(request: HttpRequest, form: AgreementForm) -> HttpResponse:
    on = today()
    rows = cases.agreements(actor_of(request))
    return render(
        request,
        "halls/agreements.html",
        {
            "form": form,
            "rows": [(row, cases.is_in_force(row, on), row.since > on) for row in rows],
            "nav": "halls",
        },
        status=422 if form.errors else 200,
    )


@administrators
@require_POST
def end(request: HttpRequest, agreement_id: UUID) -> HttpResponseBase:
    """End one before its last day."""
    try:
        end_agreement(actor=actor_of(request), agreement_id=agreement_id)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("已终止，从现在起不再代收。已经收的件接着办。"))
    return redirect("halls:agreements")
