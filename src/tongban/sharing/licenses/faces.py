"""What a licence's file shows and carries, gathered from its row."""

import json
from datetime import date
from typing import Any

from django.conf import settings

from tongban.base.kernel import moments
from tongban.base.kernel.codes.documents import DocumentType
from tongban.sharing.licenses.models import License, LicenseTypeRevision
from tongban.sharing.licenses.types import Appearance, FieldKind, FieldSpec, LicenseFace

_CODE_LABELS = {DocumentType.CREDIT_CODE: "统一社会信用代码", DocumentType.ID_CARD: "身份证件号码"}


def day(value: date) -> str:
    """2026年11月21日, as official documents write it (GB/T 9704-2012, 7.3.5.4)."""
    return f"{value.year}年{value.month}月{value.day}日"


def validity_of(held: License) -> str:
    """有效期限 in words."""
    if held.valid_until is None:
        return "长期"
    return f"{day(held.valid_from)}至{day(held.valid_until)}"


def verify_address(identifier: str) -> str:
    """Where anybody can look whether the licence holds."""
    return f"{str(settings.PUBLIC_ADDRESS).rstrip('/')}/verify/{identifier}/"


def face_of(held: License) -> LicenseFace:
    """Everything that the drawing needs."""
    revision = held.revision
    values: dict[str, str] = json.loads(held.data)
    specs = [FieldSpec.from_value(spec) for spec in revision.fields]
    code_type = DocumentType(held.holder_code_type)
    rows = [(_code_label(code_type), held.holder_code)]
    appearance = Appearance(revision.appearance)
    # Only an approval runs on in paragraphs; elsewhere they stand under their label.
    running = [
        spec
        for spec in specs
        if spec.key in values
        and spec.kind is FieldKind.PARAGRAPH
        and appearance is Appearance.APPROVAL
    ]
    rows += [
        (spec.label, _shown(spec, values[spec.key]))
        for spec in specs
        if spec.key in values and spec not in running
    ]
    return LicenseFace(
        appearance=appearance,
        title=revision.name,
        number=held.number,
        identifier=held.identifier,
        holder_label=revision.holder_label,
        holder_name=held.holder_name,
        rows=rows,
        paragraphs=[values[spec.key] for spec in running],
        issuer_name=held.issuer_name,
        issued_on=held.issued_on,
        validity=validity_of(held),
        verify_address=verify_address(held.identifier),
        metadata=metadata_of(held),
        is_sample=bool(settings.DEMO),
        basis=revision.basis,
    )


SPECIMEN = "（样本）"


def specimen_face(revision: LicenseTypeRevision) -> LicenseFace:
    """The form of a type as it is now, with nothing of anybody in it."""
    appearance = Appearance(revision.appearance)
    specs = [FieldSpec.from_value(spec) for spec in revision.fields]
    running = [
        spec
        for spec in specs
        if spec.kind is FieldKind.PARAGRAPH and appearance is Appearance.APPROVAL
    ]
    years = revision.validity_years
    return LicenseFace(
        appearance=appearance,
        title=revision.name,
        number=SPECIMEN,
        identifier="",
        holder_label=revision.holder_label,
        holder_name=SPECIMEN,
        rows=[
            (_code_label(DocumentType(revision.holder_code_types[0])), SPECIMEN),
            *((spec.label, SPECIMEN) for spec in specs if spec not in running),
        ],
        paragraphs=[f"（这里写{spec.label}）" for spec in running],
        issuer_name=revision.defining_body,
        issued_on=moments.today(),
        validity="长期" if years is None else f"{years} 年",
        verify_address="",
        metadata={},
        basis=revision.basis,
        is_specimen=True,
    )


def _code_label(code_type: DocumentType) -> str:
    return _CODE_LABELS.get(code_type, f"{code_type.label}号码")


def _shown(spec: FieldSpec, value: str) -> str:
    return day(date.fromisoformat(value)) if spec.kind is FieldKind.DATE else value


def metadata_of(held: License) -> dict[str, Any]:
    """The machine-readable part: element names of GB/T 36903 as used (standards §3.2)."""
    revision = held.revision
    code_type = DocumentType(held.holder_code_type)
    values = json.loads(held.data)
    return {
        "证照标识": held.identifier,
        "证照类型名称": held.license_type.name,
        "证照类型代码": held.license_type.code,
        "证照编号": held.number,
        "证照名称": revision.name,
        "证照版本号": f"{held.version:03d}",
        "证照定义机构": revision.defining_body,
        "证照定义机构代码": revision.defining_code,
        "证照颁发机构": held.issuer_name,
        "证照颁发机构代码": held.issuer_code,
        "证照颁发日期": held.issued_on.isoformat(),
        "证照有效期起始日期": held.valid_from.isoformat(),
        "证照有效期截止日期": held.valid_until.isoformat() if held.valid_until else "",
        "证照有效期范围": validity_of(held),
        "证照所属管辖属地编码": held.division_code,
        "持证主体名称": held.holder_name,
        "持证主体代码": held.holder_code,
        "持证主体代码类型": code_type.label,
        "持证主体代码类型代码": code_type.value,
        "关联事项代码": revision.item_codes,
        "可信等级": held.trust_level,
        "制作时间": moments.now().isoformat(timespec="seconds"),
        "扩展业务信息": {
            spec["label"]: values[spec["key"]] for spec in revision.fields if spec["key"] in values
        },
    }
