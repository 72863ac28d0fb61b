"""What the rows of an element are made of: one part is one input."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.management.catalog.types import JointSilence, Origin


class PartKind(StrEnum):
    """How a part is written."""

    TEXT = "text"
    LONG = "long"
    LINES = "lines"
    NUMBER = "number"
    MONEY = "money"
    """In yuan on the page, in 分 in the guide."""
    FLAG = "flag"
    CODE = "code"
    WHEN = "when"
    """Under which answer of which question."""
    ANSWERS = "answers"
    """The answers of a situation, one a line."""
    KEY = "key"
    """Never typed: it tells a row apart from the others."""
    FILE = "file"
    """A file that is uploaded here, or the address of one."""
    LICENSE = "license"
    """The code of a type of electronic licence."""
    QUESTION = "question"
    """The key of a situation: a question of the form, or a new one."""
    LINE = "line"
    """The key of a line of the electronic licence that the result is."""
    SOURCE = "source"
    """Where a line of the licence comes from: a question of the form, or what is known already."""


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a row."""

    name: str
    label: str | Promise
    kind: PartKind = PartKind.TEXT
    hint: str | Promise = ""
    codes: str = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class RowKind:
    """The rows of an element."""

    noun: str | Promise
    """What one row is, as the button says it: 加一份材料."""
    parts: tuple[Part, ...]
    one_at_a_time: bool = False
    """Whether a row opens by itself: a long list of long rows would be more than a page can ask."""


K = PartKind
ORIGINS = (
    (Origin.UPLOAD.value, _("申请人交")),
    (Origin.FORM.value, _("在线填写，系统生成")),
    (Origin.HELD.value, _("系统去取，不用交")),
)
FEE_STEPS = (
    ("issue", _("发结果之前交")),
    ("decide", _("作决定之前交")),
)
SILENCES = (
    (JointSilence.ALARM.value, _("报警，答复前不能决定")),
    (JointSilence.AGREES.value, _("视为同意（要有依据）")),
    (JointSilence.GOES_ON.value, _("牵头部门可以先决定（要有依据）")),
)
MATERIAL_FORMS = (("电子", _("电子")), ("纸质", _("纸质")), ("纸质或电子", _("纸质或电子")))

ROW_KINDS: Mapping[str, RowKind] = MappingProxyType(
    {
        "by_law": RowKind(
            _("条依据"),
            (
                Part("title", _("法律法规名称"), hint=_("不用写书名号。")),
                Part("article", _("第几条"), hint=_("如“第三十五条”。"), is_needed=False),
                Part("text", _("条文"), K.LONG, is_needed=False),
            ),
        ),
        "intermediaries": RowKind(
            _("项中介服务"),
            (
                Part("name", _("服务名称")),
                Part("by_law", _("依据哪一条")),
                Part("directory", _("到哪里查能做的机构"), is_needed=False),
            ),
        ),
        "joint_parts": RowKind(
            _("个联办部门"),
            (
                Part("code", _("部门的统一社会信用代码"), hint=_("18 位。")),
                Part("asked", _("请它审什么"), hint=_("一句话，那边的人看了就知道。")),
                Part("days", _("几个工作日内答复"), K.NUMBER),
                Part("by_law", _("依据哪一条"), is_needed=False),
                Part("silence", _("到期不答复怎么算"), K.CODE, choices=SILENCES),
                Part(
                    "shows",
                    _("给它看哪些"),
                    K.LINES,
                    hint=_("一行一个，如 form:area、material:plan；不写就是全部。"),
                    is_needed=False,
                ),
            ),
        ),
        "materials": RowKind(
            _("份材料"),
            (
                Part("key", "", K.KEY),
                Part("name", _("材料名称")),
                Part("origin", _("谁来提供"), K.CODE, choices=ORIGINS),
                Part("required", _("必须有"), K.FLAG),
                Part("why", _("为什么要"), hint=_("一句话，让申请人明白。")),
                Part("source", _("从哪里来"), hint=_("一句话，说去哪里拿、怎么准备。")),
                Part("by_law", _("依据哪一条"), is_needed=False),
                Part(
                    "when",
                    _("哪些情形才要"),
                    K.WHEN,
                    hint=_("不选就是人人都要。只能选同一个问题的答案。"),
                    is_needed=False,
                ),
                Part("form", _("要纸的还是电子的"), K.CODE, choices=MATERIAL_FORMS),
                Part("originals", _("原件几份"), K.NUMBER, is_needed=False),
                Part("copies", _("复印件几份"), K.NUMBER, is_needed=False),
                Part("pages", _("一共几份"), K.NUMBER, hint=_("0 是不说。"), is_needed=False),
                Part("page_format", _("规格"), hint=_("如 A4。"), is_needed=False),
                Part("kind", _("材料类型"), K.CODE, codes="material_kind"),
                Part("channel", _("来源渠道"), K.CODE, codes="material_source", is_needed=False),
                Part("issuer", _("哪个单位出具"), is_needed=False),
                Part("issued_when", _("多久能出具"), is_needed=False),
                Part("obtained_how", _("怎么去办它"), is_needed=False),
                Part("obtained_where", _("到哪里办它"), is_needed=False),
                Part("used_for", _("用来做什么、能用多久"), is_needed=False),
                Part(
                    "held_license_type",
                    _("能代替它的电子证照"),
                    K.LICENSE,
                    hint=_("系统有这张证照的，就不用交。"),
                    is_needed=False,
                ),
                Part("blank_form", _("空白表"), K.FILE, is_needed=False),
                Part("sample", _("样表"), K.FILE, is_needed=False),
                Part("tips", _("填报须知"), K.LONG, is_needed=False),
                Part(
                    "check_points",
                    _("审查要点"),
                    K.LINES,
                    hint=_("一行一条。窗口只能照这些看，不能另加。"),
                    is_needed=False,
                ),
                Part(
                    "late_days",
                    _("可以晚几天补交（容缺）"),
                    K.NUMBER,
                    hint=_("受理后的自然日；0 是不能晚交。"),
                    is_needed=False,
                ),
            ),
            one_at_a_time=True,
        ),
        "promises": RowKind(
            _("项承诺"),
            (
                Part("name", _("可以用承诺代替的证明或者条件")),
                Part(
                    "material",
                    _("代替哪份材料"),
                    hint=_("材料的编号；代替条件的空着。"),
                    is_needed=False,
                ),
                Part("requirement", _("要求：必须怎样"), K.LONG),
                Part("by_law", _("依据哪一条")),
                Part("content", _("承诺内容"), K.LONG, hint=_("申请人承诺的原话。")),
                Part("liability", _("虚假承诺的责任"), K.LONG),
                Part("check", _("谁来核查、怎么核查"), K.LONG),
                Part("check_days", _("决定后几个工作日内核查"), K.NUMBER),
            ),
        ),
        "situations": RowKind(
            _("个问题"),
            (
                Part("key", _("是表单里的哪个问题"), K.QUESTION),
                Part("question", _("问什么"), hint=_("如“房子是租的吗？”")),
                Part("choices", _("可以怎么答"), K.ANSWERS, hint=_("一行一个，至少两个。")),
            ),
        ),
        "fees": RowKind(
            _("项收费"),
            (
                Part("name", _("收费项目")),
                Part("amount", _("金额（元）"), K.MONEY),
                Part("standard", _("收费标准"), hint=_("如“每本 10 元”。")),
                Part("by_law", _("收费依据")),
                Part("before", _("什么时候交"), K.CODE, choices=FEE_STEPS),
                Part(
                    "when",
                    _("哪些情形才收"),
                    K.WHEN,
                    hint=_("不选就是人人都收。金额因情形不同的，一种情形写一行。"),
                    is_needed=False,
                ),
                Part("reduction", _("谁可以减免、减多少"), is_needed=False),
            ),
        ),
        "questions": RowKind(
            _("个问答"),
            (Part("question", _("问")), Part("answer", _("答"), K.LONG)),
        ),
        "exercise.discretion": RowKind(
            _("种处罚"),
            (
                Part("conduct", _("违法行为"), K.LONG),
                Part("degree", _("情节"), hint=_("如轻微、一般、严重。"), is_needed=False),
                Part("kind", _("处罚种类"), K.CODE, codes="penalty_kind"),
                Part("span", _("幅度"), hint=_("如“五千元以上五万元以下”。")),
                Part("by_law", _("依据哪一条")),
            ),
        ),
        "exercise.rates": RowKind(
            _("项标准"),
            (
                Part("name", _("征收什么")),
                Part("rate", _("标准"), hint=_("如“每平方米每天 0.5 元”。")),
                Part("by_law", _("依据哪一条")),
            ),
        ),
        "exercise.steps": RowKind(
            _("个环节"),
            (
                Part("name", _("环节名称")),
                Part("who", _("谁来做"), is_needed=False),
                Part("what", _("做什么"), K.LONG, is_needed=False),
            ),
        ),
        "result.fields": RowKind(
            _("项内容"),
            (
                Part("line", _("证照上的哪一项"), K.LINE),
                Part("source", _("取自哪里"), K.SOURCE),
            ),
        ),
    }
)
"""Place → what its rows are made of."""

KNOWN_SOURCES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "person.name": _("申请人的姓名"),
        "person.id_number": _("申请人的证件号码"),
        "person.phone": _("申请人的电话"),
        "person.address": _("申请人的住址"),
        "person.born_on": _("申请人的出生日期"),
        "company.name": _("单位的名称"),
        "company.credit_code": _("单位的统一社会信用代码"),
        "company.address": _("单位的住所"),
        "company.representative": _("单位的法定代表人"),
    }
)
"""What is known of who applies, in words: the sources that rule R01 lets a line have, beside the
questions of the form."""

LIMIT_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "silence": ("number", "unit", "clause"),
        "statutory": ("number", "unit", "clause", "note", "extension"),
        "promised": ("number", "unit", "clause", "note", "extension"),
    }
)
"""What is asked of a limit; of the others ``number``, ``unit``, ``clause`` and ``note``."""
PLAIN_LIMIT = ("number", "unit", "clause", "note")
EXTENSION = ("number", "unit", "approver", "clause")


def without_marks(title: str) -> str:
    """A law's name without the 《》 around it, which stand wherever it is shown."""
    inner = title[1:-1]
    return inner if title == f"《{inner}》" and not set("《》") & set(inner) else title
