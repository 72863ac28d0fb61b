"""A: what must be there, and what its words and codes may be."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.accounts.types import Assurance
from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.elements import ELEMENTS, Shape, label_of
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.reading import texts_of, value_at
from tongban.management.catalog.types import EX_OFFICIO, Audience, Guide

NEEDED = (
    "summary",
    "by_law",
    "conditions",
    "contact.place",
    "contact.hours",
    "contact.phone",
    "contact.complaint_phone",
    "result.name",
    "audiences",
    "remedy.review_body",
    "remedy.court",
)
"""Elements without which nobody can apply."""

MARKUP = re.compile(r"</?[a-zA-Z!][^>]{0,200}>|&(?:[a-z]{2,8}|#\d{1,6});", re.IGNORECASE)
OLDEST = 150
OF_OTHER_RULES = frozenset({"min_assurance", "least_age"})
"""Numbers that A04 and A14 judge."""
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
PHONE = re.compile(
    r"(?:0\d{2,3}[-－ ]?\d{7,8}(?:[-转]\d{1,6})?|1\d{4}|1[3-9]\d{9}|400[-－]?\d{3}[-－]?\d{4})"
)
"""A number that can be dialled from anywhere: area code, short number, mobile, 400."""
SEVERAL = re.compile(r"[、，,；;/]")
"""What stands between two telephone numbers."""
ANYTHING = re.compile(r"(?:其他|其它|相关|有关|所需)的?(?:申请)?(?:材料|资料|证明|文件|手续)")
ANY_CONDITION = re.compile(r"(?:其他|其它|相关|有关)的?(?:条件|要求|情形|规定)")
SAYS_SOMETHING = re.compile(r"[^\W_]")
"""A letter, a character or a figure: without one a text is filled in and says nothing."""
FILLERS = frozenset(
    [
        "无",
        "没有",
        "暂无",
        "略",
        "待定",
        "待补",
        "待补充",
        "待完善",
        "同上",
        "不详",
        "未知",
        "空",
        "测试",
    ]
)
"""Words that stand where something has to be said, only so that it is not empty."""
LEAST = {"remedy.review_days": 60, "remedy.lawsuit_months": 1}
"""行政复议法 20: sixty days, or more where a law says so."""
MOST_DAYS = 10_000
MOST_COUNTED = 99
"""份数 and 次数 are n..2 (GB/T 39046, table 4)."""
VAGUE = ("视情况", "原则上", "必要时", "酌情", "适当", "一般应", "等等", "特殊情况除外")


@rule("A01", "element_missing", gettext_lazy("缺少必需的要素"), must=True)
def _missing(guide: Guide, context: Context) -> Iterator[Told]:
    if context.item_type in EX_OFFICIO:  # rule E01 says what those need
        return
    for place in NEEDED:
        if not value_at(guide, place):
            yield Told(
                place,
                _("指南缺“%(label)s”。") % {"label": label_of(place)},
                _("请补上。"),
            )


@rule("A02", "audience_unknown", gettext_lazy("服务对象的代码不对"), must=True)
def _audiences(guide: Guide, _context: Context) -> Iterator[Told]:
    if unknown := set(guide.audiences) - set(Audience.values):
        yield Told(
            "audiences",
            _("没有服务对象“%(names)s”。") % {"names": _("、").join(sorted(unknown))},
            _("请从列出的里面选。"),
        )


@rule("A03", "code_unknown", gettext_lazy("代码表里没有的代码"), must=True)
def _codes(guide: Guide, _context: Context) -> Iterator[Told]:
    for place, element in ELEMENTS.items():
        if not element.codes or place == "audiences":
            continue
        value: Any = value_at(guide, place)
        table = CODE_TABLES[element.codes]
        values = value if element.shape is Shape.CODES else [value] if value else []
        for code in values:
            if code not in table.codes:
                yield Told(
                    place,
                    _("“%(label)s”没有代码“%(code)s”。")
                    % {"label": element.label, "code": str(code)[:20]},
                    _("请从列出的里面选。"),
                )


@rule("A04", "assurance_unknown", gettext_lazy("实名等级要求不对"), must=True)
def _assurance(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.min_assurance not in Assurance.values:
        yield Told("min_assurance", _("实名等级要求只能是 1 到 4。"), _("请重选。"))


@rule("A14", "age_wrong", gettext_lazy("年龄要求不对"), must=True)
def _age(guide: Guide, _context: Context) -> Iterator[Told]:
    if not 0 <= guide.least_age <= OLDEST:
        yield Told("least_age", _("周岁应为 0 到 150。"), _("不限年龄的填 0。"))
    elif guide.least_age and not guide.for_people:
        yield Told("least_age", _("不面向个人的事项没有年龄要求。"), _("请填 0。"))


@rule("A05", "element_too_long", gettext_lazy("要素超过长度"), must=True)
def _too_long(guide: Guide, _context: Context) -> Iterator[Told]:
    for place, element in ELEMENTS.items():
        if element.longest == 0 or element.place == "summary":
            continue
        for inner, text in texts_of(guide, place):
            if len(text) > element.longest:
                yield Told(
                    inner,
                    _("“%(label)s”最多 %(most)s 个字，现在 %(length)s 个。")
                    % {"label": element.label, "most": element.longest, "length": len(text)},
                    _("请写短一些。"),
                )


@rule("A06", "markup", gettext_lazy("文字里有网页代码或看不见的字符"), must=True)
def _markup(guide: Guide, context: Context) -> Iterator[Told]:
    texts = [("name", context.name)]
    texts += [pair for place in ELEMENTS for pair in texts_of(guide, place)]
    for place, text in texts:
        if MARKUP.search(text) or HIDDEN.search(text):
            yield Told(
                place,
                _("“%(label)s”里有网页代码或看不见的字符。")
                % {"label": label_of(place) if place != "name" else _("事项名称")},
                _("请只写文字。"),
            )


@rule(
    "A07", "audience_without_theme", gettext_lazy("主题和服务对象对不上"), must=True, practice=True
)
def _themes(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.person_themes and not guide.for_people:
        yield Told(
            "person_themes",
            _("服务对象里没有自然人，却有个人主题。"),
            _("请去掉个人主题，或者加上自然人。"),
        )
    if guide.company_themes and not guide.for_companies:
        yield Told(
            "company_themes",
            _("服务对象里没有单位，却有单位主题。"),
            _("请去掉单位主题，或者加上单位。"),
        )


@rule("A08", "theme_missing", gettext_lazy("没有主题，按主题找不到"), must=True, practice=True)
def _no_theme(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.for_people and not guide.person_themes:
        yield Told("person_themes", _("面向个人，但没有个人主题。"), _("请选一个主题。"))
    if guide.for_companies and not guide.company_themes:
        yield Told("company_themes", _("面向单位，但没有单位主题。"), _("请选一个主题。"))


@rule("A09", "summary_long", gettext_lazy("一句话说明太长"), must=False)
def _summary(guide: Guide, _context: Context) -> Iterator[Told]:
    longest = ELEMENTS["summary"].longest
    if len(guide.summary) > longest:
        yield Told(
            "summary",
            _("一句话说明有 %(length)s 个字，手机上一行放不下。") % {"length": len(guide.summary)},
            _("请写到 %(most)s 个字以内。") % {"most": longest},
        )


@rule("A10", "anything_else", gettext_lazy("兜底的材料或条件"), must=True)
def _anything(guide: Guide, _context: Context) -> Iterator[Told]:
    for material in guide.materials:
        if ANYTHING.search(material.name):
            yield Told(
                f"materials.{material.key}",
                _("材料“%(name)s”是兜底条款，申请人不知道要交什么。") % {"name": material.name},
                _("请写出具体的材料，或者删掉。"),
            )
    for condition in guide.conditions:
        if ANY_CONDITION.search(condition) and len(condition) <= len(
            "法律、行政法规规定的其他条件。"
        ):
            yield Told(
                "conditions",
                _("条件“%(text)s”是兜底条款，申请人判断不了。") % {"text": condition[:40]},
                _("请写出具体的条件和条款，或者删掉。"),
            )


@rule("A11", "vague_words", gettext_lazy("说法含糊"), must=False)
def _vague(guide: Guide, _context: Context) -> Iterator[Told]:
    for place in ("conditions", "refusals", "materials"):
        for inner, text in texts_of(guide, place):
            for word in VAGUE:
                if word in text:
                    yield Told(
                        inner,
                        _("“%(label)s”里的“%(word)s”说法含糊。")
                        % {"label": label_of(inner), "word": word},
                        _("请写清楚什么时候、由谁定。"),
                    )


@rule("A12", "says_nothing", gettext_lazy("填了却什么也没有说"), must=True)
def _says_nothing(guide: Guide, context: Context) -> Iterator[Told]:
    told: set[str] = set()
    needed = frozenset() if context.item_type in EX_OFFICIO else frozenset(NEEDED)
    for place, element in ELEMENTS.items():
        if element.codes:
            continue
        for inner, text in texts_of(guide, place):
            is_filler = place in needed - {"conditions"} and text.strip("（）() ") in FILLERS
            is_blank = text == "" and element.shape is Shape.LINES
            is_blank = is_blank or bool(text and not SAYS_SOMETHING.search(text))
            if (is_filler or is_blank) and inner not in told:
                told.add(inner)
                yield Told(
                    inner,
                    _("“%(label)s”里的“%(text)s”什么也没有说。")
                    % {"label": element.label, "text": text[:20]},
                    _("请写清楚；不用写的，空着。"),
                )


@rule("A13", "number_wrong", gettext_lazy("数目不对"), must=True)
def _numbers(guide: Guide, _context: Context) -> Iterator[Told]:
    wrong = _("“%(label)s”不能是 %(n)s。")
    for place, element in ELEMENTS.items():
        if element.shape is Shape.NUMBER and place not in OF_OTHER_RULES:
            number = value_at(guide, place)
            least = LEAST.get(place, 0)
            if not least <= number <= (MOST_COUNTED if place == "visits" else MOST_DAYS):
                yield Told(place, wrong % {"label": element.label, "n": number}, _("请改正数目。"))
    for material in guide.materials:
        for number in (material.originals, material.copies, material.pages):
            if not 0 <= number <= MOST_COUNTED:
                yield Told(
                    f"materials.{material.key}",
                    _("材料“%(name)s”的份数要是 0 到 99，现在是 %(n)s。")
                    % {"name": material.name, "n": number},
                    _("请改正数目。"),
                )


@rule("C01", "phones_equal", gettext_lazy("咨询电话和投诉电话一样"), must=True, practice=True)
def _phones(guide: Guide, _context: Context) -> Iterator[Told]:
    asked, told = (_dialled(one) for one in (guide.contact.phone, guide.contact.complaint_phone))
    if told and told <= asked:
        yield Told(
            "contact.complaint_phone",
            _("咨询电话和投诉电话不能一样。"),
            _("请填监督部门的电话。"),
        )


@rule("C02", "phone_shape", gettext_lazy("电话要带区号"), must=True, practice=True)
def _phone_shape(guide: Guide, _context: Context) -> Iterator[Told]:
    for place in ("contact.phone", "contact.complaint_phone"):
        for part in SEVERAL.split(value_at(guide, place) or ""):
            if part.strip() and not PHONE.fullmatch(part.strip()):
                yield Told(
                    place,
                    _("“%(label)s”的“%(phone)s”打不通。")
                    % {"label": label_of(place), "phone": part.strip()[:30]},
                    _("请写带区号的固定电话、手机号或短号，如 0558-1234567。"),
                )


def _dialled(phones: str) -> set[str]:
    """The numbers of a text as they are dialled: however they are written, the same is the same."""
    return {number for part in SEVERAL.split(phones) if (number := re.sub(r"[-－\s]", "", part))}
