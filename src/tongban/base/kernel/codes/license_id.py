"""Electronic licence identifiers (电子证照标识), GB/T 36904-2018.

``1.2.156.3005.2`` · type code of 21 · issuer of 18 · serial · version of 3 · check character, with
dots between. The check character is ISO/IEC 7064 MOD 37,36 over type code, issuer, serial and
version without their dots. Reading is milder than issuing, because licences issued elsewhere are
what they are: an issuer that is not 18 characters is a warning on reading, an error on issuing.
"""

from dataclasses import dataclass

from tongban.base.kernel.codes.characters import ALPHANUMERIC, DIGITS, mod_37_36, only, shown
from tongban.base.kernel.codes.credit_code import LENGTH as CREDIT_LENGTH
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.findings import CodeReport, Notes, Place
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.language import gettext as _
from tongban.base.kernel.language import gettext_noop

KIND = "license"
ROOT = "1.2.156.3005.2"
"""The object identifier that every licence identifier begins with."""
TYPE_LENGTH = CREDIT_LENGTH + 3
SERIAL_LENGTHS = range(7, 33)
"""Characters of serials seen in use; issuing keeps to them."""
_PARTS = ("type_code", "issuer", "serial", "version", "check")
_NAMES = {
    "type_code": gettext_noop("证照类型代码"),
    "issuer": gettext_noop("颁发机构代码"),
    "serial": gettext_noop("流水号"),
    "version": gettext_noop("版本号"),
    "check": gettext_noop("校验位"),
}


@dataclass(frozen=True, slots=True)
class LicenseId:
    """A licence identifier taken apart."""

    type_code: str
    """21 characters: the defining authority's credit code and three digits."""
    issuer_code: str
    serial: str
    version: int

    @property
    def body(self) -> str:
        """What the check character is computed over."""
        return f"{self.type_code}{self.issuer_code}{self.serial}{self.version:03d}"

    def __str__(self) -> str:
        """The identifier as written."""
        return (
            f"{ROOT}.{self.type_code}.{self.issuer_code}.{self.serial}"
            f".{self.version:03d}.{mod_37_36(self.body)}"
        )


def check_license_id(value: str, *, foreign: bool = False) -> CodeReport:
    """Judge a licence identifier as it is read (GB/T 36904-2018). Never raises.

    Errors: root, number of parts, characters, lengths of type code, version and check, check
    character. Warnings: an issuer that is not 18 characters, a credit code inside that does not
    fit, a serial shorter or longer than any seen. With ``foreign`` — a licence that another
    platform issued and that is only being shown — a missing root and a wrong check character are
    warnings too. Parts: type_code, definer, type_sequence, issuer, serial, version, check.
    """
    notes = Notes(KIND)
    text = notes.without_space(value)
    after = _judge_root(text, notes, foreign=foreign)
    if after is None:
        return notes.report(text)
    fields = text[after:].split(".")
    if len(fields) != len(_PARTS):
        notes.error(
            "layout",
            _(
                "根标识之后应有 5 段：证照类型代码、颁发机构代码、流水号、版本号、校验位，现有 "
                "%(count)s 段。"
            )
            % {"count": len(fields)},
        )
        return notes.report(text)
    for part, field in zip(_PARTS, fields, strict=True):
        notes.parts[part] = field
        _judge_field(part, field, after, notes)
        after += len(field) + 1
    if notes.clean:
        notes.parts |= {
            "definer": notes.parts["type_code"][:CREDIT_LENGTH],
            "type_sequence": notes.parts["type_code"][CREDIT_LENGTH:],
        }
        _judge_check(text, fields, notes, foreign=foreign)
    return notes.report(text)


def _judge_root(text: str, notes: Notes, *, foreign: bool) -> int | None:
    """How many characters stand before the type code; None when the root is wrong."""
    if text.startswith(f"{ROOT}."):
        return len(ROOT) + 1
    if foreign:
        notes.warn("root", _("缺少根标识 %(root)s。") % {"root": ROOT})
        return 1 if text.startswith("#") else 0
    notes.error(
        "root",
        _("应以 %(root)s. 开头（GB/T 36904）。") % {"root": ROOT},
        Place(1, min(len(text), 15) or 1),
    )
    return None


def _judge_field(part: str, field: str, after: int, notes: Notes) -> None:
    # A part that is empty is shown at the point before it: behind the last there is nothing.
    name, place = _(_NAMES[part]), Place(after + bool(field), after + len(field), part)
    allowed = DIGITS if part == "version" else ALPHANUMERIC
    stranger = next((c for c in field if c not in allowed), None)
    if not field:
        notes.error("empty", _("%(name)s是空的。") % {"name": name}, place)
    elif stranger:
        words = _("只含数字") if part == "version" else _("只含数字和大写字母")
        notes.error(
            "character",
            _("%(name)s%(words)s，不允许%(shown)s。")
            % {"name": name, "words": words, "shown": shown(stranger)},
            place,
        )
    elif part == "type_code" and (len(field) != TYPE_LENGTH or not only(field[-3:], DIGITS)):
        notes.error(
            "type-code",
            _("%(name)s应为 18 位机构代码加 3 位数字，共 21 位。") % {"name": name},
            place,
        )
    elif part == "issuer" and len(field) != CREDIT_LENGTH:
        notes.warn(
            "issuer-length",
            _("%(name)s应为 18 位，现为 %(count)s 位。") % {"name": name, "count": len(field)},
            place,
        )
    elif part == "serial" and len(field) not in SERIAL_LENGTHS:
        notes.warn(
            "serial-length",
            _("%(name)s通常为 7–32 位，现为 %(count)s 位。") % {"name": name, "count": len(field)},
            place,
        )
    elif part == "version" and (len(field) != len("001") or not int(field)):
        notes.error("version", _("%(name)s应为 001–999 的 3 位数字。") % {"name": name}, place)
    elif part == "check" and len(field) != 1:
        notes.error("check-length", _("%(name)s应为 1 位。") % {"name": name}, place)
    elif part in {"type_code", "issuer"} and not check_credit_code(field[:CREDIT_LENGTH]).ok:
        notes.warn(
            "credit-code",
            _("%(name)s里的统一社会信用代码不符合 GB 32100。") % {"name": name},
            place,
        )


def _judge_check(text: str, fields: list[str], notes: Notes, *, foreign: bool) -> None:
    expected = mod_37_36("".join(fields[:-1]))
    if fields[-1] == expected:
        return
    place = Place(len(text), len(text), "check")
    say = notes.warn if foreign else notes.error
    say(
        "check",
        _("校验位不符，按 GB/T 36904 应为 %(expected)s，请逐位核对。") % {"expected": expected},
        place,
    )


def parse_license_id(value: str) -> LicenseId | None:
    """The identifier taken apart; None unless ``check_license_id`` finds no error."""
    report = check_license_id(value)
    if not report.ok:
        return None
    parts = report.parts
    return LicenseId(parts["type_code"], parts["issuer"], parts["serial"], int(parts["version"]))


def issue_license_id(type_code: str, issuer_code: str, serial: str, version: int = 1) -> str:
    """Make the identifier of a licence that this platform issues.

    Raises Invalid, naming every fault at once: what reading warns of is an error here. The serial
    is 7 to 32 digits and capital letters, the version 1 to 999.
    """
    notes = Notes(KIND)
    fields = (type_code, issuer_code, serial, f"{version:03d}")
    for part, field in zip(_PARTS[:-1], fields, strict=True):
        _judge_field(part, field, 0, notes)
    faults = notes.report("").findings
    if faults:
        raise Invalid(
            _("电子证照标识不能签发：%(message)s") % {"message": faults[0].message},
            code="license-id-invalid",
            findings=[
                FieldFinding(fault.place.part if fault.place else "", fault.code, fault.message)
                for fault in faults
            ],
        )
    return str(LicenseId(type_code, issuer_code, serial, version))


def next_license_id(value: str) -> str:
    """The identifier of the same licence after a change or re-issue: its version plus one.

    Raises Invalid when the identifier is wrong or has reached version 999.
    """
    present = parse_license_id(value)
    if present is None:
        raise Invalid(_("原电子证照标识不正确，请核对后再换发。"), code="license-id-invalid")
    return issue_license_id(
        present.type_code, present.issuer_code, present.serial, present.version + 1
    )
