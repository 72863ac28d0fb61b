"""Register online: phone, texts, identity, done. Each step says what is next, nothing is lost."""

from typing import Any
from uuid import UUID

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base.accounts import registrations
from tongban.base.accounts.forms.people import (
    CodeForm,
    FinishForm,
    IdentityForm,
    PhoneForm,
    TermsForm,
    posted,
)
from tongban.base.accounts.identity import FURTHER, Element
from tongban.base.accounts.models import Registration
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.proofs import IdentityUnavailable
from tongban.base.accounts.services.begun import is_enough, kinds_needed, proven
from tongban.base.accounts.services.completing import complete_registration
from tongban.base.accounts.services.registering import (
    agree_to_terms,
    confirm_registration_phone,
    start_registration,
    verify_registration,
)
from tongban.base.accounts.terms import TERMS
from tongban.base.accounts.types import RegistrationState
from tongban.base.kernel.errors import Conflict, Invalid, TongbanError
from tongban.base.kernel.sealing.masks import mask_phone
from tongban.base.pages.access import actor_of, everybody

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
KEY, NEXT = "registration", "registration_next"
STEPS = {
    RegistrationState.PHONE: "accounts:register_code",
    RegistrationState.TERMS: "accounts:register_terms",
    RegistrationState.IDENTITY: "accounts:register_identity",
}


def following(request: HttpRequest) -> str:
    """Where somebody wanted to go before registering, if it is here."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    here = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if here else ""


def current(request: HttpRequest) -> Registration | None:
    """The registration that this browser is in the middle of."""
    return registrations.open_registration(str(request.session.get(KEY, "")))


def _step(request: HttpRequest, *states: RegistrationState) -> Registration | HttpResponse:
    """The registration, when this is its step; else the way to the step that it is at."""
    if request.user.is_authenticated:
        return redirect("/my/")
    row = current(request)
    if row is None:
        return redirect("accounts:register")
    if row.state not in states:
        return redirect(STEPS[RegistrationState(row.state)])
    return row


def _shown(
    request: HttpRequest, template: str, number: int, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    steps = [_("手机号"), _("同意"), _("核验身份"), _("开通")]
    context |= {"steps": [(n, words) for n, words in enumerate(steps, 1)], "number": number}
    return render(request, template, context, status=status)


@everybody
@GET_POST
def phone(request: HttpRequest) -> HttpResponseBase:
    """Begin with the phone."""
    if request.user.is_authenticated:
        return redirect("/my/")
    if wanted := following(request):
        request.session[NEXT] = wanted
    row = current(request)
    form = PhoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            begun = start_registration(actor=actor_of(request), phone=form.cleaned_data["phone"])
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            request.session[KEY] = str(begun.id)
            return redirect("accounts:register_code")
    context = {
        "form": form,
        "going_on": STEPS[RegistrationState(row.state)] if row is not None else "",
        "kinds": provider().link_kinds,
    }
    return _shown(request, "accounts/register.html", 1, context, 422 if form.errors else 200)


@everybody
@GET_POST
def code(request: HttpRequest) -> HttpResponseBase:
    """Enter the code."""
    row = _step(request, RegistrationState.PHONE)
    if isinstance(row, HttpResponse):
        return row
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            right = confirm_registration_phone(
                actor=actor_of(request),
                registration_id=row.id,
                code=form.cleaned_data["code"],
            )
        except Conflict as error:
            form.show(error)
        else:
            if right:
                # Who has proven something goes on under another key than the one before.
                request.session.cycle_key()
                found = current(request)
                return redirect(STEPS[RegistrationState(found.state)] if found else "/register/")
            form.add_error("code", _("验证码不对，请看清短信里的数字再填。"))
    context = {"form": form, "phone": mask_phone(row.phone)}
    return _shown(request, "accounts/register_code.html", 1, context, 422 if form.errors else 200)


@everybody
@GET_POST
def terms(request: HttpRequest) -> HttpResponseBase:
    """Read and agree, text by text."""
    row = _step(request, RegistrationState.TERMS, RegistrationState.IDENTITY)
    if isinstance(row, HttpResponse):
        return row
    kinds = kinds_needed(row)
    form = TermsForm(posted(request), kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            agree_to_terms(actor=actor_of(request), registration_id=row.id, agreed=form.agreed)
        except Invalid as error:
            form.show(error)
        else:
            return redirect("accounts:register_identity")
    context = {
        "form": form,
        "texts": [(TERMS[k], form[k.value], form[f"version_{k.value}"]) for k in kinds],
    }
    return _shown(request, "accounts/register_terms.html", 2, context, 422 if form.errors else 200)


@everybody
@GET_POST
def identity(request: HttpRequest) -> HttpResponseBase:
    """Name, document and two further elements; a provider that fails loses nothing."""
    row = _step(request, RegistrationState.IDENTITY)
    if isinstance(row, HttpResponse):
        return row
    if is_enough(row):
        return redirect("accounts:register_finish")
    there = proven(row)
    form = IdentityForm(
        request.POST or None,
        proven=there,
        offered=set(provider().elements),
        initial={"name": row.name, "document_type": row.document_type},
    )
    down: TongbanError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            findings = verify_registration(
                actor=actor_of(request),
                registration_id=row.id,
                name=form.cleaned_data["name"],
                document_type=form.cleaned_data["document_type"],
                id_number=form.cleaned_data["id_number"],
                elements=form.elements,
            )
        except IdentityUnavailable as error:
            down = error
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            for finding in findings:
                form.add_error(finding.place, finding.message)
            found = current(request)
            assert found is not None
            if is_enough(found):
                return redirect("accounts:register_finish")
            there = proven(found)
            if not findings:
                form.add_error(None, _("还差一项：下面再填一项能核验的。"))
    context = {
        "form": form,
        "down": down,
        "proven": [element.label for element in FURTHER if element.value in there],
        "has_phone": Element.PHONE.value not in there,
        "who": [form[n] for n in ("name", "document_type", "id_number")],
        "further": [
            form[e.value] for e in FURTHER if e.value in form.fields and e.value not in there
        ],
    }
    status = down.status if down is not None else 422 if form.errors else 200
    return _shown(request, "accounts/register_identity.html", 3, context, status)


@everybody
@GET_POST
def finish(request: HttpRequest) -> HttpResponseBase:
    """A password for who wants one, then the account, signed in."""
    row = _step(request, RegistrationState.IDENTITY)
    if isinstance(row, HttpResponse):
        return row
    if not is_enough(row):
        return redirect("accounts:register_identity")
    form = FinishForm(posted(request))
    known: Conflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            account = complete_registration(
                actor=actor_of(request),
                registration_id=row.id,
                password=form.cleaned_data["password"],
            )
        except Invalid as error:
            form.show(error)
        except Conflict as error:
            known = error
        else:
            wanted = request.session.pop(NEXT, "") or "/my/"
            request.session.pop(KEY, None)
            messages.success(request, _("账户开通了，已经登录。"))
            signed_in: HttpResponse = perform_login(request, account, redirect_url=wanted)
            return signed_in
    status = known.status if known is not None else 422 if form.errors else 200
    context = {"form": form, "known": known, "may_password": True}
    return _shown(request, "accounts/register_finish.html", 4, context, status)


def ident_of(text: str) -> UUID | None:
    """An id as it stands in a session or a form."""
    try:
        return UUID(text)
    except ValueError:
        return None
