"""Judge a package by itself: offline, without a database, without believing anything in it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from tongban.base.kernel.digests import canonical, sha256, sm3
from tongban.base.kernel.errors import Invalid
from tongban.handling.archives.package.metadata import NAMESPACE
from tongban.handling.archives.package.zipping import unzipped
from tongban.sharing.licenses.queries import detached_signer
from tongban.sharing.licenses.types import DetachedSignature

MANIFEST = "manifest.json"
SIGNATURE, CERTIFICATE = "signature/manifest.sig", "signature/certificate.der"
BESIDE = frozenset({MANIFEST, SIGNATURE, CERTIFICATE})
"""Files that the manifest cannot list."""
ROLES = (
    "readme",
    "metadata",
    "form",
    "form_data",
    "material_list",
    "course",
    "course_data",
    "checks",
)
"""What every package has."""


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What a package says of itself. It holds when there are no faults."""

    archive_number: str = ""
    case_number: str = ""
    signer: str = ""
    files: int = 0
    faults: Sequence[tuple[str, str]] = field(default=())
    """(Code, sentence)."""

    @property
    def holds(self) -> bool:
        """Whether it is whole, unchanged and signed by a body of one of the roots."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """One line that says it."""
        if self.faults:
            return self.faults[0][1]
        return _(
            "完好：档号 %(number)s，%(files)s 个文件，由%(signer)s签名，归档之后没有改动。"
        ) % {
            "number": self.archive_number,
            "files": self.files,
            "signer": self.signer,
        }


def verify(content: bytes, roots: Sequence[bytes]) -> PackageReport:
    """Everything that can be known offline. ``roots`` are trusted certificates, DER. Never raises."""
    try:
        files = unzipped(content)
    except Invalid as error:
        return PackageReport(faults=((error.code, error.message),))
    try:
        manifest: dict[str, Any] = json.loads(files.get(MANIFEST, b""))
        listed = {str(one["path"]): one for one in manifest["files"]}
        number = str(manifest["archive_number"])
        case_number = str(manifest["case_number"])
        is_canonical = canonical(manifest) == files[MANIFEST]
    except (ValueError, KeyError, TypeError, RecursionError):
        return PackageReport(
            faults=(("manifest_broken", _("包里没有能读的文件目录 manifest.json。")),)
        )
    faults = [] if is_canonical else [("manifest_broken", _("文件目录的写法被改动过。"))]
    faults += _differences(files, listed)
    faults += _gaps(files, listed, number)
    signer = detached_signer(
        files[MANIFEST],
        DetachedSignature(files.get(SIGNATURE, b""), files.get(CERTIFICATE, b"")),
        roots,
    )
    if not roots:
        faults.append(
            ("no_root", _("本机没有城市根证书，无法判断是谁签的。请用 --root 指定根证书文件。"))
        )
    elif signer is None:
        faults.append(("signature", _("签名对不上，或者签名者不是本市的单位。")))
    return PackageReport(
        number, case_number, signer[0] if signer else "", len(files), tuple(faults)
    )


def _differences(
    files: Mapping[str, bytes], listed: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    for path in sorted(listed.keys() - files.keys()):
        yield "file_missing", _("少了文件 %(path)s。") % {"path": path}
    for path in sorted(files.keys() - listed.keys() - BESIDE):
        yield "file_unlisted", _("多了目录里没有的文件 %(path)s。") % {"path": path}
    for path in sorted(files.keys() & listed.keys()):
        said, content = listed[path], files[path]
        if (said.get("size"), said.get("sha256"), said.get("sm3")) != (
            len(content),
            sha256(content).hex(),
            sm3(content).hex(),
        ):
            yield "file_changed", _("文件 %(path)s 和归档时不一样。") % {"path": path}


def _gaps(
    files: Mapping[str, bytes], listed: Mapping[str, Any], number: str
) -> Iterator[tuple[str, str]]:
    roles = {str(one.get("role")) for one in listed.values()}
    for role in ROLES:
        if role not in roles:
            yield "incomplete", _("包不完整，缺少“%(role)s”。") % {"role": role}
    try:
        told = json.loads(files["materials/list.json"])
        paths = {str(line["path"]) for line in told if line["path"]}
        for one in json.loads(files.get("enclosures/list.json", b"[]")):
            paths |= {str(line["path"]) for line in one["files"]}
        root = etree.fromstring(
            files["metadata.xml"],
            etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False),
        )
        named = root.findtext(f"{{{NAMESPACE}}}档案/{{{NAMESPACE}}}档号")
    except (KeyError, ValueError, TypeError, etree.XMLSyntaxError):
        yield "incomplete", _("元数据或材料目录读不出来。")
        return
    if paths - files.keys():
        yield "incomplete", _("材料目录里写着的文件，包里没有。")
    if named != number:
        yield "number", _("元数据和文件目录里的档号不一样。")
