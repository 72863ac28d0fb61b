"""公示 for other systems: the decisions of the portal's page, as they are published and withdrawn."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field, field_validator

from tongban.base.kernel.language import official
from tongban.management.documents import queries as papers
from tongban.management.documents.types import Outcome
from tongban.portal.openapi.items import SHANGHAI, within_reach
from tongban.portal.openapi.schemas import Plain, Refusal

MOST = 200

router = Router(tags=["公示"])


class PublicationOut(Schema):
    """公示的一个决定；撤下的只有标识和时间."""

    id: str = Field(description="标识；撤下以后还是它")
    outcome: str = Field(description="granted 准予、refused 不予批准；撤下的为空")
    outcome_text: str = Field(description="决定的名称")
    number: str = Field(description="决定文书的文号")
    item_code: str = Field(description="事项编码")
    item_name: str = Field(description="事项名称")
    holder: str = Field(
        description="行政相对人：单位写全称，个人只有部分姓名，不予批准的个人不写姓名"
    )
    result: str = Field(description="结果名称；不予批准的为空")
    decided_on: date | None = Field(description="决定日期")
    department: str = Field(description="决定机关")
    department_code: str = Field(description="决定机关的统一社会信用代码；不知道的为空")
    division_code: str = Field(description="区划代码，12 位")
    changed_at: datetime = Field(description="最后变更时间：公示或者撤下的时间")
    withdrawn_at: datetime | None = Field(description="撤下的时间；有它，就请把抄走的删掉")


class PublicationPage(Schema):
    """一页公示，从变更最早的起."""

    publications: list[PublicationOut] = Field(description="这一页的公示")
    next: str = Field(description="下一页用作 after；没有新的时和这次一样")


class Wanted(Schema):
    """要哪些公示."""

    changed_since: AwareDatetime | None = Field(
        None, description="这个时间以后公示或者撤下的，要带时区，如 2026-11-01T00:00:00+08:00"
    )
    after: Plain = Field("", description="上一页的 next；第一页不填")
    division: Plain = Field("", description="区划代码：它和它下面的")
    limit: int = Field(MOST, ge=1, le=MOST, description="一页几个")

    @field_validator("changed_since")
    @classmethod
    def _within_reach(cls, moment: datetime | None) -> datetime | None:
        return within_reach(moment)


@router.get(
    "",
    response={200: PublicationPage, 422: Refusal},
    summary="办理结果公示",
    description="和门户上的公示一样，证件号码一律没有，个人的姓名只有一部分。一页一页读：把 next 用作下一页的 "
    "after，直到一页为空；以后接着用同一个 next，就只读到新公示的和新撤下的。变更一分钟以后才读得到。",
)
def publications(request: HttpRequest, wanted: Query[Wanted]) -> Any:  # noqa: ARG001
    """Published and withdrawn decisions in the order of their changes."""
    found = papers.publication_feed(
        wanted.after,
        changed_since=wanted.changed_since,
        limit=wanted.limit,
        division_code=wanted.division[:12],
    )
    with official():
        told = [_out(row) for row in found]
    return {
        "publications": told,
        "next": papers.cursor_of(found[-1]) if found else wanted.after,
    }


def _out(row: Any) -> dict[str, Any]:
    is_there = row.withdrawn_at is None
    told = {
        "outcome": row.outcome,
        "outcome_text": str(Outcome(row.outcome).label),
        "number": row.number,
        "item_code": row.item_code,
        "item_name": row.item_name,
        "holder": row.holder,
        "result": row.result,
        "department": row.department_name,
        "department_code": row.department.credit_code or "",
        "division_code": row.division_code,
    }
    return {
        **(told if is_there else dict.fromkeys(told, "")),
        "id": str(row.id),
        "decided_on": row.decided_on if is_there else None,
        "changed_at": row.changed_at.astimezone(SHANGHAI),
        "withdrawn_at": None if is_there else row.withdrawn_at.astimezone(SHANGHAI),
    }
