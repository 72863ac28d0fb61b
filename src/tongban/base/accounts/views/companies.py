"""A company's page: what it is, who acts for it, and the clerks; and how one binds a company."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.accounts import queries
from tongban.base.accounts.acting import Mandate
from tongban.base.accounts.forms.companies import BindForm, InviteForm, ScopeForm
from tongban.base.accounts.forms.people import posted
from tongban.base.accounts.matters import company_matters
from tongban.base.accounts.models import ClerkInvitation, Clerkship
from tongban.base.accounts.proofs import RegistryUnavailable
from tongban.base.accounts.services.clerks import (
    accept_invitation,
    change_clerk,
    confirm_clerk,
    decline_invitation,
    invite_clerk,
    revoke_clerkship,
    take_back_invitation,
)
from tongban.base.accounts.services.representing import bind_company
from tongban.base.accounts.signed_in import act_as
from tongban.base.accounts.types import ClerkPower
from tongban.base.kernel.actors import Capacity
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing, TongbanError
from tongban.base.kernel.moments import now
from tongban.base.pages.access import actor_of, applicants

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def words_of_powers(powers: Any) -> str:
    """Rights in words."""
    return _("、").join(str(power.label) for power in ClerkPower if power.value in powers)


def words_of_matters(scope: Clerkship | ClerkInvitation) -> str:
    """For which matters, in words."""
    if not (scope.item_codes or scope.department_ids):
        return _("所有的事")
    there = company_matters()
    departments = {
        one.department_id: one.department_name
        for one in there
        if one.department_id in scope.department_ids
    }
    names = [
        _("%(department)s的事") % {"department": name}
        for name in dict.fromkeys(departments.values())
    ]
    names += [one.name for one in there if one.code in scope.item_codes]
    return _("、").join(names) or _("选的事项已经没有了")


def _mandate(request: HttpRequest) -> Mandate | None:
    """What the actor is to the company that it acts for now; None for oneself."""
    actor = actor_of(request)
    if (
        actor.capacity is not Capacity.CLERK
        or actor.person_id is None
        or actor.legal_person_id is None
    ):
        return None
    return queries.mandate_of(actor.person_id, actor.legal_person_id)


def _managing(request: HttpRequest) -> Mandate:
    """The same for whoever manages clerks. Raises Forbidden."""
    mandate = _mandate(request)
    if mandate is None or ClerkPower.MANAGE not in mandate.powers:
        raise Forbidden(_("只有法定代表人和有管理权限的经办人能管理经办人。请先切换到单位身份。"))
    return mandate


@applicants
@require_safe
def company(request: HttpRequest) -> HttpResponse:
    """The company that one acts for; for oneself, one's companies and how to bind one."""
    mandate = _mandate(request)
    if mandate is None:
        person_id = actor_of(request).person_id
        assert person_id is not None
        return render(
            request,
            "accounts/companies.html",
            {
                "companies": [
                    (one, queries.mandate_of(person_id, one.id))
                    for one in queries.companies_of(person_id)
                ],
                "invitations": queries.invitations_waiting(person_id),
            },
        )
    manages = ClerkPower.MANAGE in mandate.powers
    clerks = list(queries.clerks_of(mandate.company.id)) if manages else []
    return render(
        request,
        "accounts/company.html",
        {
            "mandate": mandate,
            "company": mandate.company,
            "powers": words_of_powers(mandate.powers),
            "matters": words_of_matters(mandate.clerkship) if mandate.clerkship else "",
            "manages": manages,
            "clerks": [
                {
                    "row": one,
                    "powers": words_of_powers(one.powers),
                    "matters": words_of_matters(one),
                    "is_over": one.until is not None and one.until <= now(),
                    "may_change": mandate.is_representative or ClerkPower.MANAGE not in one.powers,
                }
                for one in clerks
            ],
            "invitations": [
                (one, words_of_powers(one.powers), words_of_matters(one))
                for one in (queries.invitations_of(mandate.company.id) if manages else ())
            ],
        },
    )


@applicants
@GET_POST
def bind(request: HttpRequest) -> HttpResponseBase:
    """Bind a company that one represents, and go on acting for it."""
    form = BindForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = bind_company(actor=actor_of(request), **form.cleaned_data)
            except (Invalid, Conflict, RegistryUnavailable) as error:
                form.show(error)
                status = error.status
            else:
                if found.company is not None and not found.is_cancelled:
                    act_as(request, f"clerk:{found.company.id}")
                    messages.success(
                        request,
                        _("已经绑定，您现在以%(company)s的身份办事。")
                        % {"company": found.company.name},
                    )
                    return redirect("accounts:company")
                form.add_error(
                    None,
                    _("这家单位在企业登记系统里已经注销，不能再办事。")
                    if found.is_cancelled
                    else _(
                        "代码、名称和您的姓名、证件号码，同企业登记系统里的法定代表人对不上。"
                        "请照营业执照再看一遍；刚变更过的，过几天再试，或到办事大厅办。"
                    ),
                )
    return render(request, "accounts/company_bind.html", {"form": form}, status=status)


@applicants
@GET_POST
def invite(request: HttpRequest) -> HttpResponseBase:
    """Invite a clerk."""
    mandate = _managing(request)
    form = InviteForm(posted(request), matters=company_matters(), mandate=mandate)
    error: TongbanError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            invite_clerk(
                actor=actor_of(request),
                legal_person_id=mandate.company.id,
                name=form.cleaned_data["name"],
                id_number=form.cleaned_data["id_number"],
                phone=form.cleaned_data["phone"],
                entrusted=form.entrusted(),
            )
        except (Invalid, Conflict) as refused:
            error = refused
            form.show(refused)
        else:
            messages.success(
                request, _("邀请已经发出。请告诉对方登录后接受，接受以前还不能替单位办事。")
            )
            return redirect("accounts:company")
    return _scope_page(request, form, mandate, None, error)


@applicants
@GET_POST
def clerk(request: HttpRequest, clerkship_id: UUID) -> HttpResponseBase:
    """Change what a clerk may."""
    mandate = _managing(request)
    row = queries.clerks_of(mandate.company.id).filter(id=clerkship_id).first()
    if row is None:
        raise Missing(_("没有这个经办人，或者已经收回授权。"))
    given: dict[str, Any] = {"matters": company_matters(), "mandate": mandate}
    form = (
        ScopeForm(request.POST, **given) if request.method == "POST" else ScopeForm.of(row, **given)
    )
    error: TongbanError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            change_clerk(
                actor=actor_of(request), clerkship_id=clerkship_id, entrusted=form.entrusted()
            )
        except (Invalid, Conflict) as refused:
            error = refused
            form.show(refused)
        else:
            messages.success(request, _("已经改好，马上生效。"))
            return redirect("accounts:company")
    return _scope_page(request, form, mandate, row, error)


def _scope_page(
    request: HttpRequest,
    form: ScopeForm,
    mandate: Mandate,
    row: Clerkship | None,
    error: TongbanError | None,
) -> HttpResponse:
    status = error.status if error is not None else 422 if form.errors else 200
    return render(
        request,
        "accounts/company_clerk.html",
        {
            "form": form,
            "company": mandate.company,
            "row": row,
            "items_open": bool("items" in form.fields and form["items"].value()),
        },
        status=status,
    )


@applicants
@require_POST
def confirm(request: HttpRequest, clerkship_id: UUID) -> HttpResponse:
    """Keep a clerk of the former representative."""
    _managing(request)
    confirm_clerk(actor=actor_of(request), clerkship_id=clerkship_id)
    messages.success(request, _("已经确认。"))
    return redirect("accounts:company")


@applicants
@require_POST
def revoke(request: HttpRequest, clerkship_id: UUID) -> HttpResponse:
    """Take an authorisation back."""
    _managing(request)
    revoke_clerkship(actor=actor_of(request), clerkship_id=clerkship_id)
    messages.success(request, _("已经收回，对方从现在起不能再替单位办事。"))
    return redirect("accounts:company")


@applicants
@require_POST
def take_back(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    _managing(request)
    take_back_invitation(actor=actor_of(request), invitation_id=invitation_id)
    messages.success(request, _("邀请已经收回。"))
    return redirect("accounts:company")


@applicants
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Who asks me to act for a company."""
    person_id = actor_of(request).person_id
    assert person_id is not None
    rows = [
        (one, words_of_powers(one.powers), words_of_matters(one))
        for one in queries.invitations_waiting(person_id)
    ]
    return render(request, "accounts/invitations.html", {"rows": rows})


@applicants
@require_POST
def answer(request: HttpRequest, invitation_id: UUID, said: str) -> HttpResponseBase:
    """Accept or decline."""
    actor = actor_of(request)
    if said == "decline":
        decline_invitation(actor=actor, invitation_id=invitation_id)
        messages.success(request, _("已经回复对方，您没有接受。"))
        return redirect("accounts:company")
    if said != "accept":
        raise Missing(_("没有这个操作。"))
    try:
        clerkship = accept_invitation(actor=actor, invitation_id=invitation_id)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("accounts:invitations")
    messages.success(
        request,
        _("您现在是%(company)s的经办人，要替它办事时切换身份。")
        % {"company": clerkship.legal_person.name},
    )
    return redirect("accounts:company")
