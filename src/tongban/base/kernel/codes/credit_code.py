"""Unified social credit codes (统一社会信用代码), GB 32100-2015.

Eighteen characters of 31: registering authority, kind of body, six digits of division, the nine
characters of the organisation code (GB 11714) and a check character. Both check characters must
fit: the second one inside the first is what catches most invented codes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tongban.base.kernel.codes.characters import DIGITS, only, refuse_strangers, upper, weighted
from tongban.base.kernel.codes.divisions import is_local, known, provinces
from tongban.base.kernel.codes.findings import CodeReport, Notes, Place
from tongban.base.kernel.codes.org_code import complete_org_code, org_check_character
from tongban.base.kernel.language import gettext as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters: no I, O, S, V, Z (GB 32100-2015, 4.2)."""
LENGTH = 18
NATIONAL = "100000"
"""The division part of bodies registered with a national authority."""
CORPS = "99"
"""The division prefix that bodies of 新疆生产建设兵团 carry in practice; not in GB/T 2260."""

_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))

REGISTRARS: Mapping[str, str] = MappingProxyType(
    {
        "1": "机构编制",
        "2": "外交",
        "3": "司法行政",
        "4": "文化",
        "5": "民政",
        "6": "旅游",
        "7": "宗教",
        "8": "工会",
        "9": "市场监督管理",
        "A": "中央军委改革和编制办公室",
        "N": "农业农村",
        "Y": "其他",
    }
)
"""First character: who registers the body."""

BODY_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "11": "机关",
        "12": "事业单位",
        "13": "编办直接管理机构编制的群众团体",
        "19": "其他机构编制",
        "21": "外国常驻新闻机构",
        "29": "其他外交",
        "31": "律师执业机构",
        "32": "公证处",
        "33": "基层法律服务所",
        "34": "司法鉴定机构",
        "35": "仲裁委员会",
        "39": "其他司法行政",
        "41": "外国在华文化中心",
        "49": "其他文化",
        "51": "社会团体",
        "52": "民办非企业单位",
        "53": "基金会",
        "59": "其他民政",
        "61": "外国旅游部门常驻代表机构",
        "62": "港澳台地区旅游部门常驻内地代表机构",
        "69": "其他旅游",
        "71": "宗教活动场所",
        "72": "宗教院校",
        "79": "其他宗教",
        "81": "基层工会",
        "89": "其他工会",
        "91": "企业",
        "92": "个体工商户",
        "93": "农民专业合作社",
        "A1": "军队事业单位",
        "A9": "其他军队单位",
        "N1": "组级集体经济组织",
        "N2": "村级集体经济组织",
        "N3": "乡镇级集体经济组织",
        "N9": "其他农业农村",
        "Y1": "其他",
    }
)
"""First two characters: what kind of body it is."""


def credit_check_character(first17: str) -> str:
    """The check character over the first seventeen (GB 32100-2015, 4.3)."""
    return ALPHABET[(31 - weighted(first17, _WEIGHTS, ALPHABET) % 31) % 31]


def complete_credit_code(first17: str) -> str:
    """The whole code. ValueError unless 17 of the 31 characters with a fitting GB 11714 part."""
    if len(first17) != LENGTH - 1 or not only(first17, ALPHABET):
        msg = "a credit code begins with seventeen characters of its alphabet"
        raise ValueError(msg)
    if complete_org_code(first17[8:16]) != first17[8:17]:
        msg = "characters 9 to 17 must be an organisation code with a fitting check character"
        raise ValueError(msg)
    return first17 + credit_check_character(first17)


def make_credit_code(registrar: str, kind: str, division: str, serial8: str) -> str:
    """A whole code with both check characters made to fit: for the demo city and for tests.

    ``registrar`` and ``kind`` are one character each, ``division`` six digits, ``serial8`` the
    eight characters of the organisation code. ValueError for any other shape.
    """
    if len(registrar) != 1 or len(kind) != 1 or len(division) != len(NATIONAL):
        msg = "one character of registrar, one of kind and six digits of division"
        raise ValueError(msg)
    return complete_credit_code(registrar + kind + division + complete_org_code(serial8))


def check_credit_code(value: str) -> CodeReport:
    """Judge a unified social credit code (GB 32100-2015). Never raises.

    Errors: length, characters, lower case, a division that is not digits or of no province, either
    check character. Warnings: an authority or kind of body not in the published table, an unknown
    county. Parts: registrar, body_kind, body_kind_name, division, org_code, check.
    """
    notes = Notes("credit-code")
    given = notes.without_space(value)
    if len(given) != LENGTH:
        notes.error(
            "length", _("统一社会信用代码应为 18 位，现为 %(count)s 位。") % {"count": len(given)}
        )
        return notes.report(given)
    code = upper(given)
    for index, (one, other) in enumerate(zip(given, code, strict=True), start=1):
        if one != other:
            notes.error("lower-case", _("字母应为大写（GB 32100）。"), Place(index, index))
            break
    if not refuse_strangers(
        notes, code, ALPHABET, _("GB 32100 只用数字和除 I、O、S、V、Z 外的字母")
    ):
        return notes.report(code)
    notes.parts |= {
        "registrar": code[0],
        "body_kind": code[:2],
        "division": code[2:8],
        "org_code": code[8:17],
        "check": code[17],
    }
    _judge_kind(notes, code)
    _judge_division(notes, code)
    expected = org_check_character(code[8:16])
    if code[16] != expected:
        notes.error(
            "org-check",
            _(
                "第 9–17 位的组织机构代码校验不符，第 17 位按 GB 11714 应为 %(expected)s，请逐位核对。"
            )
            % {"expected": expected},
            Place(17, 17, "org_code"),
        )
    expected = credit_check_character(code[:17])
    if code[17] != expected:
        notes.error(
            "check",
            _("校验码不符，按 GB 32100 应为 %(expected)s，请逐位核对。") % {"expected": expected},
            Place(18, 18, "check"),
        )
    return notes.report(code)


def _judge_kind(notes: Notes, code: str) -> None:
    if code[0] not in REGISTRARS:
        notes.warn(
            "registrar-unknown", _("没有公布过的登记管理部门代码。"), Place(1, 1, "registrar")
        )
    elif code[:2] in BODY_KINDS:
        notes.parts["body_kind_name"] = BODY_KINDS[code[:2]]
    else:
        notes.warn("body-kind-unknown", _("没有公布过的机构类别代码。"), Place(2, 2, "body_kind"))


def _judge_division(notes: Notes, code: str) -> None:
    division, place = code[2:8], Place(3, 8, "division")
    if not only(division, DIGITS):
        notes.error("division", _("登记管理机关行政区划码应为 6 位数字。"), place)
    elif division == NATIONAL:
        return
    elif division.startswith(CORPS):
        notes.warn("division-corps", _("99 开头的是兵团自用区划，不是 GB/T 2260 代码。"), place)
    elif division[:2] not in provinces():
        notes.error(
            "province-unknown",
            _("没有以 %(division)s 开头的省级区划（GB/T 2260）。") % {"division": division[:2]},
            Place(3, 4, "division"),
        )
    elif not known(division) and not is_local(division):
        notes.warn(
            "county-unknown", _("现行区划表没有这个市县，可能是已撤销的旧代码，请核对。"), place
        )
