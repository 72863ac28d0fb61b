"""The open interface: the same public content as the portal's pages, from the same queries.

Reads only, and only what is public, for now; the description is at ``/api/v1/openapi.json``.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from tongban import __version__
from tongban.base.kernel.errors import Missing, TongbanError
from tongban.management.catalog import queries as catalog
from tongban.sharing.licenses import queries as licenses

PAGE = 50

api = NinjaAPI(
    title="通办开放接口",
    version=__version__,
    urls_namespace="openapi",
    docs_url=None,
    openapi_url="/openapi.json",
)


class Fault(Schema):
    """What is wrong, with a stable code."""

    code: str
    message: str


class Refusal(Schema):
    """Every answer that is not 200."""

    error: Fault


class ItemOut(Schema):
    """An item as lists show it."""

    code: str
    name: str
    main_item: str
    item_type: str
    department: str
    division_code: str
    state: str
    summary: str
    promised: str
    visits: int | None
    is_online: bool
    themes: list[str]


class ItemPage(Schema):
    """One page of items."""

    total: int
    page: int
    items: list[ItemOut]


class GuideOut(ItemOut):
    """An item with its published guide."""

    version: int
    guide: dict[str, Any]


class LicenseOut(Schema):
    """Whether a licence is in force; nothing of who holds it."""

    identifier: str
    name: str
    status: str
    status_text: str
    issuer: str
    issued_on: str


def _item(item: Any) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "main_item": item.main_item,
        "item_type": item.item_type,
        "department": item.department.name,
        "division_code": item.division_code,
        "state": item.state,
        "summary": item.summary,
        "promised": item.promised_text,
        "visits": item.visits,
        "is_online": item.is_online,
        "themes": item.themes,
    }


@api.exception_handler(TongbanError)
def _refused(request: HttpRequest, error: TongbanError) -> HttpResponse:
    return api.create_response(
        request, {"error": {"code": error.code, "message": error.message}}, status=error.status
    )


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "、".join(str(part["loc"][-1]) for part in error.errors)
    return api.create_response(
        request,
        {"error": {"code": "invalid", "message": f"参数不对，请改正：{places}。"}},
        status=422,
    )


@api.get("/items", response={200: ItemPage, 422: Refusal}, tags=["事项"])
def items(
    request: HttpRequest,  # noqa: ARG001
    theme: str = "",
    division: str = "",
    audience: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """Items in use, by name; ``audience`` is ``person`` or ``company``."""
    theme, division, audience = (text.replace("\x00", "") for text in (theme, division, audience))
    found = catalog.items_of(theme[:32], division_code=division[:12], audience=audience[:16])
    page = min(max(page, 1), 100_000)
    start = (page - 1) * PAGE
    return {
        "total": found.count(),
        "page": page,
        "items": [_item(item) for item in found[start : start + PAGE]],
    }


@api.get("/items/{code}", response={200: GuideOut, 404: Refusal, 422: Refusal}, tags=["事项"])
def guide(request: HttpRequest, code: str) -> dict[str, Any]:  # noqa: ARG001
    """One item with its guide; an item whose guide is not published has version 0."""
    item = catalog.item(code)
    revision = item.revision
    return {
        **_item(item),
        "version": revision.version if revision else 0,
        "guide": revision.guide if revision else {},
    }


@api.get(
    "/licenses/{identifier}", response={200: LicenseOut, 404: Refusal, 422: Refusal}, tags=["证照"]
)
def license_status(request: HttpRequest, identifier: str) -> dict[str, Any]:  # noqa: ARG001
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
