"""Documents that are zip packages: Word, Excel (ISO/IEC 29500), OFD (GB/T 33190-2016), and the
archive packages that the platform makes itself.
"""

import zipfile
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from tongban.base.files.contents import refusals
from tongban.base.files.types import MediaKind
from tongban.base.kernel.errors import Invalid, TooLarge

MOST_PARTS = 10_000
"""Entries a package may have."""
MOST_UNPACKED = 500 * 1024 * 1024
"""Bytes that all entries may declare together."""
_MOST_XML = 4 * 1024 * 1024
_ENCRYPTED = 0x1
_MAIN_PARTS = {
    f"{MediaKind.DOCX.value}.main+xml": MediaKind.DOCX,
    f"{MediaKind.XLSX.value}.main+xml": MediaKind.XLSX,
}
_ACTIVE_TYPES = ("macroenabled", "vbaproject", "macrosheet", "activex")
_ACTIVE_PARTS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
_ACTIVE_RELATIONS = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/externalLink")
_OFD_ROOT = "{http://www.ofdspec.org/2016}OFD"
_UNREADABLE = (zipfile.BadZipFile, OSError, ValueError, EOFError, zlib.error, NotImplementedError)


def kind_of(stream: BinaryIO) -> MediaKind:
    """Word, Excel, OFD or an archive package. Raises ``Invalid`` for any other package, a locked or a broken one."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            _check_sizes(package)
            parts = {entry.filename for entry in package.infolist()}
            if "[Content_Types].xml" in parts:
                return _office_kind(package, parts)
            if "OFD.xml" in parts and _xml(package, "OFD.xml").tag == _OFD_ROOT:
                return MediaKind.OFD
            if _says_archive(package):
                return MediaKind.ARCHIVE
    except etree.XMLSyntaxError:
        raise refusals.damaged(_("文件")) from None
    except RuntimeError:
        # zipfile's word for an entry that wants a password
        raise refusals.encrypted(_("文件")) from None
    except _UNREADABLE:
        raise refusals.damaged(_("文件")) from None
    raise refusals.refused(_("内容是压缩包"), _("请解压后，把里面的文件逐个上传。"))


def _says_archive(package: zipfile.ZipFile) -> bool:
    """Whether its first entry names the kind, as ODF and EPUB packages do."""
    first = next(iter(package.infolist()), None)
    if first is None or first.filename != "mimetype" or first.file_size > 100:
        return False
    return package.read(first) == MediaKind.ARCHIVE.value.encode()


def _check_sizes(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise refusals.encrypted(_("文件"))
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise TooLarge(
            _("这个文件解开后太大。请分成几个文件，或者打印成 PDF 再上传。"),
            code="package_too_large",
        )


def _office_kind(package: zipfile.ZipFile, parts: set[str]) -> MediaKind:
    types = [
        element.get("ContentType", "")
        for element in _xml(package, "[Content_Types].xml").iter("{*}Override", "{*}Default")
    ]
    active = any(word in each.lower() for each in types for word in _ACTIVE_TYPES) or any(
        word in part.lower() for part in parts for word in _ACTIVE_PARTS
    )
    if active or _has_active_relation(package, parts):
        raise _macros()
    for each in types:
        if (kind := _MAIN_PARTS.get(each)) is not None:
            return kind
    raise refusals.refused(_("内容是别的 Office 文件"), _("请另存为 docx、xlsx 或 PDF 再上传。"))


def _has_active_relation(package: zipfile.ZipFile, parts: set[str]) -> bool:
    """Whether opening it would fetch something from elsewhere, as a template with macros does."""
    return any(
        relation.get("TargetMode") == "External"
        and relation.get("Type", "").endswith(_ACTIVE_RELATIONS)
        for part in parts
        if part.endswith(".rels")
        for relation in _xml(package, part).iter("{*}Relationship")
    )


def _xml(package: zipfile.ZipFile, part: str) -> etree._Element:
    """A part as XML, without entities, network or more bytes than such a part ever needs."""
    with package.open(part) as source:
        data = source.read(_MOST_XML + 1)
    if len(data) > _MOST_XML:
        raise refusals.damaged(_("文件"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(data, parser)


def _macros() -> Invalid:
    return refusals.refused(
        _("里面有宏、控件或外部模板"), _("请另存为不带宏的 docx、xlsx，或者打印成 PDF 再上传。")
    )
