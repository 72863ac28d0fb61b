"""How days, moments, money and numbers are written. Pure functions; the filters are these.

Official usage: GB/T 15834-2011 (punctuation), GB/T 15835-2011 (numbers as figures).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel import moments
from tongban.base.kernel.actors import came_with_the_system

WEEKDAYS = [
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
]


def day(value: date | datetime | str | None) -> str:
    """«11 月 23 日（周一）»; with the year when it is not the present one.

    Takes a date, a moment (told in Shanghai) or an ISO date; anything else comes back as it is.
    """
    found = _as_day(value)
    if found is None:
        return "" if value is None else str(value)
    return _("{date}（{weekday}）").format(date=short_day(found), weekday=WEEKDAYS[found.weekday()])


def short_day(value: date | datetime | str | None) -> str:
    """«11 月 23 日»; with the year when it is not the present one."""
    found = _as_day(value)
    if found is None:
        return "" if value is None else str(value)
    pattern = (
        _("{month} 月 {day} 日")
        if found.year == moments.today().year
        else _("{year} 年 {month} 月 {day} 日")
    )
    return pattern.format(year=found.year, month=found.month, day=found.day)


def moment(value: datetime | date | None) -> str:
    """«11 月 18 日 10:00» in Shanghai; a plain date is written without hours."""
    if not isinstance(value, datetime):
        return short_day(value)
    told = moments.to_shanghai(value)
    return f"{short_day(told)} {told:%H:%M}"


def clock(value: datetime | date | None) -> str:
    """«10:00» in Shanghai, where the day stands above already; nothing for a plain date."""
    return f"{moments.to_shanghai(value):%H:%M}" if isinstance(value, datetime) else ""


def yuan(fen: int | None) -> str:
    """分 as 元: «86.50 元», «1,200 元»; a whole number of yuan without decimals."""
    if fen is None:
        return ""
    whole, rest = divmod(abs(fen), 100)
    sign = "−" if fen < 0 else ""
    number = f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
    return _("{number} 元").format(number=f"{sign}{number}")


def size(count: int) -> str:
    """Bytes as people say them: «86 KB», «1.2 MB», «20 MB»."""
    kilobytes = count / 1024
    if kilobytes < 1024:
        return f"{max(1, round(kilobytes))} KB"
    return f"{kilobytes / 1024:.1f}".removesuffix(".0") + " MB"


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_AFTER_HAN = re.compile(rf"(?<=[{_HAN}])(?=[0-9])")
_BEFORE_HAN = re.compile(rf"(?<=[0-9%])(?=[{_HAN}])")


def publisher(by: Mapping[str, Any]) -> str:
    """Who published something, from the record of it (``Actor.as_value``): the name, or «随系统导入»
    for what came in by the command line.
    """
    return _("随系统导入") if came_with_the_system(by) else str(by.get("name", ""))


def spaced(text: str) -> str:
    """A space between Chinese and digits: «满80周岁» becomes «满 80 周岁»."""
    return _BEFORE_HAN.sub(" ", _AFTER_HAN.sub(" ", text))


_UNITS = (
    "个工作日|个自然日|工作日|自然日|平方公里|平方米|立方米|公里|公斤|千克|厘米|毫米|米"
    "|个月|个|周岁|岁|分钟|小时|秒|天|日|周|月|年|件|份|项|处|次|条|版|步|级|页|张|家|种|位"
    "|名|人|户|台|间|格|字|章|节|款|元|分|倍|MB|KB|GB|%"
)
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_START = "(?<![0-9A-Za-z.,#&-])"
_SPACE = "[ \u00a0]?"
_TOGETHER = re.compile(
    rf"{_START}(?:[0-9]{{4}}{_SPACE}年{_SPACE})?[0-9]{{1,2}}{_SPACE}月{_SPACE}[0-9]{{1,2}}{_SPACE}日(?:前|起)?"
    rf"|(?:(?:还剩|第|约|超){_SPACE})?{_START}{_NUMBER}(?:–{_NUMBER})?{_SPACE}(?:{_UNITS})"
)
_TAG = re.compile(r"(<[^>]*>)")
_OPEN = '<span class="tb-nb">'


def keep_together(text: Any) -> SafeString:
    """Escaped text in which a number and its unit stay on one line (``span.tb-nb``).

    Plain text is escaped; text that is marked safe keeps its tags, which are not looked into.
    """
    # Texts stand at even places, the tags between them at odd ones.
    parts = _TAG.split(conditional_escape(text))
    for n in range(0, len(parts), 2):
        if n == 0 or parts[n - 1] != _OPEN:
            parts[n] = _TOGETHER.sub(rf"{_OPEN}\g<0></span>", parts[n])
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped, or was safe before


def _as_day(value: date | datetime | str | None) -> date | None:
    if isinstance(value, datetime):
        return moments.to_shanghai(value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None
