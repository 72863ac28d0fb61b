"""办事指南: the elements of a guide (GB/T 39554.2, standards §2.4) as one value.

A guide is kept as JSON in its revision and read into these; whoever writes one builds these too,
so that there is one list of elements.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import cache
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

from tongban.base.clocks.types import Unit
from tongban.management.catalog.types.exercise import Exercise
from tongban.management.catalog.types.items import Audience
from tongban.management.catalog.types.parts import (
    Clause,
    Contact,
    Fee,
    GuideLimit,
    GuidePromise,
    GuideSilence,
    Intermediary,
    JointPart,
    Question,
    Remedy,
    Requirement,
    Result,
    Situation,
)


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
    hearing: str = ""
    """依法听证 (行政许可法 46): the clause that demands a hearing before every decision; empty: none
    is demanded, and those concerned may ask for one (47).
    """
    renewal: str = ""
    """延续 (行政许可法 50): the clause by which no decision before the end of the licence that is
    renewed counts as granted; empty: this is no renewal, or no clause says so.
    """
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
    least_age: int = 0
    """满几周岁才能办: whoever it is for must be so old in full years; 0: of any age."""
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
    handling_body_code: str = ""
    """Its credit code (18)."""
    system_level: str = ""
    """运行系统层级: of which level the system is that handles it (codes of 行使层级)."""
    joint_bodies: tuple[str, ...] = ()
    """联办机构."""
    joint_body_codes: tuple[str, ...] = ()
    """Their credit codes (18), in the same order."""
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
    retention: str = ""
    """归档保管期限 (文件材料归档范围和保管期限表): how long the files of its cases are kept, as a code
    (``codes``, table retention); empty: not said, and the archive takes what it has.
    """
    towns: tuple[str, ...] = ()
    """Codes of townships and villages where it can be handed in."""
    exercise: Exercise = field(default_factory=Exercise)
    """Of a power that nobody applies for (``items.EX_OFFICIO``); else empty."""

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

    def fees_not_excluded(self, answers: Mapping[str, Any]) -> tuple[Fee, ...]:
        """The fees that are charged under the answers, or may be while their question is open."""
        return tuple(
            fee
            for fee in self.fees
            if fee.when is None or fee.when["field"] not in answers or _applies(fee, answers)
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


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    """Worked out once: it takes half the time of reading a guide."""
    return get_type_hints(kind)


def _build(kind: Any, value: Any) -> Any:
    """A dataclass, or a tuple of them, from JSON."""
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
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
