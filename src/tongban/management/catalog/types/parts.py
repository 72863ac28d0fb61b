"""What a guide is made of: clauses, limits, materials, promises, fees, ways, results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongban.base.clocks.types import Limit, Unit


class Origin(StrEnum):
    """Where a material comes from."""

    FORM = "form"
    """Filled in on the page; the platform makes it."""
    UPLOAD = "upload"
    """The applicant has it."""
    HELD = "held"
    """The government holds it; it is not asked for."""


@dataclass(frozen=True, slots=True)
class Clause:
    """设定依据: one legal basis."""

    title: str
    article: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class GuideExtension:
    """延长: by how much a limit may be extended once, who approves it, and the clause."""

    number: int
    approver: str
    clause: str
    unit: str = Unit.WORKING_DAY.value

    @property
    def limit(self) -> Limit:
        """As clocks count it."""
        return Limit(self.number, Unit(self.unit))


@dataclass(frozen=True, slots=True)
class GuideSilence:
    """默示: after how long without an answer the application counts as accepted, and the clause.

    It counts from receipt, whatever the office promised (行政许可法 32).
    """

    number: int
    clause: str
    unit: str = Unit.WORKING_DAY.value

    @property
    def limit(self) -> Limit:
        """As clocks count it."""
        return Limit(self.number, Unit(self.unit))


@dataclass(frozen=True, slots=True)
class GuideLimit:
    """A limit with its clause. ``unit`` is a value of ``clocks.types.Unit``."""

    number: int
    unit: str = Unit.WORKING_DAY.value
    clause: str = ""
    note: str = ""
    extension: GuideExtension | None = None

    @property
    def limit(self) -> Limit:
        """As clocks count it."""
        return Limit(self.number, Unit(self.unit))


@dataclass(frozen=True, slots=True)
class Requirement:
    """申请材料: one material of the list. Nothing beyond the list may be asked for."""

    key: str
    name: str
    why: str
    """为什么要: in one plain sentence."""
    source: str
    """从哪里来: in one plain sentence."""
    origin: str = Origin.UPLOAD.value
    required: bool = True
    by_law: str = ""
    form: str = "电子"
    originals: int = 0
    copies: int = 0
    held_license_type: str = ""
    """Type code (21) of the electronic licence that stands in for it."""
    when: Mapping[str, Any] | None = None
    """{"field": …, "is": […]}: needed only when the form's answer is one of these."""
    tips: str = ""
    """填报须知."""
    kind: str = "3"
    """材料类型: 1 证件证书证明, 2 申请表格文书, 3 其他."""
    issuer: str = ""
    """出具机构."""
    channel: str = ""
    """来源渠道: 10 申请人自备, 20 政府部门核发, 99 其他; empty: as ``origin`` says."""
    pages: int = 0
    """份数; 0: not said."""
    page_format: str = ""
    """规格, such as A4."""
    issued_when: str = ""
    """出具时间: when or how soon its issuer gives it (GB/T 39046 table 4)."""
    obtained_how: str = ""
    """办理说明: how one gets it."""
    obtained_where: str = ""
    """办理地点: where one gets it."""
    used_for: str = ""
    """使用说明: what it is used for and how long it may be used."""
    blank_form: str = ""
    """空白表: id of a file of ``files``, or an address."""
    sample: str = ""
    """样表: id of a file of ``files``, or an address."""
    check_points: tuple[str, ...] = ()
    """审查要点: what the officer looks at; nothing can be added at the desk."""
    late_days: int = 0
    """容缺: how many natural days after acceptance it may come, against a promise; 0: it may not."""

    @property
    def hint(self) -> str:
        """Why it is wanted and where it comes from, as the page that asks for it says it."""
        return f"{self.why}{self.source}"


FEE_STEPS = ("decide", "issue")
"""Steps of a process that a fee may hold back: paid before the decision, or before the result."""


@dataclass(frozen=True, slots=True)
class GuidePromise:
    """告知承诺: a material or condition that a written promise may stand for, and all that the
    notice must say (国办发〔2020〕42号): what is required, its basis, what is promised, what a false
    promise brings, and how it is checked afterwards.
    """

    name: str
    """What need not be proven, in people's words."""
    material: str
    """Key of the material that the promise stands for; empty: a condition without a material."""
    requirement: str
    """要求: what must be so."""
    by_law: str
    content: str
    """承诺内容: what the applicant promises, word for word."""
    liability: str
    """虚假承诺的责任."""
    check: str
    """核查权力: who checks, and how."""
    check_days: int
    """Working days after the decision within which it is checked."""


@dataclass(frozen=True, slots=True)
class Fee:
    """收费项目. ``amount`` in 分."""

    name: str
    amount: int
    standard: str
    by_law: str
    reduction: str = ""
    """可减免: for whom and by how much; empty: none."""
    when: Mapping[str, Any] | None = None
    """{"field": …, "is": […]}: charged only when the form's answer is one of these. Amounts that
    depend on the case are rows of the same fee, each with its answer: a table, and never a formula.
    """
    before: str = "issue"
    """Before which step it must be paid (``FEE_STEPS``)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a situation, and its wording."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Situation:
    """情形: a question that shrinks materials and steps to one's own case.

    A material asks for an answer by ``when``. Where the item has a form, the question is one of
    its fields: the answer is taken over into the application and asked once.
    """

    key: str
    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Intermediary:
    """中介服务: a service by a third party that the law asks for, and the clause."""

    name: str
    by_law: str
    directory: str = ""
    """Where the bodies that offer it are listed."""


class JointSilence(StrEnum):
    """What it means when a joint body does not answer in time."""

    ALARM = "alarm"
    """An alarm; nothing is decided until it has answered."""
    AGREES = "agrees"
    """It counts as having agreed; only where a clause says so."""
    GOES_ON = "goes_on"
    """The lead decides without it; only where a clause says so."""


@dataclass(frozen=True, slots=True)
class JointPart:
    """联办分工: what one joint body is asked, and within how many working days of acceptance."""

    code: str
    """Its credit code (18): names change."""
    asked: str
    days: int
    by_law: str = ""
    silence: str = JointSilence.ALARM.value
    shows: tuple[str, ...] = ()
    """``form:<key>`` and ``material:<key>``: what it needs to see; empty: everything."""


@dataclass(frozen=True, slots=True)
class Question:
    """常见问题."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Contact:
    """办理地点、时间和电话."""

    place: str
    hours: str
    phone: str
    complaint_phone: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """复议和诉讼: whom to turn to against a refusal, and within how many days."""

    review_body: str
    court: str
    review_days: int = 60
    lawsuit_months: int = 6


@dataclass(frozen=True, slots=True)
class Result:
    """办理结果: what the applicant gets."""

    kind: str
    """10 证照, 20 批文, 30 其他."""
    name: str
    license_type: str = ""
    """Type code (21 characters) of the electronic licence that is issued."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Line on the licence → where its value comes from (``form.x``, ``applicant.name``, …)."""
    valid_years: int = 0
    """0: without end."""
    sample: str = ""
    """结果样本: id of a file of ``files``, or an address."""
