"""Headers that every answer carries, and pages instead of tracebacks."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tongban.base.kernel.errors import TongbanError
from tongban.base.pages import errors

Answering = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    f"{kind} {sources}"
    for kind, sources in {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }.items()
)
"""Nothing from elsewhere, no script and no style inside a page: a page that somebody manages to
write into can still run nothing. ``data:`` is for pictures that the browser itself made (the
preview of a photo that is not uploaded yet)."""

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class SecureHeadersMiddleware:
    """Adds the headers above; a view that needs another one (a public file) sets it itself.

    Whatever is answered to somebody with a session is not kept by any cache: computers in halls
    and libraries are used by the next person, who must not read it with the back button.
    """

    def __init__(self, get_response: Answering) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then add what is not there yet."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # The elder mode is a cookie: a page kept for one mode is not a page for the other.
            patch_vary_headers(response, ["Cookie"])
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class NullCharactersMiddleware:
    """Leaves null characters out of the query of an address before anybody reads it.

    PostgreSQL keeps no text with one, nobody can type one, and every list that filters by what the
    address says would otherwise have to look for them.
    """

    def __init__(self, get_response: Answering) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the address without them."""
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\x00", "")
        return self.get_response(request)


class ErrorPagesMiddleware:
    """Turns an error raised in a view into a page in plain words, or into JSON for machines."""

    def __init__(self, get_response: Answering) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; errors come in by :meth:`process_exception`.

        Nothing of ours has an address with a null character in it, and PostgreSQL keeps no text
        with one: such an address is answered before anybody looks it up.
        """
        if "\x00" in request.path_info:
            return errors.missing(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for errors we know; None leaves the others to the handler of status 500."""
        if isinstance(exception, TongbanError):
            return errors.answer(request, exception)
        if isinstance(exception, SuspiciousOperation):
            return errors.bad_request(request, exception)
        if isinstance(exception, DataError) and "NUL" in str(exception):
            # A null character in what was posted: no person types one, and nothing was written.
            return errors.bad_request(request)
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.busy(request, exception)
        return None


class LanguageMiddleware(LocaleMiddleware):
    """The reader's language for pages; the platform's own for the open interface.

    A program that reads the interface must find the same words whatever its library sends as
    ``Accept-Language``.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Choose before anything of the request is looked at."""
        if request.path_info.startswith(errors.API_PREFIX):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
            return
        super().process_request(request)
