"""What goes into a package: read from the case and from those who keep what belongs to it."""

import json
from collections.abc import Callable
from typing import Any, BinaryIO

from tongban.base.files import queries as files
from tongban.base.files.types import ContentDamagedError
from tongban.base.kernel.digests import canonical
from tongban.base.kernel.errors import Conflict, Missing
from tongban.handling.archives.package.metadata import as_xml, data_of, stamp
from tongban.handling.archives.package.paper import sheet
from tongban.handling.archives.types import Part
from tongban.handling.cases.queries import Dossier, enclosures_of, papers_in_dossier
from tongban.handling.cases.types import KIND
from tongban.management.documents import queries as papers
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.materials import queries as materials

JSON, PDF, XML, TEXT = "application/json", "application/pdf", "application/xml", "text/plain"


class Gathered:
    """The parts of a package, and what could not be had."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.absent: list[str] = []
        """Titles of what should be there: damaged, or gone."""

    def add(self, path: str, title: str, role: str, media_type: str, content: bytes) -> None:
        """Put a part in."""
        self.parts.append(Part(path, title, role, media_type, content))

    def read(self, title: str, opened: Callable[[], BinaryIO]) -> bytes | None:
        """What is kept; None, and remembered as absent, where it is not there as it was."""
        try:
            with opened() as stream:
                return stream.read()
        except (Missing, Conflict, ContentDamagedError, OSError):
            self.absent.append(title)
            return None


def gathered(found: Dossier, archive: dict[str, str]) -> Gathered:
    """Everything of the case, in files. ``archive`` is what the archive is called."""
    into = Gathered()
    data = data_of(found)
    into.add("metadata.xml", "元数据", "metadata", XML, as_xml(archive, data))
    into.add("form/form.json", "申请表（数据）", "form_data", JSON, _form_data(found))
    into.add("form/form.pdf", "申请表", "form", PDF, _form_sheet(found))
    _materials(found, into)
    into.add("process/course.json", "办理过程（数据）", "course_data", JSON, _course_data(found))
    into.add("process/course.pdf", "审批意见和办理过程", "course", PDF, _course_sheet(found))
    _enclosures(found, into)
    _results(found, into)
    return into


def _form_data(found: Dossier) -> bytes:
    case = found.case
    return canonical(
        {
            "number": case.number,
            "item_code": case.item.code,
            "item": case.revision.name,
            "revision": case.revision.version,
            "applicant": case.applicant_name,
            "filed_at": case.filed_at,
            "pages": [
                {
                    "title": bound.page.title,
                    "fields": [
                        {
                            "key": one.field.key,
                            "label": one.field.label,
                            "value": one.value,
                            "shown": one.shown,
                        }
                        for one in bound.fields
                    ],
                }
                for bound in found.pages
            ],
        }
    )


def _form_sheet(found: Dossier) -> bytes:
    case = found.case
    return sheet(
        f"{case.revision.name}申请表",
        f"办件编号 {case.number}，{case.applicant_name}，{_day(case.filed_at)}提交",
        [
            (bound.page.title, [[one.field.label, one.shown] for one in bound.fields])
            for bound in found.pages
        ],
    )


def _course_data(found: Dossier) -> bytes:
    return canonical(
        {
            "events": [
                {"kind": e.kind, "at": e.at, "by": e.by, "opinion": e.opinion, "detail": e.detail}
                for e in found.events
            ],
            "corrections": [
                {
                    "asked_at": c.asked_at,
                    "due_on": c.due_on,
                    "answered_at": c.answered_at,
                    "items": c.items,
                }
                for c in found.corrections
            ],
            "measures": [
                {
                    "kind": m.kind,
                    "name": m.name,
                    "clause": m.clause,
                    "reason": m.reason,
                    "state": m.state,
                    "asked_at": m.asked_at,
                    "decided_at": m.decided_at,
                    "ended_at": m.ended_at,
                    "result": m.result,
                }
                for m in found.measures
            ],
            "clocks": [
                {
                    "kind": str(c.limit_kind),
                    "started_at": c.started_at,
                    "due_on": c.due_on,
                    "ended_at": c.ended_at,
                    "outcome": str(c.outcome),
                }
                for c in found.clocks
            ],
            "decision": {
                "decision": found.case.decision,
                "state": found.case.state,
                "decided_at": found.case.decided_at,
                "reason": found.case.reason,
                "closed_at": found.case.closed_at,
            },
        }
    )


def _course_sheet(found: Dossier) -> bytes:
    case = found.case
    rows = [[_day(told.at), str(told.title), told.by or "申请人", told.text] for told in found.told]
    decision = [
        ["结果", str(case.get_decision_display() or case.get_state_display())],
        ["决定时间", _day(case.decided_at)],
        ["理由和意见", case.reason],
        ["办结时间", _day(case.closed_at)],
    ]
    return sheet(
        "审批意见和办理过程",
        f"办件编号 {case.number}，{case.revision.name}，{case.department.name}",
        [("决定", decision), ("办理过程", rows)],
    )


def _materials(found: Dossier, into: Gathered) -> None:
    handed_in = materials.materials_of(KIND, found.case.id, with_history=True)
    told: list[dict[str, Any]] = []
    for number, one in enumerate(handed_in, start=1):
        is_current = one.withdrawn_at is None and one.superseded_by_id is None
        line = {
            "number": number,
            "requirement": one.requirement_key,
            "name": one.name,
            "origin": one.origin,
            "trust": one.trust_level,
            "handed_in_at": one.created_at,
            "checked_at": one.checked_at,
            "current": is_current,
            "path": "",
        }
        if one.license is not None:
            line["license"] = one.license.identifier
        content, media_type = None, PDF
        if one.file is not None:
            media_type, file_id = one.file.media_type, one.file.id
            content = into.read(one.name, lambda f=file_id: files.opened(f, verify=True))  # type: ignore[misc]
        elif one.license is not None:
            content = _license_file(one.license, into)
        if content is not None:
            line["path"] = f"materials/{number:03d}.{_ending(media_type)}"
            into.add(str(line["path"]), one.name, "material", media_type, content)
        told.append(line)
    into.add("materials/list.json", "材料目录", "material_list", JSON, canonical(told))


def _enclosures(found: Dossier, into: Gathered) -> None:
    """Records, opinions, promises, proofs of service, what another system sent: as data, as a sheet,
    and their files.
    """
    listed, sections, number = [], [], 0
    for one in enclosures_of(found.case):
        kept = []
        for title, file_id in one.files:
            number += 1
            file = files.file(file_id)
            path = f"enclosures/{number:03d}.{_ending(file.media_type)}"
            content = into.read(title, lambda f=file_id: files.opened(f, verify=True))  # type: ignore[misc]
            if content is not None:
                into.add(path, title, "enclosure", file.media_type, content)
                kept.append({"title": title, "path": path})
        listed.append(
            {
                "kind": one.kind,
                "title": one.title,
                "rows": [[name, value] for name, value in one.rows],
                "files": kept,
            }
        )
        named = [["文件", line["path"]] for line in kept]
        sections.append((one.title, [[name, value] for name, value in one.rows] + named))
    if listed:
        case = found.case
        lead = f"办件编号 {case.number}，{case.revision.name}"
        title = "意见、记录和送达"
        into.add(
            "enclosures/list.json", f"{title}（数据）", "enclosure_list", JSON, canonical(listed)
        )
        into.add("enclosures/list.pdf", title, "enclosure_sheet", PDF, sheet(title, lead, sections))


def _results(found: Dossier, into: Gathered) -> None:
    for number, held in enumerate(licenses.by_subject(KIND, found.case.id), start=1):
        content = _license_file(held, into)
        if content is not None:
            title = f"{held.revision.name}（{held.number}）"
            into.add(f"results/license-{number:02d}.pdf", title, "license", PDF, content)

    for number, view in enumerate(papers_in_dossier(found.case.id), start=1):
        paper = view.paper
        title = f"{paper.title}（{paper.number}）"
        content = into.read(title, lambda p=paper.id: papers.open_file(p)[0])  # type: ignore[misc]
        if content is not None:
            into.add(f"results/paper-{number:02d}.pdf", title, "paper", PDF, content)


def _license_file(held: Any, into: Gathered) -> bytes | None:
    """The file of a licence: of one that is not in use any more, what was made before."""

    def opened() -> BinaryIO:
        kept = held.file_id
        return files.opened(kept or licenses.file_of(held.id), verify=True)

    return into.read(held.revision.name, opened)


def _ending(media_type: str) -> str:
    return {
        "application/pdf": "pdf",
        "application/ofd": "ofd",
        "image/png": "png",
        "image/jpeg": "jpg",
        "image/webp": "webp",
        "image/gif": "gif",
        "image/bmp": "bmp",
        "text/plain": "txt",
        "text/csv": "csv",
    }.get(
        media_type, "docx" if "word" in media_type else "xlsx" if "sheet" in media_type else "bin"
    )


def _day(moment: Any) -> str:
    told = stamp(moment)
    return f"{told[:4]}-{told[4:6]}-{told[6:8]} {told[9:11]}:{told[11:13]}" if told else ""


def read_me(archive: dict[str, str]) -> bytes:
    """How to read and verify the package without this platform."""
    return f"""归档信息包 {archive["档号"]}

这是一个办件的电子档案（GB/T 42727）。里面是：

  manifest.json         全部文件的目录：路径、题名、类别、字节数、SHA-256 和 SM3
  metadata.xml          元数据
  form/                 申请表（PDF 和数据）
  materials/            申请材料，目录在 list.json
  process/              审批意见和办理过程（PDF 和数据）
  enclosures/           承诺书、各部门和专家的意见、核查和送达的记录等（PDF、数据和文件，有才有）
  results/              证照和决定
  checks.json           归档时的四性检测结果
  signature/            对 manifest.json 的签名（ECDSA P-256，SHA-256）和签名者证书

怎样核验（不用联网，也不用本平台）：

  1. 每个文件的摘要和 manifest.json 里写的一样：
       sha256sum FILE
       openssl dgst -sm3 FILE
  2. 签名对得上：
       openssl x509 -inform DER -in signature/certificate.der -pubkey -noout > key.pem
       openssl dgst -sha256 -verify key.pem -signature signature/manifest.sig manifest.json
  3. 证书由本市根证书签发：
       openssl x509 -inform DER -in signature/certificate.der -out certificate.pem
       openssl verify -no_check_time -CAfile city-root.crt certificate.pem

有本平台的机器上，一条命令做完以上各项：tongban archive verify FILE
""".encode()


def as_json(content: bytes) -> Any:
    """What a part of the package says."""
    return json.loads(content)
