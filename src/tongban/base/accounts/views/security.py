"""The desk's page of the security administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.accounts.protection import alerts, security_log, waiting_resets
from tongban.base.accounts.queries import account_named
from tongban.base.accounts.services import acknowledge_alert
from tongban.base.accounts.types import SECURITY_ACTS
from tongban.base.kernel.errors import Invalid
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with

PAGE = 50
DAYS = (1, 7, 30, 90)


@officers_with(Duty.SECURITY_ADMIN)
@require_safe
def security(request: HttpRequest) -> HttpResponseBase:
    """Alerts that wait, then the log with its filters."""
    actor = actor_of(request)
    act = request.GET.get("act", "")
    name = request.GET.get("account", "").strip()[:64].replace("\0", "")
    days = _number(request.GET.get("days"), 7)
    page = max(1, _number(request.GET.get("page"), 1))
    account = account_named(name) if name else None
    lines = []
    if account is not None or not name:
        lines = security_log(
            actor,
            acts=(act,) if act in SECURITY_ACTS else (),
            account=account,
            days=days if days in DAYS else 7,
            offset=(page - 1) * PAGE,
            limit=PAGE + 1,
        )
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "open": alerts(actor, is_open=True),
        "done": alerts(actor, is_open=False, limit=10),
        "resets": waiting_resets(actor),
        "lines": lines[:PAGE],
        "acts": SECURITY_ACTS.items(),
        "act": act,
        "account_name": name,
        "unknown": bool(name) and account is None,
        "days": days,
        "day_choices": DAYS,
        "previous": page - 1,
        "following": page + 1 if len(lines) > PAGE else 0,
        "query": kept.urlencode(),
        "nav": "security",
    }
    return render(request, "accounts/security.html", context)


@officers_with(Duty.SECURITY_ADMIN)
@require_POST
def acknowledge(request: HttpRequest, alert_id: UUID) -> HttpResponseBase:
    """Say what was done about an alert."""
    try:
        acknowledge_alert(
            actor=actor_of(request), alert_id=alert_id, note=request.POST.get("note", "")
        )
    except Invalid as refusal:
        messages.error(request, refusal.findings[0].message)
    else:
        messages.success(request, _("已处置，说明已记下。"))
    return redirect("accounts:security")


def _number(text: str | None, otherwise: int) -> int:
    # Six digits are more pages than anybody turns; int() of a novel would be slow.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
