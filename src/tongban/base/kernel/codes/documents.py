"""People's and bodies' documents by type code (GA/T 2000.156, as GB/T 36903 annex A uses them).

Each type names the pattern of its number where one is known; military and police cards and the
rest have free numbers, of which only the shape is judged and nothing is computed.
"""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from tongban.base.kernel.codes.characters import upper
from tongban.base.kernel.codes.countries import DIGITS_OF
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.divisions import provinces
from tongban.base.kernel.codes.findings import CodeReport, Notes, Place
from tongban.base.kernel.codes.id_card import Holder, check_id_card
from tongban.base.kernel.codes.org_code import check_org_code
from tongban.base.kernel.language import gettext as _
from tongban.base.kernel.language import gettext_noop

KIND = "document"
LONGEST = 64
"""Characters of a number that has no pattern."""


class DocumentType(StrEnum):
    """The type code of a document: GA/T 2000.156, and 001 of GB/T 36903 annex A."""

    CREDIT_CODE = "001"
    ID_CARD = "111"
    TEMPORARY_ID_CARD = "112"
    HOUSEHOLD_REGISTER = "113"
    MILITARY_OFFICER_CARD = "114"
    ARMED_POLICE_OFFICER_CARD = "115"
    TEMPORARY_RESIDENCE_CARD = "116"
    BIRTH_CERTIFICATE = "117"
    SOLDIER_CARD = "118"
    ARMED_POLICE_SOLDIER_CARD = "119"
    POLICE_CARD = "123"
    RESIDENCE_PERMIT = "154"
    DIPLOMATIC_PASSPORT = "411"
    SERVICE_PASSPORT = "412"
    PUBLIC_AFFAIRS_PASSPORT = "413"
    PASSPORT = "414"
    TRAVEL_DOCUMENT = "415"
    EXIT_ENTRY_PERMIT = "416"
    SEAFARER_CARD = "419"
    HONG_KONG_PASSPORT = "420"
    MACAO_PASSPORT = "421"
    TAIWAN_TRAVEL_PERMIT = "511"
    TAIWAN_SINGLE_TRAVEL_PERMIT = "512"
    HONG_KONG_MACAO_TRAVEL_PERMIT = "516"
    FOREIGNER_PERMANENT_RESIDENCE_CARD = "553"
    FOREIGNER_RESIDENCE_PERMIT = "554"
    ORGANISATION_CODE_CERTIFICATE = "811"
    OTHER = "990"

    @property
    def label(self) -> str:
        """The official name."""
        return _LABELS[self]


_LABELS = {
    DocumentType.CREDIT_CODE: "统一社会信用代码",
    DocumentType.ID_CARD: "居民身份证",
    DocumentType.TEMPORARY_ID_CARD: "临时居民身份证",
    DocumentType.HOUSEHOLD_REGISTER: "户口簿",
    DocumentType.MILITARY_OFFICER_CARD: "中国人民解放军军官证",
    DocumentType.ARMED_POLICE_OFFICER_CARD: "中国人民武装警察部队警官证",
    DocumentType.TEMPORARY_RESIDENCE_CARD: "暂住证",
    DocumentType.BIRTH_CERTIFICATE: "出生医学证明",
    DocumentType.SOLDIER_CARD: "中国人民解放军士兵证",
    DocumentType.ARMED_POLICE_SOLDIER_CARD: "中国人民武装警察部队士兵证",
    DocumentType.POLICE_CARD: "人民警察证",
    DocumentType.RESIDENCE_PERMIT: "居住证",
    DocumentType.DIPLOMATIC_PASSPORT: "外交护照",
    DocumentType.SERVICE_PASSPORT: "公务护照",
    DocumentType.PUBLIC_AFFAIRS_PASSPORT: "公务普通护照",
    DocumentType.PASSPORT: "普通护照",
    DocumentType.TRAVEL_DOCUMENT: "旅行证",
    DocumentType.EXIT_ENTRY_PERMIT: "出入境通行证",
    DocumentType.SEAFARER_CARD: "海员证",
    DocumentType.HONG_KONG_PASSPORT: "香港特别行政区护照",
    DocumentType.MACAO_PASSPORT: "澳门特别行政区护照",
    DocumentType.TAIWAN_TRAVEL_PERMIT: "台湾居民来往大陆通行证",
    DocumentType.TAIWAN_SINGLE_TRAVEL_PERMIT: "台湾居民来往大陆通行证（一次有效）",
    DocumentType.HONG_KONG_MACAO_TRAVEL_PERMIT: "港澳居民来往内地通行证",
    DocumentType.FOREIGNER_PERMANENT_RESIDENCE_CARD: "外国人永久居留身份证",
    DocumentType.FOREIGNER_RESIDENCE_PERMIT: "外国人居留证或居留许可",
    DocumentType.ORGANISATION_CODE_CERTIFICATE: "组织机构代码证",
    DocumentType.OTHER: "其他证件",
}

# Patterns of the numbers in use, then those of older documents that still turn up.
_PATTERNS: dict[DocumentType, tuple[str, str, str]] = {
    DocumentType.DIPLOMATIC_PASSPORT: (r"DE[0-9]{7}", "", gettext_noop("DE 加 7 位数字")),
    DocumentType.SERVICE_PASSPORT: (r"SE[0-9]{7}", "", gettext_noop("SE 加 7 位数字")),
    DocumentType.PUBLIC_AFFAIRS_PASSPORT: (r"PE[0-9]{7}", "", gettext_noop("PE 加 7 位数字")),
    DocumentType.TAIWAN_TRAVEL_PERMIT: (r"[0-9]{8}", r"[0-9A-Z]{10}", gettext_noop("8 位数字")),
    DocumentType.TAIWAN_SINGLE_TRAVEL_PERMIT: (
        r"[0-9A-Z]{10}",
        r"[0-9]{8}",
        gettext_noop("10 位数字或字母"),
    ),
    DocumentType.HONG_KONG_MACAO_TRAVEL_PERMIT: (
        r"[HM][0-9]{8}",
        r"[HM][0-9]{10}",
        gettext_noop("H 或 M 加 8 位数字"),
    ),
}
_CHINESE_PASSPORT = re.compile(r"E[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}")
_OLD_CHINESE_PASSPORT = re.compile(r"G[0-9]{8}")
_FOREIGN_PASSPORT = re.compile(r"[A-Z0-9]{5,15}")
_OLD_FOREIGNER_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")

_RESIDENTS = frozenset({Holder.CITIZEN, Holder.HONG_KONG, Holder.MACAO, Holder.TAIWAN})


def check_document(
    document_type: str, value: str, today: date, *, nationality: str = ""
) -> CodeReport:
    """Judge a document's number by its type. Never raises.

    ``document_type`` is a ``DocumentType`` or its code; an unknown code is an error. ``nationality``
    (three letters) decides for 414 whether the number must be a Chinese passport's; without it
    both are taken. Parts: what the inner check read, and type.
    """
    notes = Notes(KIND)
    try:
        kind = DocumentType(document_type)
    except ValueError:
        notes.error("type-unknown", _("没有这种证件类型代码（GA/T 2000.156）。"))
        return notes.report(value.strip())
    notes.parts["type"] = kind.value
    if kind is DocumentType.PASSPORT:
        return _check_passport(notes, value, nationality)
    if kind in _PATTERNS:
        return _check_pattern(notes, kind, value)
    return _INNER.get(kind, _check_free)(notes, value, today)


def _inner(notes: Notes, found: CodeReport) -> CodeReport:
    """The inner check's report under this kind, with this check's own findings after it."""
    own = notes.report(found.value)
    return CodeReport(
        KIND, found.value, found.findings + own.findings, dict(found.parts) | dict(own.parts)
    )


def _check_number_of(
    notes: Notes, value: str, today: date, holders: frozenset[Holder], advice: str
) -> CodeReport:
    found = check_id_card(value, today)
    if "holder" in found.parts and found.parts["holder"] not in holders:
        notes.error("other-type", advice)
    return _inner(notes, found)


def _check_id_card(notes: Notes, value: str, today: date) -> CodeReport:
    advice = _("这不是居民身份证的号码，请改选证件类型。")
    return _check_number_of(notes, value, today, frozenset({Holder.CITIZEN}), advice)


def _check_residence_permit(notes: Notes, value: str, today: date) -> CodeReport:
    advice = _("这是外国人永久居留身份证的号码，请改选证件类型。")
    return _check_number_of(notes, value, today, _RESIDENTS, advice)


def _check_foreigner_card(notes: Notes, value: str, today: date) -> CodeReport:
    number = upper(value.strip())
    if not _OLD_FOREIGNER_CARD.fullmatch(number):
        advice = _("外国人永久居留身份证号码应为 9 开头的 18 位，或 3 个字母加 12 位数字。")
        return _check_number_of(notes, value, today, frozenset({Holder.FOREIGNER}), advice)
    notes.parts |= {"holder": Holder.FOREIGNER.value, "country_letters": number[:3]}
    if number[:3] not in DIGITS_OF:
        notes.warn(
            "country-unknown",
            _("没有这个国家和地区代码（GB/T 2659.1），请核对。"),
            Place(1, 3, "country_letters"),
        )
    if number[3:5] not in provinces():
        notes.warn(
            "province-unknown", _("第 4–5 位不是省级区划代码，请核对。"), Place(4, 5, "province")
        )
    return notes.report(number)


def _check_passport(notes: Notes, value: str, nationality: str) -> CodeReport:
    number = upper(notes.without_space(value))
    nationality = upper(nationality.strip())
    chinese = nationality in {"", "CHN"}
    if chinese and _OLD_CHINESE_PASSPORT.fullmatch(number):
        notes.warn("old-number", _("G 开头的中国普通护照已停发，请核对是否仍有效。"))
    elif nationality == "CHN" and not _CHINESE_PASSPORT.fullmatch(number):
        notes.error("pattern", _("中国普通护照号码应为 E 加 8 位数字，或 E、一个字母加 7 位数字。"))
    elif not _FOREIGN_PASSPORT.fullmatch(number):
        notes.error("pattern", _("护照号码应为 5–15 位字母或数字。"))
    return notes.report(number)


def _check_pattern(notes: Notes, kind: DocumentType, value: str) -> CodeReport:
    number = upper(notes.without_space(value))
    present, old, words = _PATTERNS[kind]
    if old and re.fullmatch(old, number):
        notes.warn("old-number", _("这是旧版证件的号码，请核对是否仍有效。"))
    elif not re.fullmatch(present, number):
        notes.error(
            "pattern", _("%(label)s号码应为%(words)s。") % {"label": kind.label, "words": _(words)}
        )
    return notes.report(number)


def _check_free(notes: Notes, value: str, _today: date) -> CodeReport:
    number = notes.without_space(value)
    if not 1 <= len(number) <= LONGEST:
        notes.error(
            "length",
            _("证件号码应为 1–%(longest)s 个字符，现为 %(count)s 个。")
            % {"longest": LONGEST, "count": len(number)},
        )
    elif not number.isprintable():
        notes.error("character", _("证件号码里有看不见的字符，请重新输入。"))
    return notes.report(number)


_INNER: dict[DocumentType, Callable[[Notes, str, date], CodeReport]] = {
    DocumentType.CREDIT_CODE: lambda notes, value, _: _inner(notes, check_credit_code(value)),
    DocumentType.ORGANISATION_CODE_CERTIFICATE: lambda notes, value, _: _inner(
        notes, check_org_code(value)
    ),
    DocumentType.ID_CARD: _check_id_card,
    DocumentType.TEMPORARY_ID_CARD: _check_id_card,
    DocumentType.RESIDENCE_PERMIT: _check_residence_permit,
    DocumentType.FOREIGNER_PERMANENT_RESIDENCE_CARD: _check_foreigner_card,
}
