"""Promising what comes later, and handing it in; ending a case without a decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.kernel.errors import Conflict, Invalid, Missing, TongbanError
from tongban.base.pages.access import actor_of, applicants, officers
from tongban.base.pages.fields import Fault, Field
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, Promise
from tongban.handling.cases.types import PromiseState
from tongban.handling.cases.views.case import done_on_case

AFTER = "/apply/{code}/materials/"


@applicants
@require_http_methods(["GET", "HEAD", "POST"])
def late_promise(request: HttpRequest, code: str) -> HttpResponseBase:
    """Choose what comes later, read the promise, sign it with the code that was sent."""
    actor = actor_of(request)
    draft = queries.my_draft_for(actor, code)
    if draft is None:
        raise Missing(_("还没有开始填，或者已经提交了。请从办事指南点“开始办理”。"))
    faults: list[Fault] = []
    promise: Promise | None = None
    if request.method == "POST":
        try:
            if "promise" in request.POST:
                promise = drawn_promise(draft, request.POST["promise"])
                if services.sign_promise(
                    actor=actor,
                    case_id=draft.id,
                    promise_id=promise.id,
                    code=request.POST.get("code", "")[:20],
                ):
                    messages.success(request, _("承诺书已经签好。这些材料可以受理后再交。"))
                    return redirect(AFTER.format(code=code))
                faults = [Fault(_("验证码不对，请再看一遍。"), "f-code")]
            else:
                promise, _code = services.draw_promise(
                    actor=actor, case_id=draft.id, keys=request.POST.getlist("key")[:50]
                )
        except Invalid as error:
            faults = [Fault(f.message, "later") for f in error.findings]
        except Conflict as error:
            promise, faults = None, [Fault(error.message, "main")]
    return _late_page(request, draft, promise, faults)


def drawn_promise(draft: Case, ident: str) -> Promise:
    """The promise of this draft that waits to be signed; raises Conflict (``code_over``)."""
    found = next(
        (p for p in draft.promises.filter(state=PromiseState.DRAWN) if str(p.id) == ident), None
    )
    if found is None:
        raise Conflict(_("验证码不能用了，请重新要一个。"), code="code_over")
    return found


def code_field(faults: list[Fault]) -> Field:
    """Where the code is typed that was sent for signing."""
    return Field(
        name="code",
        label=_("短信验证码"),
        hint=_("已经发到您的手机，5 分钟内有效。"),
        is_short=True,
        error=next((f.message for f in faults if f.focus_id == "f-code"), ""),
        attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6},
    )


def _late_page(
    request: HttpRequest, draft: Case, promise: Promise | None, faults: list[Fault]
) -> HttpResponse:
    return render(
        request,
        "cases/late_promise.html",
        {
            "draft": draft,
            "code": draft.item.code,
            "after": AFTER.format(code=draft.item.code),
            "offered": queries.promises_offered(draft) if promise is None else [],
            "promise": promise,
            "signed": queries.promised_keys(draft),
            "faults": faults,
            "asked": code_field(faults),
        },
        status=422 if faults else 200,
    )


@applicants
@require_POST
def late_supply(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Hand in what was promised."""
    actor = actor_of(request)
    queries.my_case(actor, case_id)
    stream = request.FILES.get("file")
    if stream is None:
        messages.warning(request, _("请先选要补交的文件。"))
    else:
        try:
            services.supply_late(
                actor=actor,
                case_id=case_id,
                requirement_key=request.POST.get("key", "")[:100],
                stream=stream,  # type: ignore[arg-type]
                filename=stream.name or "",
            )
        except TongbanError as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("已经补交。"))
    return redirect(f"/my/cases/{case_id}/")


@officers
@require_POST
def terminate(request: HttpRequest, number: str) -> HttpResponseBase:
    """End a case without a decision."""
    return done_on_case(
        request,
        number,
        lambda actor, found: services.terminate_case(
            actor=actor,
            case_id=found.id,
            cause=request.POST.get("cause", "")[:20],
            words=request.POST.get("words", ""),
        ),
        lambda _case: _("已终止，已经告知申请人。"),
        focus="way-ending",
    )
