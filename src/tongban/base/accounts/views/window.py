"""The hall's window: look people up with a reason, register them, and change what must be."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base.accounts import guesses, registrations
from tongban.base.accounts.forms.people import (
    ActForm,
    AnswerForm,
    ChildForm,
    DeathForm,
    FactorsForm,
    LookUpForm,
    MergeForm,
    NameForm,
    WindowForm,
    WindowPhoneForm,
    posted,
)
from tongban.base.accounts.knowing import KIND
from tongban.base.accounts.models import NaturalPerson
from tongban.base.accounts.queries import account_of, person_by_number
from tongban.base.accounts.queries import person as person_with
from tongban.base.accounts.records import person_records
from tongban.base.accounts.services.changes import (
    change_phone_at_window,
    correct_name,
    merge_persons,
    record_death,
)
from tongban.base.accounts.services.duties import answer_request
from tongban.base.accounts.services.guardianships import end_guardianship, register_child
from tongban.base.accounts.services.registering import start_registration
from tongban.base.accounts.services.resets import reset_factors_at_window
from tongban.base.accounts.services.tries import CodeTry
from tongban.base.accounts.services.windows import register_at_window, verify_at_window
from tongban.base.audit.services import record_look
from tongban.base.kernel.errors import Conflict, Invalid, Missing, TongbanError, TooMany
from tongban.base.kernel.sealing.masks import mask_id_number, mask_phone
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
LOOKED = "looked_up"
"""The session keeps whom the officer has looked up, with the reason that was recorded."""


@officers_with(Duty.WINDOW, Duty.SYSTEM_ADMIN)
@GET_POST
def look_up(request: HttpRequest) -> HttpResponseBase:
    """Find somebody by document, with a reason that is recorded."""
    form = LookUpForm(posted(request))
    found: NaturalPerson | None = None
    if request.method == "POST" and form.is_valid():
        found = person_by_number(form.cleaned_data["id_number"], form.cleaned_data["document_type"])
        if found is not None:
            record_look(
                actor=actor_of(request),
                subject_kind=KIND,
                subject_id=found.id,
                fields=["name", "id_number", "phone", "address"],
                reason=form.cleaned_data["reason"],
                division_code=found.division_code,
            )
            request.session[LOOKED] = [str(found.id), *request.session.get(LOOKED, [])][:20]
            return redirect("accounts:desk_person", found.id)
        form.add_error("id_number", _("没有这份登记。可以在下面新登记。"))
    return render(
        request,
        "accounts/desk_people.html",
        {"form": form, "nav": "people", "may_register": actor_of(request).has(Duty.WINDOW)},
        status=422 if form.errors else 200,
    )


@officers_with(Duty.WINDOW)
@GET_POST
def register(request: HttpRequest) -> HttpResponseBase:
    """Register who stands here; the first password is shown on this one answer and nowhere else."""
    form = WindowForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if request.POST.get("send"):
                return _code_sent(request, form)
            _phone_is_proven(form)
            account, password = register_at_window(
                actor=actor_of(request),
                name=given["name"],
                document_type=given["document_type"],
                id_number=given["id_number"],
                nationality=given["nationality"],
                born_on=given["born_on"],
                address=given["address"],
                registration_id=given["registration"] if given["phone"] else None,
                code=given["code"],
                agreed=given["agreed"],
            )
        except (Invalid, Conflict, Missing) as error:
            form.show(error)
        else:
            return render(
                request,
                "accounts/desk_first_password.html",
                {"account": account, "password": password, "nav": "people"},
            )
    return render(
        request,
        "accounts/desk_register.html",
        {"form": form, "nav": "people"},
        status=422 if form.errors else 200,
    )


def _phone_is_proven(form: WindowForm) -> None:
    """A number that nobody has proven is not kept, and not silently left out either."""
    if not form.cleaned_data["phone"]:
        return
    if form.cleaned_data["registration"] is None:
        raise Conflict(_("这个手机号还没有核验，请先发验证码，或者不填手机号。"))
    _count_the_try(form.cleaned_data["registration"])


def _count_the_try(registration_id: UUID) -> None:
    """Before the code is looked at, in a transaction of its own: the act that refuses a wrong code
    takes everything back, and a count with it.
    """
    try:
        guesses.claim(CodeTry(f"window|{registration_id}"))
    except TooMany:
        raise Conflict(
            _("这条验证码试的次数太多了，已经作废，请再发一次。"), code="code_over"
        ) from None


def _code_sent(request: HttpRequest, form: WindowForm) -> HttpResponse:
    """The same page with a code on its way; what was typed stays."""
    begun = start_registration(
        actor=actor_of(request), phone=form.cleaned_data["phone"], template="window_code"
    )
    again = request.POST.copy()
    again["registration"] = str(begun.id)
    return render(
        request,
        "accounts/desk_register.html",
        {"form": WindowForm(again), "nav": "people", "sent": mask_phone(begun.phone)},
    )


def _looked_up(request: HttpRequest, person_id: UUID) -> NaturalPerson:
    """Somebody whom this officer has looked up with a reason; anybody else is not shown."""
    if str(person_id) not in request.session.get(LOOKED, []):
        raise Missing(_("请先写明原因再查这个人。"))
    return person_with(person_id)


@officers_with(Duty.WINDOW, Duty.SYSTEM_ADMIN)
@GET_POST
def person(request: HttpRequest, person_id: UUID) -> HttpResponseBase:
    """Somebody looked up, and what may be done."""
    found = _looked_up(request, person_id)
    form: ActForm | None = None
    act = request.POST.get("act", "")
    sent = ""
    if request.method == "POST":
        if act not in ACTS:
            raise Missing(_("没有这个操作。"))
        kind, run = ACTS[act]
        form = kind(request.POST)
        if form.is_valid():
            try:
                if act == "phone" and request.POST.get("send"):
                    form, sent = _new_phone_code(request, form)
                else:
                    run(request, found, form)
                    messages.success(request, _("办好了，已经记录。"))
                    return redirect("accounts:desk_person", person_id)
            except (Invalid, Conflict, Missing) as error:
                form.show(error)
    return _person_page(request, found, act, form, sent)


def _person_page(
    request: HttpRequest, found: NaturalPerson, act: str, form: ActForm | None, sent: str
) -> HttpResponse:
    actor = actor_of(request)
    wards, guardians = registrations.family_of(found.id)
    is_over = found.died_on is not None or found.merged_into_id is not None
    forms = []
    for key, words in TITLES.items():
        duty = Duty.SYSTEM_ADMIN if key == "merge" else Duty.WINDOW
        if actor.has(duty) and not is_over:
            kind = ACTS[key][0]
            shown = form if key == act and form is not None else kind(auto_id=f"{key}-%s")
            forms.append((key, words, shown, key == act))
    return render(
        request,
        "accounts/desk_person.html",
        {
            "person": found,
            "number": mask_id_number(found.id_number),
            "phone": mask_phone(found.phone),
            "account": account_of(found.id),
            "wards": wards,
            "guardians": guardians,
            "matters": [m for r in person_records().values() for m in r.open_matters(found.id)],
            "forms": forms,
            "failed": form if form is not None and form.errors else None,
            "sent": sent,
            "is_over": is_over,
            "may_verify": actor.has(Duty.WINDOW) and not is_over,
            "nav": "people",
        },
        status=422 if form is not None and form.errors else 200,
    )


def _new_phone_code(request: HttpRequest, form: ActForm) -> tuple[ActForm, str]:
    begun = start_registration(
        actor=actor_of(request), phone=form.cleaned_data["phone"], template="window_code"
    )
    again = request.POST.copy()
    again["registration"] = str(begun.id)
    return WindowPhoneForm(again, auto_id="phone-%s"), mask_phone(begun.phone)


def _phone(request: HttpRequest, found: NaturalPerson, form: ActForm) -> None:
    registration = form.cleaned_data["registration"]
    if registration is None:
        raise Conflict(_("请先发验证码。"))
    _count_the_try(registration)
    change_phone_at_window(
        actor=actor_of(request),
        person_id=found.id,
        registration_id=registration,
        code=form.cleaned_data["code"],
    )


def _name(request: HttpRequest, found: NaturalPerson, form: ActForm) -> None:
    correct_name(
        actor=actor_of(request),
        person_id=found.id,
        name=form.cleaned_data["name"],
        material=form.cleaned_data["material"],
    )


def _death(request: HttpRequest, found: NaturalPerson, form: ActForm) -> None:
    record_death(
        actor=actor_of(request),
        person_id=found.id,
        died_on=form.cleaned_data["died_on"],
        material=form.cleaned_data["material"],
    )


def _child(request: HttpRequest, found: NaturalPerson, form: ActForm) -> None:
    given = {k: form.cleaned_data[k] for k in form.fields}
    register_child(actor=actor_of(request), guardian_id=found.id, **given)


def _verify(request: HttpRequest, found: NaturalPerson, _form: ActForm) -> None:
    verify_at_window(actor=actor_of(request), person_id=found.id)


def _factors(request: HttpRequest, found: NaturalPerson, form: ActForm) -> None:
    reset_factors_at_window(
        actor=actor_of(request), person_id=found.id, card_seen=form.cleaned_data["card_seen"]
    )


def _merge(request: HttpRequest, found: NaturalPerson, form: ActForm) -> None:
    other = person_by_number(form.cleaned_data["id_number"], form.cleaned_data["document_type"])
    if other is None:
        raise Missing(_("没有另一份登记，请核对证件号码。"))
    merge_persons(
        actor=actor_of(request),
        kept_id=found.id,
        merged_id=other.id,
        reason=form.cleaned_data["reason"],
    )


ACTS: dict[str, tuple[type[ActForm], Callable[[HttpRequest, NaturalPerson, Any], None]]] = {
    "verify": (ActForm, _verify),
    "phone": (WindowPhoneForm, _phone),
    "factors": (FactorsForm, _factors),
    "child": (ChildForm, _child),
    "name": (NameForm, _name),
    "death": (DeathForm, _death),
    "merge": (MergeForm, _merge),
}
TITLES: dict[str, Any] = {
    "phone": gettext_lazy("换手机号"),
    "factors": gettext_lazy("验证器或通行密钥丢了"),
    "child": gettext_lazy("登记孩子，由这个人监护"),
    "name": gettext_lazy("更正姓名"),
    "death": gettext_lazy("登记死亡"),
    "merge": gettext_lazy("合并另一份登记"),
}


@officers_with(Duty.WINDOW)
@require_POST
def end_guarding(request: HttpRequest, guardianship_id: UUID) -> HttpResponse:
    """Somebody is no guardian any more."""
    try:
        end_guardianship(
            actor=actor_of(request),
            guardianship_id=guardianship_id,
            reason=request.POST.get("reason", "")[:200],
        )
    except Invalid as error:
        messages.error(request, error.findings[0].message if error.findings else error.message)
    else:
        messages.success(request, _("监护登记已经结束。"))
    return redirect("accounts:desk_people")


@officers_with(Duty.WINDOW, Duty.DATA_OFFICER)
@GET_POST
def requests(request: HttpRequest) -> HttpResponseBase:
    """Requests of people about their data that wait for an answer."""
    error: TongbanError | None = None
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer_request(
                actor=actor_of(request),
                request_id=UUID(request.POST.get("request", "")),
                answer=form.cleaned_data["answer"],
                done=request.POST.get("done") == "yes",
            )
        except ValueError:
            raise Missing(_("没有这件请求。")) from None
        except (Invalid, Conflict) as refused:
            error = refused
            form.show(refused)
        else:
            messages.success(request, _("已经答复，本人会收到消息。"))
            return redirect("accounts:desk_requests")
    rows = list(registrations.requests_to_answer()[:100])
    return render(
        request,
        "accounts/desk_requests.html",
        {"rows": rows, "form": form, "nav": "data"},
        status=error.status if error is not None else 422 if form.errors else 200,
    )
