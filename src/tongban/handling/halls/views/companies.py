"""单位到窗口: the company that who stands there came for."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import serve_company
from tongban.base.audit.services import record_look
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.handling.halls.forms import CompanyForm
from tongban.handling.halls.views.serving import serve_page, served_of


@officers_with(Duty.WINDOW)
@require_POST
def company(request: HttpRequest, delegation_id: UUID) -> HttpResponseBase:
    """Begin for the company of that code, when the person may act for it."""
    served = served_of(request, delegation_id)
    form = CompanyForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["credit_code"]
        try:
            made = serve_company(
                actor=actor_of(request), delegation_id=delegation_id, credit_code=code
            )
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            assert made.legal_person_id is not None
            record_look(
                actor=actor_of(request),
                subject_kind="company",
                subject_id=made.legal_person_id,
                fields=["name", "credit_code"],
                reason=_("单位的人到窗口办事"),
                division_code=served.division_code,
            )
            return redirect("halls:serve", made.id)
    return serve_page(request, served, accounts.delegation(delegation_id), form, status=422)
