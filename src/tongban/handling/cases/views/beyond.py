"""What is asked beyond the guide: at the desk and by the applicant."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.errors import Invalid, Missing, TongbanError
from tongban.base.pages.access import actor_of, appliers, officers
from tongban.handling.cases import queries, services
from tongban.handling.cases.views.case import done_on_case


@officers
@require_POST
def beyond_ask(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask the signer to approve it."""
    given = {key: request.POST.get(key, "") for key in ("name", "reason", "law", "article")}
    return done_on_case(
        request,
        number,
        lambda actor, found: services.ask_beyond_guide(actor=actor, case_id=found.id, **given),
        lambda _asked: _("已提交，等签发人批准。批准以前申请人看不到。"),
        focus="way-beyond",
    )


@officers
@require_POST
def beyond_act(request: HttpRequest, number: str, beyond_id: UUID, move: str) -> HttpResponseBase:
    """Approve it, or not."""
    doers: dict[str, tuple[Any, str]] = {
        "approve": (services.approve_beyond_guide, _("已批准，已经告知申请人并报督查。")),
        "refuse": (services.refuse_beyond_guide, _("没有批准，申请人看不到。")),
    }
    if move not in doers:
        raise Missing(_("没有这个办理动作。"))
    do, done = doers[move]
    return done_on_case(
        request,
        number,
        lambda actor, found: do(
            actor=actor,
            case_id=found.id,
            beyond_id=beyond_id,
            words=request.POST.get("beyond_words", ""),
        ),
        lambda _asked: done,
        focus="beyond",
    )


@appliers
@require_POST
def my_beyond(request: HttpRequest, case_id: UUID, beyond_id: UUID) -> HttpResponse:
    """Hand it in, or say that it is not there."""
    actor = actor_of(request)
    queries.my_case(actor, case_id)
    stream = request.FILES.get("file")
    try:
        services.answer_beyond_guide(
            actor=actor,
            case_id=case_id,
            beyond_id=beyond_id,
            words=request.POST.get("words", ""),
            stream=stream,  # type: ignore[arg-type]
            filename=(stream.name or "") if stream else "",
        )
    except Missing:
        raise
    except Invalid as error:
        told = error.findings[0].message if error.findings else error.message
        messages.warning(request, told)
    except TongbanError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("已经答复。"))
    return redirect(f"/my/cases/{case_id}/")
