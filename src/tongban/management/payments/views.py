"""What providers tell, and the finance post's two pages."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, everybody, officers_with
from tongban.base.pages.fields import Fault
from tongban.management.payments import queries, services, types
from tongban.management.payments.types import ForgedError, UnreadableError

_log = logging.getLogger(__name__)
LONGEST = 64 * 1024
"""Bytes of a message about a payment."""
FINANCE = officers_with(Duty.FINANCE.value)


@everybody
@csrf_exempt
@require_POST
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """What a provider tells of money. Its signature is what lets it in, not a session.

    200 once it stands in our books, also when it was told before or fits nothing: the provider
    need not tell again. 401 for a signature that does not hold, 400 for what says nothing.
    """
    return _received(provider, dict(request.headers), request.read(LONGEST + 1))


def _received(name: str, headers: dict[str, str], body: bytes) -> JsonResponse:
    try:
        provider = types.provider_named(name)
    except LookupError:
        raise Missing(_("没有这个支付平台。")) from None
    if len(body) > LONGEST:
        return JsonResponse({"result": "unreadable"}, status=400)
    try:
        message = provider.read(headers, body)
    except ForgedError as error:
        services.note_forgery(actor=system("支付平台"), provider=name, reason=error.reason)
        return JsonResponse({"result": "forged"}, status=401)
    except UnreadableError as error:
        _log.warning("provider %s told something unreadable: %s", name, error.reason)
        return JsonResponse({"result": "unreadable"}, status=400)
    services.take_payment(actor=system("支付平台"), provider=name, message=message)
    return JsonResponse({"result": "ok"})


@FINANCE
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Refunds and exemptions that wait for approval."""
    return _desk_page(request)


def _desk_page(request: HttpRequest, fault: str = "") -> HttpResponse:
    context = {
        **queries.matters_to_decide(actor_of(request)),
        "nav": "payments",
        "faults": [Fault(fault, "main")] if fault else [],
    }
    return render(request, "payments/desk.html", context, status=422 if fault else 200)


@FINANCE
@require_POST
def decide(request: HttpRequest, kind: str, matter_id: UUID, move: str) -> HttpResponseBase:
    """Approve a refund or an exemption, or not."""
    actor, answer = actor_of(request), request.POST.get("answer", "")
    try:
        match (kind, move):
            case ("refund", "approve"):
                services.approve_refund(actor=actor, refund_id=matter_id, answer=answer)
                told = _("已批准退付，正在退给缴款人。")
            case ("refund", "refuse"):
                services.refuse_refund(actor=actor, refund_id=matter_id, answer=answer)
                told = _("没有批准退付。")
            case ("refund", "again"):
                services.send_refund_again(actor=actor, refund_id=matter_id)
                told = _("已排队再退一次。还退不出去的话，会再回到这里。")
            case ("exemption", "approve"):
                services.approve_exemption(actor=actor, exemption_id=matter_id, answer=answer)
                told = _("已批准减免。")
            case ("exemption", "refuse"):
                services.refuse_exemption(actor=actor, exemption_id=matter_id, answer=answer)
                told = _("没有批准减免。")
            case _unknown:
                raise Missing(_("没有这个办理动作。"))
    except Invalid as error:
        return _desk_page(request, error.message)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, told)
    return redirect("payments:desk")


@FINANCE
@require_safe
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Statements and differences."""
    return _reconciliation_page(request)


def _reconciliation_page(request: HttpRequest, fault: str = "") -> HttpResponse:
    context = {
        **queries.reconciliation(actor_of(request)),
        "nav": "reconciliation",
        "faults": [Fault(fault, "main")] if fault else [],
    }
    return render(request, "payments/reconciliation.html", context, status=422 if fault else 200)


@FINANCE
@require_POST
def explain(request: HttpRequest, difference_id: UUID) -> HttpResponseBase:
    """Say what a difference was."""
    try:
        services.explain_difference(
            actor=actor_of(request),
            difference_id=difference_id,
            explanation=request.POST.get("explanation", ""),
        )
    except Invalid as error:
        return _reconciliation_page(request, error.message)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("已记下说明。"))
    return redirect("payments:reconciliation")
