"""办事指南: the elements of a guide (GB/T 39554.2, standards §2.4) as one value.

A guide is kept as JSON in its revision and read into these; whoever writes one builds these too,
so that there is one list of elements.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from enum import StrEnum
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

from tongban.base.clocks.types import Limit, Unit
from tongban.management.catalog.types.items import Audience


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


@dataclass(frozen=True, slots=True)
class Guide:
    """办事指南: everything that is published of an item."""

    summary: str
    """For whom and when, in people's words, at most a line."""
    audiences: tuple[str, ...]
    by_law: tuple[Clause, ...]
    conditions: tuple[str, ...]
    materials: tuple[Requirement, ...]
    contact: Contact
    result: Result
    remedy: Remedy
    project_type: str = "2"
    """办件类型: 1 即办件, 2 承诺件."""
    power_source: str = "1"
    use_level: str = "4"
    body_type: str = "1"
    statutory: GuideLimit | None = None
    promised: GuideLimit | None = None
    acceptance: GuideLimit | None = None
    silence: GuideSilence | None = None
    """None: what the law says of the item's type; only licensing items have such a law."""
    correction: GuideLimit = field(
        default_factory=lambda: GuideLimit(30, Unit.NATURAL_DAY.value, "", "您补正的时间")
    )
    delivery: GuideLimit | None = None
    refusals: tuple[str, ...] = ()
    """什么情况会不批准."""
    inspection_points: tuple[str, ...] = ()
    """现场核查要点: what the inspectors look at; nothing can be added at the desk."""
    promises: tuple[GuidePromise, ...] = ()
    """告知承诺: what a promise may stand for."""
    is_high_risk: bool = False
    """直接涉及国家安全、生态环境保护，直接关系公众健康、重大生命财产安全: no promise stands for
    anything here (国办发〔2020〕42号).
    """
    tacit: str = ""
    """默许: the clause by which silence at the end of the limit grants; empty: it does not."""
    fees: tuple[Fee, ...] = ()
    questions: tuple[Question, ...] = ()
    visits: int = 0
    visit_reason: str = ""
    online_depth: str = "5"
    handle_forms: tuple[str, ...] = ("1", "2")
    handle_area: str = ""
    quantity_limit: str = ""
    by_post: bool = False
    by_kiosk: bool = False
    by_appointment: bool = False
    person_themes: tuple[str, ...] = ()
    company_themes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What people call it; searched, not shown."""
    min_assurance: int = 2
    """实名等级 that whoever applies must have, 1–4 (``accounts.types.Assurance``)."""
    rule_table: str = ""
    """Key of the decision table (``rules``) by which what fits is granted at once; empty: none."""
    situations: tuple[Situation, ...] = ()
    power_content: str = ""
    """行使内容."""
    power_limits: str = ""
    """权限划分."""
    entrusted_by: str = ""
    """委托部门."""
    handling_body: str = ""
    """承办机构, where it is not the implementing body itself."""
    joint_bodies: tuple[str, ...] = ()
    """联办机构."""
    joint_parts: tuple[JointPart, ...] = ()
    """联办分工: with them a case is split at its acceptance, a part for each body (并联审批)."""
    intermediaries: tuple[Intermediary, ...] = ()
    special_procedures: tuple[str, ...] = ()
    """特别程序, by name with the clause."""
    responsibilities: tuple[str, ...] = ()
    """责任事项: what the body answers for when it exercises the power (责任清单)."""
    at_hall: bool = True
    """进驻大厅."""
    pays_online: bool = False
    single_sign_on: bool = True
    """Whether the platform's sign-in opens it."""
    handle_url: str = ""
    """网上办理地址 of another system; empty: handled here."""
    mobile_url: str = ""
    delivery_ways: tuple[str, ...] = ()
    """结果送达方式."""
    not_published_by: str = ""
    """The clause by which its grants are not published; empty: they are (行政许可法 40)."""
    towns: tuple[str, ...] = ()
    """Codes of townships and villages where it can be handed in."""

    @property
    def is_instant(self) -> bool:
        """即办件."""
        return self.project_type == "1"

    @property
    def is_free(self) -> bool:
        """Whether nothing is charged."""
        return not self.fees

    @property
    def for_people(self) -> bool:
        """Whether a person may apply for oneself."""
        return Audience.PERSON.value in self.audiences

    @property
    def for_companies(self) -> bool:
        """Whether a company or another body may apply."""
        return any(a != Audience.PERSON.value for a in self.audiences)

    def materials_for(self, answers: Mapping[str, Any]) -> tuple[Requirement, ...]:
        """The materials that apply under the answers (情形)."""
        return tuple(m for m in self.materials if _applies(m, answers))

    def fees_for(self, answers: Mapping[str, Any], step: str) -> tuple[Fee, ...]:
        """The fees that are due before that step under the answers; those of nothing left out."""
        return tuple(
            fee
            for fee in self.fees
            if fee.before == step and fee.amount > 0 and _applies(fee, answers)
        )

    def as_json(self) -> dict[str, Any]:
        """As kept in a revision."""
        return asdict(self)

    @classmethod
    def blank(cls) -> "Guide":
        """A guide in which everything is still missing, to begin a draft with."""
        return cls(
            summary="",
            audiences=(),
            by_law=(),
            conditions=(),
            materials=(),
            contact=Contact("", "", "", ""),
            result=Result("", ""),
            remedy=Remedy("", ""),
        )

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Guide":
        """As read from a revision; keys that are unknown are an error."""
        guide: Guide = _build(cls, value)
        return guide


def _applies(row: Requirement | Fee, answers: Mapping[str, Any]) -> bool:
    if row.when is None:
        return True
    answer = answers.get(row.when["field"])
    wanted = row.when["is"]
    wanted = wanted if isinstance(wanted, (list, tuple)) else [wanted]
    if isinstance(answer, list):
        return any(w in answer for w in wanted)
    return answer in wanted


def _build(kind: Any, value: Any) -> Any:
    """A dataclass, or a tuple of them, from JSON."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {f.name for f in fields(kind)}
        if unknown := set(value) - known:
            raise ValueError(f"unknown elements: {', '.join(sorted(unknown))}")
        return kind(**{k: _build(hints[k], v) for k, v in value.items()})  # type: ignore[operator]
    if get_origin(kind) is tuple or isinstance(kind, GenericAlias):
        inner = get_args(kind)
        if inner and get_origin(kind) is tuple:
            return tuple(_build(inner[0], v) for v in value or ())
        return value
    choices = [a for a in get_args(kind) if a is not type(None)]
    if choices and value is not None and is_dataclass(choices[0]):
        return _build(choices[0], value)
    return value
