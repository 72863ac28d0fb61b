"""The open interface: the same public content as the portal's pages, from the same queries, and what
admitted systems may ask beyond it.

Reads only, for now; the description is at ``/api/v1/openapi.json``.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from tongban import __version__
from tongban.base.audit.services import record_look
from tongban.base.kernel.errors import Invalid, Missing, TongbanError
from tongban.portal.openapi.codes import router as codes
from tongban.portal.openapi.items import router as items
from tongban.portal.openapi.machines import machines
from tongban.portal.openapi.publications import router as publications
from tongban.portal.openapi.schemas import Plain, Refusal
from tongban.sharing.licenses import queries as licenses

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


class LicenseOut(Schema):
    """Whether a licence is in force; nothing of who holds it."""

    identifier: str
    name: str
    status: str
    status_text: str
    issuer: str
    issued_on: str


class HolderQuestion(Schema):
    """Whose licence it should be, and for what that is asked."""

    holder_code: Plain = Field(
        min_length=1, max_length=64, description="证件号码或统一社会信用代码"
    )
    use_cause: Plain = Field(
        min_length=2,
        max_length=200,
        description="用途：为办哪一件事查。会和是谁查的一起记下来。",
    )


class HolderAnswer(Schema):
    """Whether it is, and whether it may be used now; nothing else of it."""

    identifier: str
    is_holder: bool
    is_usable: bool


@api.exception_handler(TongbanError)
def _refused(request: HttpRequest, error: TongbanError) -> HttpResponse:
    return api.create_response(
        request, {"error": {"code": error.code, "message": error.message}}, status=error.status
    )


def _place(part: dict[str, Any]) -> str:
    """Which parameter, and what it may be."""
    name, reason = str(part["loc"][-1]), _reason(str(part["type"]), part.get("ctx", {}))
    return f"{name}（{reason}）" if reason else name


def _reason(kind: str, given: dict[str, Any]) -> str:
    """What a value may be, by the kind of the error and what is given with it; empty where it is
    not known. The library's own words are English, and are not passed on.
    """
    if kind == "value_error":
        return str(given["error"])
    if kind.startswith(("datetime", "timezone")):
        return "应为带时区的时间，如 2026-11-01T00:00:00+08:00"
    if kind.startswith("int_"):
        return "应为整数"
    bounds = {"greater_than_equal": ("ge", "最小"), "less_than_equal": ("le", "最大")}
    key, word = bounds.get(kind, ("", ""))
    return f"{word} {given[key]}" if key in given else ""


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


@api.get(
    "/licenses/{identifier}", response={200: LicenseOut, 404: Refusal, 422: Refusal}, tags=["证照"]
)
def license_status(request: HttpRequest, identifier: Plain) -> dict[str, Any]:  # noqa: ARG001
    """Whether a licence is in force, by its identifier."""
    found = licenses.by_identifier(identifier)
    if found is None:
        raise Missing("没有这张证照。")
    return {
        "identifier": found.identifier,
        "name": found.license_type.name,
        "status": found.status,
        "status_text": found.get_status_display(),
        "issuer": found.issuer_name,
        "issued_on": found.issued_on.isoformat(),
    }


@api.post(
    "/licenses/{identifier}/holder-check",
    response={
        200: HolderAnswer,
        400: Refusal,
        401: Refusal,
        403: Refusal,
        404: Refusal,
        409: Refusal,
        422: Refusal,
        429: Refusal,
    },
    auth=machines,
    tags=["证照"],
)
def holder_check(request: HttpRequest, identifier: Plain, asked: HolderQuestion) -> dict[str, Any]:
    """Whether a licence belongs to this holder. For admitted systems with ``licenses:check``.

    A POST, so that a person's number stands in no address and no log. That it was asked is
    recorded with the cause.
    """
    if not asked.use_cause.strip():
        raise Invalid("请写明为办哪一件事查。")
    found = licenses.by_identifier(identifier)
    if found is None:
        raise Missing("没有这张证照。")
    record_look(
        actor=request.auth,  # type: ignore[attr-defined]
        subject_kind="license",
        subject_id=found.id,
        fields=["holder_code"],
        reason=asked.use_cause.strip(),
        division_code=found.division_code,
    )
    return {
        "identifier": found.identifier,
        "is_holder": licenses.is_held_by(found, asked.holder_code),
        "is_usable": licenses.is_usable_now(found),
    }
