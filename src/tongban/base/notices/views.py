"""The demo's mailbox, and the desk's list of messages that do not go."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.notices import queries, services
from tongban.base.orgs.types import Duty

View = Callable[..., HttpResponseBase]


def _open_to(entry: str) -> Callable[[View], View]:
    """Say who may enter, for the house test over all routes. The acts and reads hold it."""

    def mark(view: View) -> View:
        view.entry = entry  # type: ignore[attr-defined]
        return view

    return mark


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@_open_to("everybody")
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What the demo channel delivered, to one number if asked; 404 outside the demo."""
    number = request.GET.get("number", "").strip()[:40]
    letters = queries.demo_letters(number)
    return render(request, "notices/mailbox.html", {"letters": letters, "number": number})


@_open_to(f"officers:{Duty.SYSTEM_ADMIN}")
@require_safe
def outbox(request: HttpRequest) -> HttpResponseBase:
    """Stuck and failed messages, for the system administrator."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor = _actor(request)
    context = {
        "troubled": queries.troubled_messages(actor),
        "total": queries.troubled_count(actor),
        "nav": "messages",
    }
    return render(request, "notices/outbox.html", context)


@_open_to(f"officers:{Duty.SYSTEM_ADMIN}")
@require_POST
def send_again(request: HttpRequest, message_id: UUID) -> HttpResponseBase:
    """Try one of them anew and come back to the list."""
    if not request.user.is_authenticated:
        return redirect_to_login("/desk/messages/")
    services.send_again(actor=_actor(request), message_id=message_id)
    messages.success(request, _("已排队重发。没有发出去的话，会再回到这里。"))
    return redirect("notices:outbox")
