"""The hall's window: look a company up with a reason, ask the registry anew, change who represents it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base.accounts import queries
from tongban.base.accounts.forms.companies import FindCompanyForm, RepresentativeForm
from tongban.base.accounts.forms.people import posted
from tongban.base.accounts.models import LegalPerson
from tongban.base.accounts.proofs import RegistryUnavailable
from tongban.base.accounts.services.representing import (
    change_representative_at_window,
    recheck_company,
)
from tongban.base.audit.services import record_look
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.errors import Conflict, Invalid, Missing, TongbanError
from tongban.base.kernel.sealing.masks import mask_name
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
LOOKED = "looked_up_companies"
"""The session keeps which companies the officer has looked up, with the reason that was recorded."""


@officers_with(Duty.WINDOW)
@GET_POST
def look_up(request: HttpRequest) -> HttpResponseBase:
    """Find a company by its code, with a reason that is recorded."""
    form = FindCompanyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        code = check_credit_code(form.cleaned_data["credit_code"]).value
        found = queries.legal_person_by_code(code)
        if found is not None:
            record_look(
                actor=actor_of(request),
                subject_kind="legal_person",
                subject_id=found.id,
                fields=["name", "representative"],
                reason=form.cleaned_data["reason"],
                division_code=found.division_code,
            )
            request.session[LOOKED] = [str(found.id), *request.session.get(LOOKED, [])][:20]
            return redirect("accounts:desk_company", found.id)
        form.add_error("credit_code", _("平台上没有这家单位。法定代表人在网上绑定后才有。"))
    return render(
        request,
        "accounts/desk_companies.html",
        {"form": form, "nav": "companies"},
        status=422 if form.errors else 200,
    )


@officers_with(Duty.WINDOW)
@GET_POST
def company(request: HttpRequest, legal_person_id: UUID) -> HttpResponseBase:
    """A company that was looked up, and what may be done."""
    if str(legal_person_id) not in request.session.get(LOOKED, []):
        raise Missing(_("请先写明原因再查这家单位。"))
    found = queries.legal_person(legal_person_id)
    form = RepresentativeForm(request.POST if _changes(request) else None)
    status = 200
    if request.method == "POST":
        try:
            if not _changes(request):
                return _rechecked(request, found)
            status = 422
            if form.is_valid():
                change_representative_at_window(
                    actor=actor_of(request), legal_person_id=found.id, **form.cleaned_data
                )
                messages.success(request, _("法定代表人已经变更，原来的那一位会收到消息。"))
                return redirect("accounts:desk_company", found.id)
        except (Invalid, Conflict) as error:
            status = error.status
            if form.is_bound:
                form.show(error)
            else:
                messages.error(request, error.message)
    return render(
        request,
        "accounts/desk_company.html",
        {
            "company": found,
            "representative": mask_name(found.representative.name) if found.representative else "",
            "form": form,
            "nav": "companies",
        },
        status=status,
    )


def _changes(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("act") != "recheck"


def _rechecked(request: HttpRequest, found: LegalPerson) -> HttpResponseBase:
    try:
        checked = recheck_company(actor=actor_of(request), legal_person_id=found.id)
    except (Conflict, RegistryUnavailable) as error:
        _say(request, error)
    else:
        if checked.cancelled_at is not None:
            messages.warning(request, _("登记系统说这家单位已经注销，从现在起没有人能替它办事。"))
        else:
            messages.success(request, _("已经核对，登记信息没有要改的。"))
    return redirect("accounts:desk_company", found.id)


def _say(request: HttpRequest, error: TongbanError) -> None:
    messages.error(request, error.message)
