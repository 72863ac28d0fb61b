"""The switch between standard and elder mode, and the page that shows every component."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.errors import Missing
from tongban.base.pages import examples
from tongban.base.pages.access import everybody
from tongban.base.pages.context import MODE_COOKIE
from tongban.base.pages.navigation import address

YEAR = 365 * 24 * 60 * 60


@everybody
@require_safe
def mode(request: HttpRequest, mode: str) -> HttpResponse:
    """Remember the mode in this browser and go back to the page one came from.

    A GET, so that it works as a plain link; it changes nothing but how pages look here.
    Raises Missing for a mode that there is not.
    """
    if mode not in {"standard", "elder"}:
        raise Missing(_("没有这个版本。只有标准版和长者版。"))
    response = HttpResponseRedirect(_target(request, mode))
    if mode == "elder":
        response.set_cookie(
            MODE_COOKIE,
            "elder",
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(MODE_COOKIE, samesite="Lax")
    return response


@everybody
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Only in the demo city and while developing."""
    if not (settings.DEMO or settings.DEBUG):
        raise Missing(_("没有这个页面。"))
    shell = "pages/desk.html" if request.GET.get("shell") == "desk" else "pages/portal.html"
    return render(request, "pages/style.html", {**examples.everything(), "shell": shell})


def _target(request: HttpRequest, mode: str) -> str:
    """The page to go to: ours, never another site's. The home pages change into each other."""
    home = address("web:home") or "/"
    elder_home = address("web:elder_home") or home
    asked = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        asked = home
    parts = urlsplit(asked)
    # "//elsewhere/" as a path would again be another site's address.
    path = "/" + parts.path.lstrip("/\\")
    if path in {home, elder_home}:
        return elder_home if mode == "elder" else home
    return f"{path}?{parts.query}" if parts.query else path
