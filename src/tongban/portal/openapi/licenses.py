"""Licences for other systems: whether one is in force, and for admitted ones whose it is."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from tongban.base.audit.services import record_look
from tongban.base.kernel.errors import Invalid, Missing
from tongban.portal.openapi.machines import machines
from tongban.portal.openapi.schemas import Plain, Refusal
from tongban.sharing.licenses import queries as licenses

router = Router(tags=["证照"])

Identifier = Annotated[Plain, Path(description="证照标识")]


class LicenseOut(Schema):
    """一张证照是不是有效；不说是谁的."""

    identifier: str = Field(description="证照标识")
    name: str = Field(description="证照名称")
    status: str = Field(description="状态代码：只有 01 有效")
    status_text: str = Field(description="状态")
    issuer: str = Field(description="颁发机构")
    issued_on: str = Field(description="颁发日期，如 2026-11-01")


class HolderQuestion(Schema):
    """问的是谁的证照，为什么问."""

    holder_code: Plain = Field(
        min_length=1, max_length=64, description="证件号码或统一社会信用代码"
    )
    use_cause: Plain = Field(
        min_length=2,
        max_length=200,
        description="用途：为办哪一件事查。会和是谁查的一起记下来。",
    )


class HolderAnswer(Schema):
    """是不是这个人的，现在能不能用；别的一概不说."""

    identifier: str = Field(description="证照标识")
    is_holder: bool = Field(description="是不是问的这个人或者单位持有")
    is_usable: bool = Field(description="现在能不能用：有效、在期限内")


@router.get(
    "/{identifier}",
    response={200: LicenseOut, 404: Refusal, 422: Refusal},
    summary="证照是不是有效",
    description="按证照标识查。",
)
def license_status(request: HttpRequest, identifier: Identifier) -> dict[str, Any]:  # noqa: ARG001
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


@router.post(
    "/{identifier}/holder-check",
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
    summary="证照是不是某人持有",
    description="要先获准 licenses:check。用 POST，证件号码不会留在地址和日志里；谁问的、为什么问，都记下来。",
)
def holder_check(
    request: HttpRequest, identifier: Identifier, asked: HolderQuestion
) -> dict[str, Any]:
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
