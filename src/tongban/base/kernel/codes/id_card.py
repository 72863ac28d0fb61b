"""Citizen identity numbers (公民身份号码), GB 11643-1999, and the cards that share their form.

Eighteen characters: six of division, eight of birth, three of sequence (odd for men), one check
character. Three cards carry numbers of the same form: the residence permits for people from Hong
Kong and Macao (810000, 820000) and from Taiwan (830000), and since 2023-12-01 the foreigner's
permanent residence card (9, two digits of province, three of country). ``check_id_card`` reads
them all and says in ``parts["holder"]`` whose number it is; ``check_document`` holds a number to
one kind of card.
"""

from datetime import date
from enum import StrEnum

from tongban.base.kernel.codes.characters import DIGITS, only, refuse_strangers
from tongban.base.kernel.codes.countries import LETTERS_OF
from tongban.base.kernel.codes.divisions import known, provinces
from tongban.base.kernel.codes.findings import CodeReport, Notes, Place
from tongban.base.kernel.language import gettext as _

LENGTH, OLD_LENGTH = 18, 15
LONGEST_LIFE = 130
"""Years; a birth longer ago is worth a look, no error."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class Holder(StrEnum):
    """Whose number it is."""

    CITIZEN = "citizen"
    HONG_KONG = "hong_kong"
    MACAO = "macao"
    TAIWAN = "taiwan"
    FOREIGNER = "foreigner"


_PERMIT_HOLDERS = {"81": Holder.HONG_KONG, "82": Holder.MACAO, "83": Holder.TAIWAN}


def id_check_character(first17: str) -> str:
    """The check character over the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def complete_id_card(first17: str) -> str:
    """The whole number: for the demo city and for tests. ValueError unless seventeen digits."""
    if len(first17) != LENGTH - 1 or not only(first17, DIGITS):
        msg = "an identity number begins with seventeen digits"
        raise ValueError(msg)
    return first17 + id_check_character(first17)


def check_id_card(value: str, today: date) -> CodeReport:
    """Judge an identity number of 18 characters, or 15 of the old kind. Never raises.

    ``today`` is the day that a birth must not lie after. A final x is stored as X; 15 digits are
    stored as 18 (19 put before the year, check character added) and places count in the 18.
    Errors: length, characters, unknown province, a birth that is no day or lies ahead, check
    character. Warnings: unknown county, 15 digits, a birth over 130 years ago, a number of
    another card than the citizen's. Parts: holder, region, province, birth (ISO 8601), sex
    (male, female), sequence, check; country and country_letters for foreigners.
    """
    notes = Notes("id-card")
    number = notes.without_space(value)
    if len(number) == LENGTH and number.endswith("x"):
        number = number[:-1] + "X"
    if len(number) not in {OLD_LENGTH, LENGTH}:
        notes.error(
            "length",
            _("身份号码应为 18 位（旧号码 15 位），现为 %(count)s 位。") % {"count": len(number)},
        )
        return notes.report(number)
    head = number if len(number) == OLD_LENGTH else number[:-1]
    shape = refuse_strangers(notes, head, DIGITS, _("身份号码前 17 位只含数字"))
    if head != number and number[-1] not in DIGITS + "X":
        notes.error("character", _("最后一位只能是数字或 X。"), Place(LENGTH, LENGTH, "check"))
        shape = False
    if not shape:
        return notes.report(number)
    if len(number) == OLD_LENGTH:
        number = complete_id_card(number[:6] + "19" + number[6:])
        notes.warn("fifteen-digits", _("15 位旧号码已换算为 18 位。"))
    notes.parts |= {
        "region": number[:6],
        "birth": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "sex": "male" if int(number[16]) % 2 else "female",
        "sequence": number[14:17],
        "check": number[17],
    }
    _judge_region(notes, number)
    _judge_birth(notes, number, today)
    if number[17] != id_check_character(number[:17]):
        notes.error("check", _("校验码不符，请逐位核对。"), Place(LENGTH, LENGTH, "check"))
    return notes.report(number)


def _judge_region(notes: Notes, number: str) -> None:
    region = number[:6]
    if region[0] == "9" and _is_foreigners(number):
        notes.parts |= {
            "holder": Holder.FOREIGNER.value,
            "province": number[1:3],
            "country": number[3:6],
            "country_letters": LETTERS_OF[number[3:6]],
        }
        notes.warn("foreigner", _("这是外国人永久居留身份证的号码，不是公民身份号码。"))
        return
    holder = _PERMIT_HOLDERS.get(region[:2], Holder.CITIZEN)
    notes.parts |= {"holder": holder.value, "province": region[:2]}
    if holder is not Holder.CITIZEN:
        notes.warn("residence-permit", _("这是港澳台居民居住证的号码。"))
        if region[2:] != "0000":
            notes.warn(
                "county-unknown",
                _("港澳台居民居住证的第 3–6 位应为 0000，请核对。"),
                Place(3, 6, "region"),
            )
    elif region[:2] not in provinces():
        notes.error(
            "province-unknown",
            _("没有以 %(region)s 开头的省级区划（GB/T 2260）。") % {"region": region[:2]},
            Place(1, 2, "region"),
        )
    elif not known(region):
        notes.warn(
            "county-unknown",
            _("现行区划表没有这个市县，可能是已撤销的旧代码，请核对。"),
            Place(3, 6, "region"),
        )


def _is_foreigners(number: str) -> bool:
    """A leading 9 alone is just an unknown province: demand a province, a country, a lifetime."""
    return number[1:3] in provinces() and number[3:6] in LETTERS_OF and number[6:10] >= "1900"


def _judge_birth(notes: Notes, number: str, today: date) -> None:
    place = Place(7, 14, "birth")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        notes.error("birth", _("第 7–14 位不是真实的日期。"), place)
        return
    if birth > today:
        notes.error("birth-ahead", _("出生日期晚于今天。"), place)
    elif today.year - birth.year > LONGEST_LIFE:
        notes.warn(
            "birth-long-ago",
            _("出生日期在 %(longest_life)s 多年前，请核对。") % {"longest_life": LONGEST_LIFE},
            place,
        )
