"""Organisation codes (组织机构代码), GB 11714-1997: eight characters and a check character."""

from tongban.base.kernel.codes.characters import (
    ALPHANUMERIC,
    DIGITS,
    only,
    refuse_strangers,
    upper,
    weighted,
)
from tongban.base.kernel.codes.findings import CodeReport, Notes, Place
from tongban.base.kernel.language import gettext as _

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY = 8


def org_check_character(first8: str) -> str:
    """The check character over the first eight of 0–9 A–Z (GB 11714: 10 is X, 11 is 0)."""
    value = 11 - weighted(first8, _WEIGHTS, ALPHANUMERIC) % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def complete_org_code(first8: str) -> str:
    """The nine characters, without hyphen. ValueError unless eight of 0–9 A–Z."""
    if len(first8) != _BODY or not only(first8, ALPHANUMERIC):
        msg = "an organisation code begins with eight characters of 0-9 A-Z"
        raise ValueError(msg)
    return first8 + org_check_character(first8)


def check_org_code(value: str) -> CodeReport:
    """Judge an organisation code, with or without its hyphen (GB 11714-1997). Never raises.

    The report's value has the hyphen. Errors: length, characters, lower case, check character.
    Parts: body, check.
    """
    notes = Notes("org-code")
    code = notes.without_space(value)
    hyphen = code[_BODY : _BODY + 1] == "-"
    bare = code[:_BODY] + code[_BODY + 1 :] if hyphen else code
    if len(bare) != _BODY + 1:
        notes.error(
            "length",
            _("组织机构代码应为 9 位（连字符不计），现为 %(count)s 位。") % {"count": len(bare)},
        )
        return notes.report(code)
    body, check = upper(bare[:_BODY]), upper(bare[_BODY])
    if upper(bare) != bare:
        notes.error("lower-case", _("字母应为大写（GB 11714）。"))
    shape = refuse_strangers(
        notes, body, ALPHANUMERIC, _("本体代码只含数字和大写字母"), part="body"
    )
    at = Place(len(code), len(code), "check")
    if check not in DIGITS + "X":
        notes.error("character", _("校验码只能是数字或 X。"), at)
        shape = False
    if not shape:
        return notes.report(code)
    notes.parts |= {"body": body, "check": check}
    expected = org_check_character(body)
    if check != expected:
        notes.error(
            "check",
            _("校验码不符，按 GB 11714 应为 %(expected)s，请逐位核对。") % {"expected": expected},
            at,
        )
    return notes.report(f"{body}-{check}")
