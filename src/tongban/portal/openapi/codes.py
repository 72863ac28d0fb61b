"""The code tables of items, in both standards, for systems that read or send upload tables."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tongban.base.kernel.language import official
from tongban.management.catalog import queries as catalog

router = Router(tags=["代码"])


class CodeOut(Schema):
    """一个代码."""

    code: str = Field(description="GB/T 39554.2 和上报实践里的代码，本平台用它")
    name: str = Field(description="名称")
    gbt39046: str | None = Field(description="GB/T 39046 里的代码或者文字；没有对应的为空")


class TableOut(Schema):
    """一张代码表."""

    key: str = Field(description="表的标识")
    name: str = Field(description="表名")
    codes: list[CodeOut] = Field(description="表里的代码")


@router.get(
    "", response=list[TableOut], summary="代码表", description="两套标准的代码和它们的对应。"
)
def code_tables(request: HttpRequest) -> Any:  # noqa: ARG001
    """Every table, each code with what the other standard writes."""
    with official():
        return [
            {
                "key": table.key,
                "name": str(table.name),
                "codes": [
                    {"code": code, "name": table.label(code), "gbt39046": table.in_39046(code)}
                    for code in table.codes
                ],
            }
            for table in catalog.code_tables()
        ]
