"""Pages for clients: a department applies, a security officer decides, both see what was done."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.accounts import services
from tongban.base.accounts.forms.clients import AdmissionForm, ClientForm
from tongban.base.accounts.models import Client
from tongban.base.accounts.provider.reads import clients_for, logouts_of
from tongban.base.accounts.types import ClientKind, ClientState, Scope
from tongban.base.audit.queries import history
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import today
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with

entry = officers_with(Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN, Duty.DATA_OFFICER)
MANY = 200
"""Clients on the page. A city has tens."""

BADGES = {
    ClientState.ASKED: "you",
    ClientState.ADMITTED: "done",
    ClientState.SUSPENDED: "pause",
    ClientState.REFUSED: "no",
    ClientState.ENDED: "",
}

STEPS = {
    "apply_for_client": gettext_lazy("申请接入"),
    "admit_client": gettext_lazy("批准接入"),
    "refuse_client": gettext_lazy("没有批准"),
    "suspend_client": gettext_lazy("暂停"),
    "resume_client": gettext_lazy("恢复"),
    "end_client": gettext_lazy("停用"),
    "make_secret": gettext_lazy("换密钥"),
    "send_logouts_again": gettext_lazy("再发退出通知"),
    "ask_for_device": gettext_lazy("终端请求登录"),
    "answer_device": gettext_lazy("终端登录得到回答"),
}

REASONED: dict[str, Callable[..., Client]] = {
    "refuse": services.refuse_client,
    "suspend": services.suspend_client,
    "resume": services.resume_client,
    "end": services.end_client,
}
"""Acts that take nothing but a reason."""


def _seen(actor: Actor, client_id: UUID) -> Client:
    found = clients_for(actor).filter(id=client_id).first()
    if found is None:
        raise Missing(_("没有这个接入系统。"))
    return found


@entry
@require_safe
def clients(request: HttpRequest) -> HttpResponse:
    """The clients that the officer may see, newest first."""
    actor = actor_of(request)
    found = list(clients_for(actor)[:MANY])
    rows = [{"client": one, "badge": BADGES[ClientState(one.state)]} for one in found]
    return render(
        request,
        "accounts/clients.html",
        {"rows": rows, "may_apply": actor.has(Duty.DATA_OFFICER), "nav": "clients"},
    )


@officers_with(Duty.DATA_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponseBase:
    """A data officer applies for a system of the department."""
    form = ClientForm(request.POST or None, initial={"scopes": ["openid"], "kind": "web"})
    if request.method == "POST":
        form = ClientForm(request.POST)
        if form.is_valid():
            try:
                client = services.apply_for_client(actor=actor_of(request), **form.given())
            except Invalid as error:
                _mark(form, error.findings)
            else:
                messages.success(request, _("申请已提交，等安全管理员审核。"))
                return redirect("accounts:client", client_id=client.id)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(
            request, "accounts/client_apply.html", {"form": form, "nav": "clients"}, status=status
        )
    return render(request, "accounts/client_apply.html", {"form": form, "nav": "clients"})


def _mark(form: Any, findings: tuple[FieldFinding, ...]) -> None:
    for finding in findings:
        form.add_error(finding.place if finding.place in form.fields else None, finding.message)


def _page(request: HttpRequest, client: Client, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    decides = actor.has(Duty.SECURITY_ADMIN)
    own = actor.has(Duty.DATA_OFFICER) and actor.department_id == client.department_id
    state = ClientState(client.state)
    used = client.days.filter(on=today()).first()
    context = {
        "client": client,
        "badge": BADGES[state],
        "scopes": [Scope(one).label for one in client.scopes],
        "calls": used.calls if used else 0,
        "steps": [
            {"record": one, "words": STEPS.get(one.act, one.act)}
            for one in history("client", client.id, limit=50)
        ],
        "admission": AdmissionForm(asked=list(client.scopes))
        if decides and state is ClientState.ASKED and client.asked_by_id != actor.account_id
        else None,
        "may_refuse": decides and state is ClientState.ASKED,
        "may_suspend": decides and state is ClientState.ADMITTED,
        "may_resume": decides and state is ClientState.SUSPENDED,
        "may_end": decides and state in {ClientState.ADMITTED, ClientState.SUSPENDED},
        "may_make_secret": (decides or own)
        and state is ClientState.ADMITTED
        and client.kind != ClientKind.KIOSK,
        "logouts": logouts_of(client),
        "nav": "clients",
    }
    return render(request, "accounts/client.html", context | more, status=status)


@entry
@require_safe
def client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """One client: what it applied for, what may be done with it now, what was done."""
    return _page(request, _seen(actor_of(request), client_id))


@officers_with(Duty.SECURITY_ADMIN)
@require_POST
def admit(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """Let it in."""
    actor = actor_of(request)
    found = _seen(actor, client_id)
    form = AdmissionForm(request.POST, asked=list(found.scopes))
    if form.is_valid():
        try:
            services.admit_client(actor=actor, client_id=client_id, **form.cleaned_data)
        except Invalid as error:
            _mark(form, error.findings)
        else:
            messages.success(request, _("已批准接入。"))
            return redirect("accounts:client", client_id=client_id)
    return _page(request, found, admission=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@officers_with(Duty.SECURITY_ADMIN)
@require_POST
def decide(request: HttpRequest, client_id: UUID, decision: str) -> HttpResponseBase:
    """Refuse, suspend, resume or end it, with a reason."""
    actor = actor_of(request)
    found = _seen(actor, client_id)
    if decision not in REASONED:
        raise Missing(_("没有这样的决定。"))
    try:
        REASONED[decision](
            actor=actor, client_id=client_id, reason=request.POST.get("reason", "")[:501]
        )
    except Invalid as error:
        return _page(
            request, found, fault=error.findings[0].message, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    messages.success(request, _("已办理，从下一个请求起生效。"))
    return redirect("accounts:client", client_id=client_id)


@officers_with(Duty.SECURITY_ADMIN, Duty.DATA_OFFICER)
@require_POST
def secret(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """Make a secret and show it, on this answer and never again."""
    actor = actor_of(request)
    found = _seen(actor, client_id)
    made = services.make_secret(
        actor=actor, client_id=client_id, at_once=request.POST.get("at_once") == "on"
    )
    response = _page(request, found, secret=made)
    response.headers["Cache-Control"] = "no-store"
    return response


@officers_with(Duty.SECURITY_ADMIN)
@require_POST
def logouts_again(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """Try its stuck logout notices anew."""
    actor = actor_of(request)
    _seen(actor, client_id)
    services.send_logouts_again(actor=actor, client_id=client_id)
    messages.success(request, _("正在再通知一次。"))
    return redirect("accounts:client", client_id=client_id)
