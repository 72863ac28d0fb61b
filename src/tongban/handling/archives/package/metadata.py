"""The metadata of a case: what GB/T 39046-2020, tables 5 to 8, asks for and the platform holds.

Which of the fields are mandatory is [M]: the standard's column could not be read for all of them, so
those that every case has at that stage are taken for mandatory.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.moments import to_shanghai
from tongban.handling.cases.queries import Dossier
from tongban.handling.cases.types import EventKind, MeasureKind

NAMESPACE = "https://tongban.org/archive/1"


@dataclass(frozen=True, slots=True)
class Datum:
    """One field: its table, its name in the standard, and what the case has for it."""

    table: str
    name: str
    value: str
    is_mandatory: bool
    longest: int

    @property
    def fault(self) -> str:
        """Why it does not hold; empty when it does."""
        if self.is_mandatory and not self.value:
            return "missing"
        return "too_long" if len(self.value) > self.longest else ""


def stamp(moment: datetime | None) -> str:
    """YYYYMMDDThhmmss (GB/T 7408), in Shanghai."""
    return f"{to_shanghai(moment):%Y%m%dT%H%M%S}" if moment else ""


def _who(by: Mapping[str, Any]) -> str:
    return "，".join(
        part for part in (by.get("department_name"), by.get("post_name"), by.get("name")) if part
    )


def data_of(found: Dossier) -> list[Datum]:
    """Every field, table by table."""
    return [*_application(found), *_acceptance(found), *_handling(found), *_closing(found)]


def _application(found: Dossier) -> Iterator[Datum]:
    case, company, person = found.case, found.case.legal_person, found.case.person
    holder = company or person
    for name, value, longest, must in (
        ("办件编号", case.number or "", 50, True),
        ("实施编码", case.item.code, 64, True),
        ("事项名称", case.revision.name, 200, True),
        ("申请者名称", case.applicant_name, 100, True),
        (
            "申请者证件类型代码",
            "001" if company else person.document_type if person else "",
            3,
            True,
        ),
        (
            "申请者证件号码",
            company.credit_code if company else person.id_number if person else "",
            18,
            True,
        ),
        ("联系人姓名", person.name if person else "", 30, False),
        ("联系人证件号码", person.id_number if person else "", 18, False),
        ("联系人手机号码", case.contact_phone, 18, False),
        ("通讯地址", (holder.address if holder else "")[:100], 100, False),
        (
            "法定代表人",
            company.representative.name if company and company.representative else "",
            30,
            False,
        ),
        ("申报来源代码", case.channel, 1, True),
        ("申请时间", stamp(case.filed_at), 15, True),
        ("行政区划代码", case.division_code[:9], 9, True),
    ):
        yield Datum("申请信息", name, value, must, longest)


def _acceptance(found: Dossier) -> Iterator[Datum]:
    case = found.case
    accepted = next((e for e in found.events if e.kind == EventKind.ACCEPTED), None)
    promised = next((c for c in found.clocks if c.limit_kind == LimitKind.PROMISED.value), None)
    must = case.accepted_at is not None
    for name, value, longest, needed in (
        ("办件编号", case.number or "", 50, True),
        ("实施编码", case.item.code, 64, True),
        ("事项名称", case.revision.name, 200, True),
        ("受理单位名称", case.department.name, 100, True),
        ("受理单位统一社会信用代码", case.department.credit_code or "", 18, must),
        ("受理人员", _who(accepted.by) if accepted else "", 300, False),
        ("受理时间", stamp(case.accepted_at), 15, must),
        ("承诺办结时间", f"{promised.due_on:%Y%m%d}" if promised else "", 8, False),
        ("行政区划代码", case.division_code[:9], 9, True),
    ):
        yield Datum("受理信息", name, value, needed, longest)


def _handling(found: Dossier) -> Iterator[Datum]:
    for number, (event, told) in enumerate(zip(found.events, found.told, strict=False), start=1):
        table = f"办理信息 {number}"
        yield Datum(table, "环节名称", str(told.title), True, 100)
        yield Datum(table, "环节处理人", _who(event.by), True, 300)
        yield Datum(table, "处理意见", event.opinion, False, 1000)
        yield Datum(table, "环节结束时间", stamp(event.at), True, 15)
        yield Datum(table, "环节状态代码", "2", True, 1)
    procedures = [m for m in found.measures if m.kind == MeasureKind.PROCEDURE]
    for number, measure in enumerate(procedures, start=1):
        table = f"特别程序 {number}"
        yield Datum(table, "种类名称", measure.name, True, 200)
        yield Datum(table, "启动理由或依据", f"{measure.reason}（{measure.clause}）", True, 1500)
        yield Datum(table, "开始时间", stamp(measure.decided_at), False, 15)
        yield Datum(table, "结束时间", stamp(measure.ended_at), False, 15)
        yield Datum(table, "结果", measure.result, False, 1000)


def _closing(found: Dossier) -> Iterator[Datum]:
    case, license_ = found.case, found.case.license
    last = found.events[-1] if found.events else None
    for name, value, longest, needed in (
        ("办件编号", case.number or "", 50, True),
        ("办理人", _who(last.by) if last else "", 300, True),
        ("办结时间", stamp(case.closed_at), 15, True),
        ("结果证照名称", license_.revision.name if license_ else "", 200, False),
        ("结果证照编号", license_.number if license_ else "", 50, False),
        ("办件结果描述", str(case.get_decision_display() or case.get_state_display()), 1000, True),
        (
            "证照有效期限",
            f"{license_.valid_until:%Y%m%d}" if license_ and license_.valid_until else "",
            30,
            False,
        ),
        ("发证单位", license_.issuer_name if license_ else "", 100, False),
        ("行政区划代码", case.division_code[:9], 9, True),
    ):
        yield Datum("办结信息", name, value, needed, longest)


def as_xml(archive: Mapping[str, str], data: list[Datum]) -> bytes:
    """The metadata file: what the archive is called, then the tables."""
    root = etree.Element(f"{{{NAMESPACE}}}归档元数据", nsmap={None: NAMESPACE})
    head = etree.SubElement(root, f"{{{NAMESPACE}}}档案")
    for name, value in archive.items():
        etree.SubElement(head, f"{{{NAMESPACE}}}{name}").text = clean(value)
    table: etree._Element | None = None
    for datum in data:
        if table is None or table.get("名称") != datum.table:
            table = etree.SubElement(root, f"{{{NAMESPACE}}}数据集", 名称=datum.table)
        field = etree.SubElement(
            table,
            f"{{{NAMESPACE}}}数据项",
            名称=datum.name,
            必备="是" if datum.is_mandatory else "否",
        )
        field.text = clean(datum.value)
    etree.indent(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def clean(text: str) -> str:
    """Without what XML has no place for (control characters, lone surrogates)."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r"
        or (
            ord(one) >= 0x20
            and not 0xD800 <= ord(one) <= 0xDFFF
            and ord(one) not in (0xFFFE, 0xFFFF)
        )
    )
