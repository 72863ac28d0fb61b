"""Which systems know somebody, and taking that back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.base.accounts import services
from tongban.base.accounts.provider.reads import systems_knowing
from tongban.base.audit.queries import looks_at
from tongban.base.kernel.errors import Missing
from tongban.base.pages.access import actor_of, signed_in

LOOKS = 50


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def granted(request: HttpRequest) -> HttpResponseBase:
    """The systems that somebody signs in to with this account, and who read what of them.

    Taking it back ends every sign-in there at once (PIPL art. 15).
    """
    actor = actor_of(request)
    if request.method == "POST":
        try:
            client_id = UUID(request.POST.get("client", ""))
        except ValueError:
            raise Missing(_("没有这个接入系统。")) from None
        if not services.end_grants(actor=actor, client_id=client_id, reason="taken_back"):
            raise Missing(_("您没有授权过这个系统，或者已经收回。"))
        messages.success(request, _("已收回。它从现在起不再知道您是谁。"))
        return redirect("accounts:granted")
    assert actor.account_id is not None
    looks = looks_at("person", actor.person_id, limit=LOOKS) if actor.person_id else ()
    return render(
        request,
        "accounts/granted.html",
        {"systems": systems_knowing(actor.account_id), "looks": looks},
    )
