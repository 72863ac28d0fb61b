"""The demo's mailbox, and the desk's list of messages that do not go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.notices import queries, services
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, everybody, officers_with


@everybody
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What the demo channel delivered, to one number if asked; 404 outside the demo."""
    number = request.GET.get("number", "").strip()[:40]
    letters = queries.demo_letters(number)
    return render(request, "notices/mailbox.html", {"letters": letters, "number": number})


@officers_with(Duty.SYSTEM_ADMIN)
@require_safe
def outbox(request: HttpRequest) -> HttpResponseBase:
    """Stuck and failed messages, for the system administrator."""
    actor = actor_of(request)
    context = {
        "troubled": queries.troubled_messages(actor),
        "total": queries.troubled_count(actor),
        "nav": "messages",
    }
    return render(request, "notices/outbox.html", context)


@officers_with(Duty.SYSTEM_ADMIN)
@require_POST
def send_again(request: HttpRequest, message_id: UUID) -> HttpResponseBase:
    """Try one of them anew and come back to the list."""
    services.send_again(actor=actor_of(request), message_id=message_id)
    messages.success(request, _("已排队重发。没有发出去的话，会再回到这里。"))
    return redirect("notices:outbox")
