"""Names of human beings: one form for one name, and no letters that only look like others."""

import re
from unicodedata import category, name, normalize

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding

LONGEST = 100
INTERPUNCT = "·"
"""U+00B7, which GB 18030 and the registers of names of minorities use."""
_DOTS = re.compile("[\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb\u16eb\u2981\uff65]")
_DOT_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s*[.。]\s*(?=[\u3400-\u9fff])")
_NEW_HAN = range(0x20000, 0x40000)
"""Planes of Han characters; Python's table may be older than a character in somebody's name."""
_BESIDE_LATIN = frozenset(" -'.,")
_IN_COMPANY_NAMES = frozenset("（）《》“”、，&+ -'.,")
LONGEST_COMPANY = 200


def plain_name(written: str) -> str:
    """The one form of a name: NFKC, one interpunct, no space beside it or at the ends.

    Full-width letters, compatibility characters and the many dots that stand between the parts of
    minorities' names in different keyboards become the same.
    """
    text = normalize("NFKC", written).strip()
    text = _DOTS.sub(INTERPUNCT, text)
    text = _DOT_BETWEEN_HAN.sub(INTERPUNCT, text)
    text = re.sub(rf"\s*{INTERPUNCT}\s*", INTERPUNCT, text)
    text = text.replace("\u2019", "'").replace("\u2010", "-")
    return re.sub(" {2,}", " ", text)


def findings_of_person_name(written: str) -> list[FieldFinding]:
    """What is wrong with the plain form of a person's name.

    A name is Han characters with interpuncts inside, or Latin letters with spaces, hyphens,
    apostrophes, full stops and commas; never both, never letters of other scripts (which look
    like Latin ones), never characters that nobody sees.
    """
    text = plain_name(written)
    if not 0 < len(text) <= LONGEST:
        return [
            FieldFinding(
                "name", "length", _("姓名应为 1 到 %(longest)s 个字。") % {"longest": LONGEST}
            )
        ]
    scripts = {_script(character) for character in text}
    if "hidden" in scripts:
        return [FieldFinding("name", "hidden", _("姓名里有看不见的字符，请重新输入，不要粘贴。"))]
    if scripts <= {"han", "dot"} and _dots_hold(text):
        return []
    if scripts <= {"latin", "beside"} and "latin" in scripts:
        return []
    return [
        FieldFinding(
            "name",
            "characters",
            _("姓名请照证件填：汉字（少数民族姓名中间用间隔号“·”），或者证件上的拉丁字母。"),
        )
    ]


def plain_company_name(written: str) -> str:
    """The one form of a company's name: NFKC, full-width brackets as on licences, one interpunct,
    no spaces beside Han characters.
    """
    text = _DOTS.sub(INTERPUNCT, normalize("NFKC", written).strip())
    text = text.replace("(", "（").replace(")", "）")
    return re.sub(r"(?<=[^\x21-\x7e]) +| +(?=[^\x21-\x7e])", "", re.sub(" {2,}", " ", text))


def findings_of_company_name(written: str) -> list[FieldFinding]:
    """What is wrong with the plain form of a company's name (企业名称登记管理规定: standard Chinese
    characters; digits and Latin letters are borne with). Letters of other scripts look like these.
    """
    text = plain_company_name(written)
    if not 0 < len(text) <= LONGEST_COMPANY:
        return [
            FieldFinding(
                "name",
                "length",
                _("名称应为 1 到 %(longest)s 个字。") % {"longest": LONGEST_COMPANY},
            )
        ]
    scripts = {
        "beside" if c in _IN_COMPANY_NAMES or c in "0123456789" else _script(c) for c in text
    }
    if "hidden" in scripts:
        return [FieldFinding("name", "hidden", _("名称里有看不见的字符，请重新输入，不要粘贴。"))]
    if scripts <= {"han", "latin", "dot", "beside"} and scripts & {"han", "latin"}:
        return []
    return [FieldFinding("name", "characters", _("名称请照营业执照填，不能有别的文字的字母。"))]


def _dots_hold(text: str) -> bool:
    return (
        not text.startswith(INTERPUNCT)
        and not text.endswith(INTERPUNCT)
        and (INTERPUNCT * 2 not in text)
    )


def _script(character: str) -> str:
    """han, dot, latin, beside (what stands between Latin letters), hidden or other."""
    if character == INTERPUNCT:
        return "dot"
    if ord(character) in _NEW_HAN or character == "〇":
        return "han"
    if character in _BESIDE_LATIN:
        return "beside"
    called = name(character, "")
    if called.startswith("CJK UNIFIED IDEOGRAPH"):
        return "han"
    if called.startswith("LATIN") and category(character).startswith("L"):
        return "latin"
    return (
        "hidden" if category(character) in {"Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp"} else "other"
    )
