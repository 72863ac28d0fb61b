"""Fees of a case: the applicant's code, refund and receipt, and the office's exemption."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of, applicants, officers
from tongban.handling.cases import queries, services
from tongban.handling.cases.queries.fees import receipt_of
from tongban.handling.cases.views.case import done_on_case


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing(_("没有这张缴款通知。")) from None


@applicants
@require_POST
def my_fee(request: HttpRequest, case_id: UUID, move: str) -> HttpResponseBase:
    """Take a fresh code, or ask for money back."""
    actor = actor_of(request)
    queries.my_case(actor, case_id)
    try:
        if move == "renew":
            services.renew_fee(actor=actor, case_id=case_id)
            messages.success(request, _("新的缴款码在下面。"))
        elif move == "refund":
            services.claim_refund(
                actor=actor,
                case_id=case_id,
                notice_id=_ident(request.POST.get("notice", "")),
                reason=request.POST.get("reason", ""),
            )
            messages.success(request, _("退费申请已经提出，批准后按原路退给您。"))
        else:
            raise Missing(_("没有这个页面。"))
    except (Invalid, Conflict) as error:
        messages.warning(request, error.message)
    return redirect("web:my_case", case_id)


@applicants
@require_safe
def my_receipt(request: HttpRequest, case_id: UUID, notice_id: UUID) -> HttpResponse:
    """The electronic receipt, to be printed."""
    case = queries.my_case(actor_of(request), case_id)
    return render(
        request, "cases/receipt.html", {"case": case, "view": receipt_of(case, notice_id)}
    )


def _fen(text: str) -> int:
    """元 as typed, in 分; 0 for what is no amount, which the act refuses."""
    try:
        fen = Decimal(text.strip()) * 100
    except InvalidOperation:
        return 0
    return int(fen) if fen.is_finite() and fen == fen.to_integral_value() and fen < 10**12 else 0


@officers
@require_POST
def fee_exempt(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask that a fee be let off."""
    return done_on_case(
        request,
        number,
        lambda actor, found: services.ask_fee_exemption(
            actor=actor,
            case_id=found.id,
            notice_id=_ident(request.POST.get("notice", "")),
            amount=_fen(request.POST.get("amount", "")[:20]),
            clause=request.POST.get("clause", ""),
            reason=request.POST.get("reason", ""),
        ),
        lambda _case: _("已申请减免，等财务岗批准。"),
        focus="fees",
    )
