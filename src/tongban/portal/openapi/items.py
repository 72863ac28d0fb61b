"""Items and guides for other systems: what the portal shows, from the queries that its pages use."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from ninja import Path, Query, Router, Schema
from pydantic import AwareDatetime, Field, ValidationInfo, create_model, field_validator

from tongban.base.kernel.language import official
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import EX_OFFICIO, ChangeKind, Guide, ItemState, ItemType
from tongban.portal.openapi.schemas import Plain, Refusal
from tongban.sharing.licenses.queries import is_defined

PAGE = 50
MOST = 200
MOST_PAGES = 100_000
MOST_CHANGES = 500
FIRST_YEAR, LAST_YEAR = 1900, 9000
SHANGHAI = ZoneInfo("Asia/Shanghai")
DIVISION = re.compile(r"[0-9]{0,12}")
AUDIENCES = {"person": "个人", "company": "单位"}
with official():
    TYPES = {one.value: str(one.label) for one in ItemType}
    STATES = {one.value: str(one.label) for one in ItemState if one != ItemState.CANCELLED}

router = Router(tags=["事项"])

ItemCode = Annotated[Plain, Path(description="事项编码")]


class Code(Schema):
    """一个代码和它的名称."""

    code: str = Field(description="代码")
    name: str = Field(description="名称")


class Element(Schema):
    """办事指南的一个要素."""

    label: str = Field(description="要素名称")
    value: Any = Field(description="值；没有填写的为空")
    text: str = Field(description="给人看的文字")
    codes: list[Code] = Field(description="值是代码的，代码和它的名称")


Elements = cast(
    "type[Schema]",
    create_model(  # type: ignore[call-overload]
        "Elements",
        __base__=Schema,
        __doc__="办事指南的全部要素",
        **{
            place.replace(".", "_"): (Element, Field(alias=place, description=told))
            for place, told in catalog.element_descriptions().items()
        },
    ),
)
"""One property for each element, described by its name, its code table and its column."""


class ItemOut(Schema):
    """清单里的一个事项."""

    code: str = Field(description="实施编码或业务办理项编码")
    row_guid: str = Field(description="交换标识，和上报表的 row_guid 一样")
    name: str = Field(description="事项名称")
    main_item: str = Field(description="主项名称")
    item_type: str = Field(description="事项类型代码（GB/T 39046 A.1）")
    item_type_text: str = Field(description="事项类型")
    department: str = Field(description="实施主体")
    department_code: str = Field(description="实施主体的统一社会信用代码；不知道的为空")
    division_code: str = Field(description="区划代码，12 位")
    state: str = Field(description="listed 已列入目录、published 指南已发布、suspended 暂停办理")
    state_text: str = Field(description="状态")
    state_reason: str = Field(description="暂停的原因")
    summary: str = Field(description="一句话说明")
    promised: str = Field(description="承诺时限")
    visits: int | None = Field(description="到现场次数")
    is_online: bool = Field(description="能不能网上办")
    themes: list[str] = Field(description="主题")
    owner: str = Field(description="归口：local 本地、province 省级、nation 国家")
    completeness: int = Field(description="指南完整度，百分之几")
    changed_at: datetime = Field(description="最后变更时间")


class ItemPage(Schema):
    """一页事项."""

    total: int = Field(description="一共几项")
    page: int = Field(description="第几页，从 1 起")
    items: list[ItemOut] = Field(description="这一页的事项")


class DocumentOut(Schema):
    """事项旁边的一份法规、政策、通知或者问答."""

    title: str = Field(description="标题")
    kind: str = Field(description="类别")
    kind_text: str = Field(description="类别的名称")
    number: str = Field(description="文号")
    issuer: str = Field(description="发布机关")
    issued_on: date | None = Field(description="发布日期")
    effective_on: date | None = Field(description="生效日期")
    ended_on: date | None = Field(description="失效日期")
    validity: str = Field(description="not_yet 还没有生效、in_force 有效、ended 已失效")
    validity_text: str = Field(description="是不是有效")


class GuideOut(ItemOut):
    """一个事项和它现行的办事指南."""

    version: int = Field(description="指南第几版；0 是还没有发布")
    published_at: datetime | None = Field(description="这一版的发布时间")
    owned_elements: list[str] = Field(description="由上级管理的要素")
    guide: dict[str, Any] = Field(description="办事指南，按内部结构；没有发布的为空")
    elements: Elements | None = Field(  # type: ignore[valid-type]
        description="办事指南，一个要素一项；没有发布的为空"
    )
    result_sample: str = Field(description="结果样本的网址；还没有的为空")
    documents: list[DocumentOut] = Field(description="有关的法规、政策和问答，有效的在前")


class Change(Schema):
    """一次变更."""

    cursor: str = Field(description="读到这里的位置")
    code: str = Field(description="事项编码")
    kind: str = Field(description="变更种类")
    kind_text: str = Field(description="变更种类的名称")
    version: int = Field(description="变更后的指南版本；0 是没有指南")
    division_code: str = Field(description="区划代码")
    at: datetime = Field(description="时间")


class Changes(Schema):
    """一段变更，从早到晚."""

    changes: list[Change] = Field(description="变更，从早到晚")
    next: str = Field(description="下次用作 since；没有新的变更时和这次一样")


def within_reach(moment: datetime | None) -> datetime | None:
    """The moment in UTC: the database knows no zone that is sixteen hours away. ValueError for years
    at whose edges another time zone has no date: they are no years of ours.
    """
    if moment is None:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("没有这样的时间")
    return moment.astimezone(UTC)


def _one_of(known: Mapping[str, str], told: str, **given: Any) -> Any:
    """A parameter with a few values, each described."""
    said = "、".join(f"{value} {label}" for value, label in known.items())
    return Field(
        "",
        description=f"{told}：{said}",
        json_schema_extra={"enum": ["", *known]},
        **given,
    )


class Wanted(Schema):
    """要哪些事项."""

    theme: str = Field("", description="主题")
    division: str = Field(
        "",
        description="区划代码，最多 12 位数字：它和它下面的",
        json_schema_extra={"pattern": DIVISION.pattern},
    )
    audience: str = _one_of(AUDIENCES, "服务对象")
    department: str = Field("", description="实施主体的统一社会信用代码")
    item_type: str = _one_of(TYPES, "事项类型代码，两位", alias="type")
    state: str = _one_of(STATES, "状态")
    changed_since: AwareDatetime | None = Field(
        None, description="这个时间以后变更过的，要带时区，如 2026-11-01T00:00:00+08:00"
    )
    page: int = Field(1, ge=1, le=MOST_PAGES, description="第几页")
    limit: int = Field(PAGE, ge=1, le=MOST, description="一页几项")

    @field_validator("item_type", "state", "audience", "division")
    @classmethod
    def _is_known(cls, value: str, told: ValidationInfo) -> str:
        """An answer of no items would look as if the city had none of that kind."""
        known = {"item_type": TYPES, "state": STATES, "audience": AUDIENCES}.get(
            told.field_name or ""
        )
        if known is not None and value not in {"", *known}:
            raise ValueError(f"只能是 {'、'.join(known)}")
        if known is None and not DIVISION.fullmatch(value):
            raise ValueError("应为最多 12 位数字")
        return value

    @field_validator("changed_since")
    @classmethod
    def _within_reach(cls, moment: datetime | None) -> datetime | None:
        return within_reach(moment)


class Since(Schema):
    """从哪里接着读."""

    since: Plain = Field("", description="上次回答的 next；第一次不填")
    limit: int = Field(MOST_CHANGES, ge=1, le=MOST_CHANGES, description="最多几条")
    division: Plain = Field("", description="区划代码：它和它下面的")


def item_out(item: Any) -> dict[str, Any]:
    """An item as lists show it."""
    with official():
        return {
            "code": item.code,
            "row_guid": str(item.row_guid),
            "name": item.name,
            "main_item": item.main_item,
            "item_type": item.item_type,
            "item_type_text": str(ItemType(item.item_type).label),
            "department": item.department.name,
            "department_code": item.department.credit_code or "",
            "division_code": item.division_code,
            "state": item.state,
            "state_text": str(ItemState(item.state).label),
            "state_reason": item.state_reason,
            "summary": item.summary,
            "promised": item.promised_text,
            "visits": item.visits,
            "is_online": item.is_online,
            "themes": item.themes,
            "owner": item.owner,
            "completeness": item.completeness,
            "changed_at": item.changed_at.astimezone(SHANGHAI),
        }


@router.get(
    "",
    response={200: ItemPage, 304: None, 422: Refusal},
    summary="事项清单",
    description="按名称排列，顺序固定；带 ETag，没有变化时回答 304。",
)
def items(request: HttpRequest, response: HttpResponse, wanted: Query[Wanted]) -> Any:
    """Items in use that fit, by name, always in the same order."""
    found = catalog.items_of(
        _text(wanted.theme),
        division_code=_text(wanted.division),
        audience=_text(wanted.audience),
        item_type=_text(wanted.item_type),
        state=_text(wanted.state),
        department_code=_text(wanted.department),
        changed_since=wanted.changed_since,
    )
    start = (wanted.page - 1) * wanted.limit
    return _fresh(
        request,
        response,
        {
            "total": found.count(),
            "page": wanted.page,
            "items": [item_out(item) for item in found[start : start + wanted.limit]],
        },
    )


@router.get(
    "/changes",
    response={200: Changes, 422: Refusal},
    summary="事项变更流水",
    description="since 之后列入、变更、发布、暂停、恢复、取消了什么。不会漏掉提交得晚的变更；"
    "重复读同一段，结果一样。回答为空是还没有新的，过一会再用同一个位置读。",
)
def item_changes(
    request: HttpRequest,  # noqa: ARG001
    wanted: Query[Since],
) -> Any:
    """What changed after a cursor; an empty answer means: not yet."""
    found = catalog.changes(wanted.since, limit=wanted.limit, division_code=wanted.division[:12])
    with official():
        told = [
            {
                "cursor": one.cursor,
                "code": one.code,
                "kind": one.kind,
                "kind_text": str(ChangeKind(one.kind).label),
                "version": one.version,
                "division_code": one.division_code,
                "at": one.at.astimezone(SHANGHAI),
            }
            for one in found
        ]
    return {"changes": told, "next": found[-1].cursor if found else wanted.since}


def _sample(item: Any, guide: Guide | None) -> str:
    """The whole address of what the page of the guide links as the sample of its result."""
    if guide is None or item.state == ItemState.LISTED or item.item_type in EX_OFFICIO:
        return ""
    sample, license_type = guide.result.sample, guide.result.license_type
    if file_id := catalog.file_id_of(sample):
        path = reverse("web:guide_file", args=[item.code, file_id])
    elif not sample and license_type and is_defined(license_type):
        path = reverse("web:result_sample", args=[item.code])
    else:
        return sample
    return f"{settings.PUBLIC_ADDRESS}{path}"


@router.get(
    "/{code}",
    response={200: GuideOut, 304: None, 404: Refusal, 422: Refusal},
    by_alias=True,
    summary="一个事项和它的办事指南",
    description="门户上有的这里都有，一个要素一项；带 ETag 和 Last-Modified，没有变化时回答 304。",
)
def guide(request: HttpRequest, response: HttpResponse, code: ItemCode) -> Any:
    """One item with its guide, all that the portal shows."""
    item = catalog.item(code)
    revision = item.revision
    content = catalog.guide(revision.id) if revision else None
    return _fresh(
        request,
        response,
        {
            **item_out(item),
            "version": revision.version if revision else 0,
            "published_at": revision.published_at.astimezone(SHANGHAI) if revision else None,
            "owned_elements": item.owned_elements,
            "guide": revision.guide if revision else {},
            "elements": {
                one.place: {
                    "label": one.label,
                    "value": one.value,
                    "text": one.text,
                    "codes": [{"code": code, "name": name} for code, name in one.codes],
                }
                for one in catalog.content_of(content)
            }
            if content
            else None,
            "result_sample": _sample(item, content),
            "documents": [_document_out(one) for one in catalog.documents_of(item.id)],
        },
        catalog.changed_last_at(item.id),
    )


def _document_out(found: Any) -> dict[str, Any]:
    with official():
        return {
            "title": found.title,
            "kind": found.kind,
            "kind_text": found.get_kind_display(),
            "number": found.number,
            "issuer": found.issuer,
            "issued_on": found.issued_on,
            "effective_on": found.effective_on,
            "ended_on": found.ended_on,
            "validity": found.validity.value,
            "validity_text": str(found.validity.label),
        }


def _text(value: str) -> str:
    """What no column can hold is left out; what is too long for one fits nothing."""
    return value.replace("\x00", "")


def _fresh(
    request: HttpRequest,
    response: HttpResponse,
    content: dict[str, Any],
    changed_at: datetime | None = None,
) -> Any:
    """The content with what it is known by, or 304 when the reader has it already."""
    made = json.dumps(content, default=str, sort_keys=True).encode()
    etag = f'"{hashlib.sha256(made).hexdigest()[:32]}"'
    changed = int(changed_at.timestamp()) if changed_at else None
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if changed is not None:
        headers["Last-Modified"] = http_date(changed)
    if _has_it(request, etag, changed):
        return HttpResponse(status=304, headers=headers)
    for name, value in headers.items():
        response[name] = value
    return content


def _has_it(request: HttpRequest, etag: str, changed: int | None) -> bool:
    """If-None-Match counts alone where it is given (RFC 9110, 13.2.2)."""
    if told := request.headers.get("If-None-Match"):
        known = parse_etags(told)
        return "*" in known or etag in {one.removeprefix("W/") for one in known}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and changed is not None and changed <= since
