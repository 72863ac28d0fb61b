"""The open interface: the same public content as the portal's pages, from the same queries, and what
admitted systems may ask beyond it.

Reads only, for now; the description is at ``/api/v1/openapi.json``, and to be read at ``/api/v1/``.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tongban import __version__
from tongban.base.kernel.errors import TongbanError
from tongban.portal.openapi.codes import router as codes
from tongban.portal.openapi.items import router as items
from tongban.portal.openapi.licenses import router as licenses
from tongban.portal.openapi.publications import router as publications

api = NinjaAPI(
    title="通办开放接口",
    version=__version__,
    urls_namespace="openapi",
    docs_url=None,
    openapi_url="/openapi.json",
)
api.add_router("/items", items)
api.add_router("/codes", codes)
api.add_router("/publications", publications)
api.add_router("/licenses", licenses)


@api.exception_handler(TongbanError)
def _refused(request: HttpRequest, error: TongbanError) -> HttpResponse:
    return api.create_response(
        request, {"error": {"code": error.code, "message": error.message}}, status=error.status
    )


def _place(part: dict[str, Any]) -> str:
    """Which parameter, and what it may be where a rule of our own says so."""
    name, reason = str(part["loc"][-1]), part.get("ctx", {}).get("error")
    return f"{name}（{reason}）" if reason else name


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "、".join(_place(part) for part in error.errors)
    return api.create_response(
        request,
        {"error": {"code": "invalid", "message": f"参数不对，请改正：{places}。"}},
        status=422,
    )


@api.exception_handler(AuthenticationError)
def _unproven(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return api.create_response(
        request,
        {
            "error": {
                "code": "unproven",
                "message": "没有认出是哪个接入系统。请用签名、令牌或者客户端证书，只用一种。",
            }
        },
        status=401,
    )


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(
        request,
        {"error": {"code": "bad_request", "message": "请求的内容看不懂，请按说明改正。"}},
        status=error.status_code,
    )
