"""Promising instead of proving (告知承诺), and the after-checks of what was promised."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of, applicants, officers
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import AfterCheck, Case, Promise
from tongban.handling.cases.views.case import done_on_case
from tongban.handling.cases.views.promising import AFTER, code_field, drawn_promise

MOVES: dict[str, Callable[..., AfterCheck]] = {
    "record": services.record_after_check,
    "revoke": services.revoke_after_check,
    "uphold": services.uphold_after_check,
}


@applicants
@require_http_methods(["GET", "HEAD", "POST"])
def replacement(request: HttpRequest, code: str) -> HttpResponseBase:
    """Read the whole notice, choose, read the promise, sign it with the code; or take it back."""
    actor = actor_of(request)
    draft = queries.my_draft_for(actor, code)
    if draft is None:
        raise Missing(_("还没有开始填，或者已经提交了。请从办事指南点“开始办理”。"))
    faults: list[Fault] = []
    promise: Promise | None = None
    if request.method == "POST":
        try:
            if "drop" in request.POST:
                services.drop_replacement(actor=actor, case_id=draft.id)
                messages.success(request, _("已经取消承诺，请照常交材料。"))
                return redirect(AFTER.format(code=code))
            if "promise" in request.POST:
                promise = drawn_promise(draft, request.POST["promise"])
                if services.sign_promise(
                    actor=actor,
                    case_id=draft.id,
                    promise_id=promise.id,
                    code=request.POST.get("code", "")[:20],
                ):
                    messages.success(request, _("承诺书已经签好。承诺代替的材料不用交了。"))
                    return redirect(AFTER.format(code=code))
                faults = [Fault(_("验证码不对，请再看一遍。"), "f-code")]
            else:
                promise, _code = services.draw_replacement(
                    actor=actor, case_id=draft.id, keys=request.POST.getlist("key")[:50]
                )
        except Invalid as error:
            faults = [Fault(f.message, "instead") for f in error.findings]
        except Conflict as error:
            promise, faults = None, [Fault(error.message, "main")]
    return _page(request, draft, promise, faults)


def _page(
    request: HttpRequest, draft: Case, promise: Promise | None, faults: list[Fault]
) -> HttpResponse:
    signed = queries.has_replaced(draft)
    return render(
        request,
        "cases/replacement.html",
        {
            "draft": draft,
            "after": AFTER.format(code=draft.item.code),
            "offered": [] if promise or signed else queries.replacements_offered(draft),
            "promise": promise,
            "signed": signed,
            "faults": faults,
            "asked": code_field(faults),
        },
        status=422 if faults else 200,
    )


@officers
@require_POST
def check_act(request: HttpRequest, number: str, check_id: UUID, move: str) -> HttpResponseBase:
    """Record an after-check, or decide on one whose applicant was heard."""
    if move not in MOVES:
        raise Http404
    given = {"words": request.POST.get("words", "")}
    if move == "record":
        given |= {key: request.POST.get(key, "")[:20] for key in ("result", "way")}
    return done_on_case(
        request,
        number,
        lambda actor, found: MOVES[move](actor=actor, case_id=found.id, check_id=check_id, **given),
        lambda check: _("已登记：%(state)s。") % {"state": check.get_state_display()},
        focus="after-check",
    )


@applicants
@require_POST
def my_defence(request: HttpRequest, case_id: UUID, check_id: UUID) -> HttpResponse:
    """Say what there is to say against a finding."""
    actor = actor_of(request)
    queries.my_case(actor, case_id)
    try:
        services.state_defence(
            actor=actor,
            case_id=case_id,
            check_id=check_id,
            words=request.POST.get("words", ""),
        )
    except (Invalid, Conflict) as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("已经收到您的陈述申辩，答复会发短信给您。"))
    return redirect(f"/my/cases/{case_id}/#own-check")
