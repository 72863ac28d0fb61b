"""答复指南以外的要求 for who stands there, or who agreed to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base.audit.services import record_look
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries as cases
from tongban.handling.cases.services import answer_beyond_guide
from tongban.handling.cases.types import KIND
from tongban.handling.halls.views.serving import served_of, serving_officers, whom

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@serving_officers
@GET_POST
def beyond(request: HttpRequest, delegation_id: UUID, case_id: UUID) -> HttpResponseBase:
    """What the person is asked for beyond the guide; hand it in, or say that it is not there."""
    served = served_of(request, delegation_id)
    found = cases.my_case(served, case_id)
    faults: list[Fault] = []
    if request.method == "POST":
        stream = request.FILES.get("file")
        try:
            answer_beyond_guide(
                actor=served,
                case_id=found.id,
                beyond_id=_ident(request.POST.get("beyond", "")),
                words=request.POST.get("words", ""),
                stream=stream,  # type: ignore[arg-type]
                filename=(stream.name or "") if stream else "",
            )
        except Invalid as error:
            faults = [Fault(f.message) for f in error.findings] or [Fault(error.message)]
        except Conflict as error:
            faults = [Fault(error.message)]
        else:
            messages.success(request, _("已经替本人答复。"))
            return redirect("halls:beyond", delegation_id, case_id)
    record_look(
        actor=served,
        subject_kind=KIND,
        subject_id=found.id,
        fields=["materials"],
        reason=_("代申请人答复"),
        division_code=found.division_code,
    )
    page: HttpResponse = render(
        request,
        "halls/beyond.html",
        {
            **whom(served),
            "case": found,
            "panel": cases.own_beyond_panel(served, found),
            "faults": faults,
        },
        status=422 if faults else 200,
    )
    return page


def _ident(text: str) -> UUID:
    """An id that nothing has, for what is none: the act says that there is no such request."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
