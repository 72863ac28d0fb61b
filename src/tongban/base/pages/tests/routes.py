"""Routes for the tests of pages: views that go wrong in every known way, and nothing else."""

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from tongban.base.kernel.errors import Conflict, FieldFinding, Forbidden, Invalid, Missing

handler400 = "tongban.base.pages.errors.bad_request"
handler403 = "tongban.base.pages.errors.forbidden"
handler404 = "tongban.base.pages.errors.missing"
handler500 = "tongban.base.pages.errors.failed"

ERRORS = {
    "forbidden": Forbidden("您的岗位不管这件事。"),
    "missing": Missing("没有这个办件，请核对编号。"),
    "conflict": Conflict("别人刚刚办了这件事，请刷新。", code="already_decided"),
    "invalid": Invalid(
        "有 2 处要改。",
        findings=[
            FieldFinding("area", "not_a_number", "请只填数字，比如 <86.5>"),
            FieldFinding("water", "empty", "请选一项"),
        ],
    ),
    "denied": PermissionDenied("secret reason"),
    "gone": Http404("secret reason"),
    "too-big": RequestDataTooBig("secret reason"),
    "fields": TooManyFieldsSent("secret reason"),
    "files": TooManyFilesSent("secret reason"),
    "database": OperationalError("secret reason"),
    "crash": RuntimeError("secret reason"),
}


def fails(request: HttpRequest, kind: str) -> HttpResponse:
    raise ERRORS[kind]


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def machine(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})


def own(request: HttpRequest) -> HttpResponse:
    headers = {
        "Content-Security-Policy": "default-src 'none'",
        "Cache-Control": "public, max-age=60",
    }
    return HttpResponse("ok", headers=headers)


def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


def shell(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"pages/{name}.html")


urlpatterns = [
    path("plain/", plain),
    path("machine/", machine),
    path("own/", own),
    path("posted/", posted),
    path("fails/<kind>/", fails),
    path("api/fails/<kind>/", fails),
    path("shell/<name>/", shell),
    path("", include("tongban.base.pages.urls")),
]
