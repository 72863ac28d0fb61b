"""One's own data: what is kept, who looked, a copy, a correction, another phone, leaving."""

from base64 import b64decode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.accounts import registrations
from tongban.base.accounts import signed_in as signed_in_session
from tongban.base.accounts.forms.people import (
    AskForm,
    ChangeCodesForm,
    FirstPasswordForm,
    PhoneForm,
    ProveForm,
    posted,
)
from tongban.base.accounts.identity import Element
from tongban.base.accounts.knowing import knowledge_of
from tongban.base.accounts.models import Account, NaturalPerson
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.proofs import IdentityUnavailable
from tongban.base.accounts.queries import account as account_with
from tongban.base.accounts.queries import person as person_with
from tongban.base.accounts.records import person_records
from tongban.base.accounts.services.changes import finish_phone_change, start_phone_change
from tongban.base.accounts.services.consenting import withdraw_consent
from tongban.base.accounts.services.duties import ask_about_data, close_account
from tongban.base.accounts.services.proving import prove_element
from tongban.base.accounts.services.windows import change_first_password
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.types import Assurance, RequestKind
from tongban.base.accounts.views.registering import following, ident_of
from tongban.base.kernel.actors import Capacity
from tongban.base.kernel.errors import Conflict, Invalid, Missing, TongbanError
from tongban.base.kernel.sealing.masks import mask_phone
from tongban.base.pages.access import actor_of, applicants, signed_in

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
CHANGE = "phone_change"
PROOFS = (Element.BANK_CARD, Element.FACE, Element.SOCIAL_CARD, Element.FUND_ACCOUNT)
"""What somebody may prove in addition, in the order in which it is offered."""


def _whose(request: HttpRequest) -> NaturalPerson:
    """The person whose data one sees: oneself, or the child whose guardian one is now."""
    ident = actor_of(request).applying_person_id
    if ident is None:
        raise Missing(_("没有您的登记。"))
    return person_with(ident)


@applicants
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """All that is kept about me."""
    person = _whose(request)
    return render(request, "accounts/data.html", _data_context(request, person, AskForm()))


def _data_context(request: HttpRequest, person: NaturalPerson, form: AskForm) -> dict[str, object]:
    return {
        "known": knowledge_of(person),
        "requests": registrations.requests_of(person.id),
        "children": registrations.family_of(person.id)[0],
        "form": form,
        "is_ward": actor_of(request).capacity is Capacity.GUARDIAN,
        "person": person,
    }


@applicants
@require_POST
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for a copy, a correction, or about something."""
    kind = request.POST.get("kind", "")
    form = AskForm(request.POST)
    text = request.POST.get("text", "")[:2000] if kind != RequestKind.EXPORT else ""
    try:
        ask_about_data(actor=actor_of(request), kind=kind, text=text)
    except (Invalid, Conflict) as error:
        form.is_valid()
        form.show(error)
        context = _data_context(request, _whose(request), form)
        return render(request, "accounts/data.html", context, status=error.status)
    messages.success(
        request,
        _("正在准备，好了会在这一页出现，保留 7 天。")
        if kind == RequestKind.EXPORT
        else _("已经收到，答复会在这一页出现。"),
    )
    return redirect("accounts:data")


@applicants
@require_safe
def copy(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Download the copy."""
    row = registrations.copy_of(_whose(request).id, request_id)
    response = HttpResponse(b64decode(row.archive), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@applicants
@require_POST
def withdraw(request: HttpRequest, text: str) -> HttpResponse:
    """Take a consent back."""
    withdraw_consent(actor=actor_of(request), kind=text)
    messages.success(request, _("已经撤回。以前做过的不受影响。"))
    return redirect("accounts:data")


@applicants
@GET_POST
def phone(request: HttpRequest) -> HttpResponseBase:
    """Change one's phone: the new number."""
    person = person_with(_own(request))
    form = PhoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            begun = start_phone_change(actor=actor_of(request), phone=form.cleaned_data["phone"])
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            request.session[CHANGE] = str(begun.id)
            return redirect("accounts:phone_codes")
    context = {"form": form, "phone": mask_phone(person.phone)}
    return render(request, "accounts/phone.html", context, status=422 if form.errors else 200)


@applicants
@GET_POST
def phone_codes(request: HttpRequest) -> HttpResponseBase:
    """Change one's phone: both codes."""
    change = ident_of(str(request.session.get(CHANGE, "")))
    if change is None:
        return redirect("accounts:phone")
    form = ChangeCodesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            right = finish_phone_change(
                actor=actor_of(request),
                change_id=change,
                old_code=form.cleaned_data["old_code"],
                new_code=form.cleaned_data["new_code"],
            )
        except (Conflict, Missing) as error:
            form.show(error)
        else:
            if right:
                del request.session[CHANGE]
                messages.success(request, _("手机号换好了，下次用新号登录。"))
                return redirect("accounts:data")
            form.add_error(None, _("两个验证码要都对。请看清短信再填。"))
    return render(
        request, "accounts/phone_codes.html", {"form": form}, status=422 if form.errors else 200
    )


@applicants
@GET_POST
def step_up(request: HttpRequest) -> HttpResponseBase:
    """Prove one more element, then go back to where it was needed."""
    actor = actor_of(request)
    wanted = request.POST.get("level") or request.GET.get("level") or "3"
    level = int(wanted) if wanted in {"2", "3", "4"} else Assurance.FACE_OR_BANK
    back = following(request)
    if actor.assurance >= level:
        return redirect(back or "accounts:data")
    offered = [e for e in PROOFS if e in provider().elements and _helps(e, level)]
    chosen = request.POST.get("element") or request.GET.get("element") or ""
    element = next((e for e in offered if e.value == chosen), offered[0] if offered else None)
    text = TERMS[TermsKind.FACE if element is Element.FACE else TermsKind.SENSITIVE]
    form = ProveForm(posted(request))
    form.fields["agreed"].label = _("我看过并同意《%s》") % text.title
    form.fields["value"].label = element.label if element else ""
    down: TongbanError | None = None
    if request.method == "POST" and element is not None and form.is_valid():
        try:
            right = prove_element(
                actor=actor,
                element=element.value,
                value=form.cleaned_data["value"],
                agreed_version=text.version if form.cleaned_data["agreed"] else "",
            )
        except IdentityUnavailable as error:
            down = error
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            if right:
                messages.success(request, _("核验通过，接着办吧。"))
                return redirect(back or "accounts:data")
            form.add_error(
                "value" if element is not Element.FACE else None,
                _("和登记的姓名、证件号码对不上，请核对，或者换一种办法。"),
            )
    status = down.status if down is not None else 422 if form.errors else 200
    return render(
        request,
        "accounts/step_up.html",
        {
            "form": form,
            "element": element,
            "offered": offered,
            "text": text,
            "level": level,
            "back": back,
            "down": down,
            "label": Assurance(level).label,
        },
        status=status,
    )


def _helps(element: Element, level: int) -> bool:
    if level == Assurance.AT_A_HALL:
        return False
    return level == Assurance.NAME_AND_NUMBER or element in {Element.BANK_CARD, Element.FACE}


@applicants
@GET_POST
def close(request: HttpRequest) -> HttpResponseBase:
    """Close the account: what goes, what the law keeps, what stands in the way."""
    ident = _own(request)
    matters = [m for records in person_records().values() for m in records.open_matters(ident)]
    error: TongbanError | None = None
    if request.method == "POST":
        try:
            close_account(actor=actor_of(request), agreed=request.POST.get("agreed") == "on")
        except (Invalid, Conflict) as refused:
            error = refused
        else:
            signed_in_session.end(request, why="closed")
            messages.success(request, _("账户注销了。"))
            return redirect("/")
    kept = [(str(r.title), r.count_of(ident)) for r in person_records().values()]
    return render(
        request,
        "accounts/close.html",
        {"matters": matters, "kept": [k for k in kept if k[1]], "error": error},
        status=error.status if error is not None else 200,
    )


def _own(request: HttpRequest) -> UUID:
    ident = actor_of(request).person_id
    if ident is None:
        raise Missing(_("没有您的登记。"))
    return ident


@signed_in
@GET_POST
def first_password(request: HttpRequest) -> HttpResponseBase:
    """Put one's own password in the place of the printed one."""
    assert isinstance(request.user, Account)
    if not request.user.must_change_password:
        return redirect("/my/")
    form = FirstPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_first_password(actor=actor_of(request), password=form.cleaned_data["password"])
        except Invalid as error:
            form.show(error)
        else:
            old = request.session.session_key or ""
            update_session_auth_hash(request, account_with(request.user.id))
            signed_in_session.follow(request, old)
            messages.success(request, _("密码改好了。"))
            return redirect("/my/")
    return render(
        request, "accounts/first_password.html", {"form": form}, status=422 if form.errors else 200
    )


first_password.is_for_first_password = True  # type: ignore[attr-defined]
