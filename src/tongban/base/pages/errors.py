"""Pages and JSON for everything that goes wrong: plain words, a stable code, never a traceback.

``main.urls`` names the handlers: ``handler400 = "tongban.base.pages.errors.bad_request"``,
``handler403 = "…forbidden"``, ``handler404 = "…missing"``, ``handler500 = "…failed"``.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel import moments
from tongban.base.kernel.errors import FieldFinding, Missing, TongbanError, TooMany
from tongban.base.pages.context import shell

logger = logging.getLogger(__name__)

API_PREFIX = "/api/"
RETRY_SECONDS = 30
"""What a machine is told to wait when the platform is busy."""

TITLES = {
    400: gettext_lazy("没有办成"),
    401: gettext_lazy("请先登录"),
    403: gettext_lazy("您不能进这里"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不能这样打开"),
    409: gettext_lazy("现在不能这样办"),
    413: gettext_lazy("内容太大了"),
    414: gettext_lazy("网址太长了"),
    422: gettext_lazy("还有地方要改"),
    429: gettext_lazy("点得太快了"),
    500: gettext_lazy("没有办成，是我们的问题"),
    503: gettext_lazy("系统正忙"),
}


def answer(request: HttpRequest, error: TongbanError) -> HttpResponse:
    """The page, or the JSON, for an error of ours."""
    response = _answer(request, error.status, error.code, error.message, findings=error.findings)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """Handler of status 429, for what others count."""
    return answer(request, TooMany(_("点得太快了。请等一分钟再试，或打电话问。"), retry_after=60))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of status 400. Too much in one request has codes of its own."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(
            request,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too_large",
            _("一次提交的内容太大。请把文字写短一些，或者把文件分开上传，再试一次。"),
        )
    if isinstance(exception, TooManyFieldsSent):
        return _answer(
            request,
            HTTPStatus.BAD_REQUEST,
            "too_many_fields",
            _("一次提交的栏目太多。请回到上一页，分几次填写。"),
        )
    if isinstance(exception, TooManyFilesSent):
        return _answer(
            request,
            HTTPStatus.BAD_REQUEST,
            "too_many_files",
            _("一次上传的文件太多。请回到上一页，分几次上传。"),
        )
    return _answer(
        request,
        HTTPStatus.BAD_REQUEST,
        "bad_request",
        _("这个请求我们看不懂。请回到上一页，重新打开再试一次。"),
    )


def address_too_long() -> HttpResponse:
    """What the server itself answers before there is a request: the address was not read at all."""
    context = {
        **shell(HttpRequest()),
        "status": int(HTTPStatus.REQUEST_URI_TOO_LONG),
        "title": TITLES[414],
        "message": _("要找的事，写一两个词就行。请在下面写短一些，再找一次。"),
        "bare": True,
    }
    page = render_to_string("pages/error.html", context)
    return HttpResponse(page, status=HTTPStatus.REQUEST_URI_TOO_LONG)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Handler of status 403."""
    return _answer(
        request,
        HTTPStatus.FORBIDDEN,
        "forbidden",
        _("这一页不对您开放。如果换一个身份可以看，请先换身份再来。"),
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of status 404."""
    if isinstance(exception, Missing):
        return answer(request, exception)
    return _answer(
        request,
        HTTPStatus.NOT_FOUND,
        "missing",
        _("这个地址没有内容，可能写错了，也可能已经撤下。您可以直接查找要办的事。"),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Handler of status 500: says the number under which operators find what happened."""
    number = incident_number()
    # Django logs the traceback itself, right after this line.
    logger.error("incident %s: %s %s", number, request.method, request.path)
    return _answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "failed",
        _("系统出了错，不是您的问题。已经交上来的都在。请过几分钟再试一次。"),
        incident=number,
    )


def busy(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The database does not answer: status 503, come back soon."""
    number = incident_number()
    logger.error("incident %s: %s %s", number, request.method, request.path, exc_info=exception)
    response = _answer(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        "busy",
        _("现在办事的人太多，或者系统正在恢复。请过半分钟再试一次，不会重复提交。"),
        incident=number,
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the mark that it is from our own page."""
    message = (
        _("您的浏览器关掉了 Cookie，我们认不出是您。请在浏览器设置里打开，再提交一次。")
        if reason == REASON_NO_CSRF_COOKIE
        else _("这一页打开得太久，或者您在别的窗口换了身份。请刷新上一页，再提交一次。")
    )
    return _answer(request, HTTPStatus.FORBIDDEN, "csrf_failed", message, title=_("请再提交一次"))


def incident_number() -> str:
    """A number that can be read out on the telephone: the day and six hex digits."""
    return f"{moments.today():%y%m%d}-{secrets.token_hex(3)}"


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asks: by the address, or because it prefers JSON to a page."""
    if request.path.startswith(API_PREFIX):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _answer(
    request: HttpRequest,
    status: HTTPStatus | int,
    code: str,
    message: str,
    *,
    title: str = "",
    findings: Sequence[FieldFinding] = (),
    incident: str = "",
) -> HttpResponse:
    if wants_json(request):
        body: dict[str, Any] = {
            "code": code,
            "message": message,
            "findings": [asdict(finding) for finding in findings],
        }
        if incident:
            body["incident"] = incident
        return JsonResponse(
            {"error": body}, status=status, json_dumps_params={"ensure_ascii": False}
        )
    context = {
        "status": int(status),
        "code": code,
        "title": title or TITLES.get(int(status), TITLES[400]),
        "message": message,
        "findings": findings,
        "incident": incident,
        "back": _way_back(request),
    }
    return HttpResponse(_page(request, context), status=status)


def _page(request: HttpRequest, context: dict[str, Any]) -> str:
    # When the platform itself is in trouble the page must ask nobody: no session, no database.
    if context["status"] < HTTPStatus.INTERNAL_SERVER_ERROR:
        try:
            return render_to_string("pages/error.html", context, request)
        except Exception:
            logger.exception("the error page could not be drawn with the whole shell")
    try:
        bare = {**shell(request), **context, "bare": True}
        return render_to_string("pages/error.html", bare)
    except Exception:
        logger.exception("the error page could not be drawn at all")
        return format_html(
            "<!DOCTYPE html><meta charset=utf-8><title>{0}</title><h1>{0}</h1><p>{1}</p><p>{2}</p>",
            context["title"],
            context["message"],
            context["incident"],
        )


def _way_back(request: HttpRequest) -> str:
    """The path of the page somebody came from, when that is one of ours and not this one."""
    referrer = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except Exception:  # noqa: BLE001 - a wrong Host header is itself an error we may be answering
        return ""
    if not url_has_allowed_host_and_scheme(referrer, {host}):
        return ""
    parts = urlsplit(referrer)
    path = "/" + parts.path.lstrip("/\\")
    back = f"{path}?{parts.query}" if parts.query else path
    return "" if back == request.get_full_path() and request.method == "GET" else back
