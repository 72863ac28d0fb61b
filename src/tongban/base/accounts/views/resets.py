"""Resetting an officer's factors: one administrator asks, another does it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.accounts import services
from tongban.base.accounts.forms.officers import ResetForm
from tongban.base.accounts.views.officers import officer_page
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with


@officers_with(Duty.SYSTEM_ADMIN)
@require_POST
def ask(request: HttpRequest, account_id: UUID) -> HttpResponseBase:
    """Say why."""
    form = ResetForm(request.POST, auto_id="r-%s")
    if form.is_valid():
        try:
            services.ask_for_factor_reset(
                actor=actor_of(request),
                account_id=account_id,
                reason=form.cleaned_data["reason"],
            )
        except (Conflict, Invalid) as error:
            form.show(error.findings, error.message)
        else:
            messages.success(request, _("已申请，等安全管理员办理。"))
            return redirect("accounts:officer", account_id)
    return officer_page(request, account_id, {"reset_form": form}, 422)


@officers_with(Duty.SECURITY_ADMIN)
@require_POST
def decide(request: HttpRequest, reset_id: UUID) -> HttpResponseBase:
    """Do it, or not."""
    act = (
        services.reset_factors
        if request.POST.get("verdict") == "done"
        else services.refuse_factor_reset
    )
    try:
        act(actor=actor_of(request), reset_id=reset_id, note=request.POST.get("note", ""))
    except (Conflict, Invalid) as error:
        messages.warning(request, error.findings[0].message if error.findings else error.message)
    else:
        messages.success(request, _("已办理，已经记录。"))
    return redirect("accounts:security")
