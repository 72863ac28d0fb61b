"""Values of catalog: the elements of a guide (GB/T 39554.2 §2.4 of our standards notes) as one value.

A guide is kept as JSON in its revision and read into these; whoever writes one builds these too,
so that there is one list of elements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from enum import StrEnum
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.clocks.types import Limit, Unit


class ItemType(models.TextChoices):
    """事项类型代码 (GB/T 39046 A.1)."""

    LICENSING = "01", _("行政许可")
    PENALTY = "02", _("行政处罚")
    COERCION = "03", _("行政强制")
    LEVY = "04", _("行政征收")
    PAYMENT = "05", _("行政给付")
    INSPECTION = "06", _("行政检查")
    CONFIRMATION = "07", _("行政确认")
    REWARD = "08", _("行政奖励")
    ADJUDICATION = "09", _("行政裁决")
    OTHER = "10", _("其他行政权力")
    PUBLIC_SERVICE = "20", _("公共服务")


class Audience(models.TextChoices):
    """服务对象 (GB/T 39554.2 practice)."""

    PERSON = "1", _("自然人")
    COMPANY = "2", _("企业法人")
    PUBLIC_INSTITUTION = "3", _("事业法人")
    SOCIAL_ORGANISATION = "4", _("社会组织法人")
    UNINCORPORATED = "5", _("非法人企业")
    AUTHORITY = "6", _("行政机关")
    OTHER = "9", _("其他组织")


class ItemState(models.TextChoices):
    """Listed is findable; published has a complete guide, so that one can apply."""

    LISTED = "listed", _("已列入目录，指南待完善")
    PUBLISHED = "published", _("指南已发布")
    SUSPENDED = "suspended", _("暂停办理")
    CANCELLED = "cancelled", _("已取消")


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
    check_points: tuple[str, ...] = ()
    """审查要点: what the officer looks at; nothing can be added at the desk."""

    @property
    def hint(self) -> str:
        """Why it is wanted and where it comes from, as the page that asks for it says it."""
        return f"{self.why}{self.source}"


@dataclass(frozen=True, slots=True)
class Fee:
    """收费项目. ``amount`` in 分."""

    name: str
    amount: int
    standard: str
    by_law: str


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

    def as_json(self) -> dict[str, Any]:
        """As kept in a revision."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Guide":
        """As read from a revision; keys that are unknown are an error."""
        guide: Guide = _build(cls, value)
        return guide


def _applies(material: Requirement, answers: Mapping[str, Any]) -> bool:
    if material.when is None:
        return True
    answer = answers.get(material.when["field"])
    wanted = material.when["is"]
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


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One item that was found."""

    item_id: UUID
    code: str
    name: str
    main_item: str
    department_id: UUID
    department: str
    division_code: str
    item_type: str
    state: str
    summary: str
    promised_text: str
    visits: int | None
    is_online: bool
    score: float
    """0–100, falling from the first hit to the last."""
    marks: tuple[tuple[int, int], ...] = ()
    """(begin, end) of the parts of the name that answer the query."""

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The name in pieces, each with whether it answers the query."""
        found = []
        at = 0
        for begin, end in self.marks:
            found += [(self.name[at:begin], False), (self.name[begin:end], True)]
            at = end
        return tuple((text, marked) for text, marked in (*found, (self.name[at:], False)) if text)


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """Hits of one main item, best first."""

    name: str
    """The main item, or the item's own name when it has none."""
    departments: tuple[str, ...]
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class SearchCount:
    """How many of the items found have something, for the filters."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found."""

    query: str
    """As read: without control characters, at most 200 characters."""
    hits: tuple[SearchHit, ...] = ()
    """Best first, at most as many as asked for."""
    corrected: str = ""
    """What was looked for in place of the query, when the query seems mistyped."""
    total: int = 0
    """How many were found, those beyond the limit included."""
    for_people: int = 0
    for_companies: int = 0
    online: int = 0
    departments: tuple[SearchCount, ...] = ()
    """By department id, most first."""

    @property
    def groups(self) -> tuple[SearchGroup, ...]:
        """The hits by main item, in the order of each group's best."""
        grouped: dict[str, list[SearchHit]] = {}
        for hit in self.hits:
            grouped.setdefault(hit.main_item or hit.name, []).append(hit)
        return tuple(
            SearchGroup(name, tuple(dict.fromkeys(h.department for h in hits)), tuple(hits))
            for name, hits in grouped.items()
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody who types may be about to type."""

    text: str
    code: str = ""
    """The item's code when the text is the name of exactly one kept item."""


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """What does not hold about one row of an imported list; the row is listed all the same."""

    line: int
    field: str
    value: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``read`` is the sum of new, changed and unchanged."""

    read: int
    new: int
    changed: int
    unchanged: int
    flagged: int
    """Rows with at least one finding."""
    findings: tuple[ImportFinding, ...] = ()
    encoding: str = "utf-8"
    batch: str = ""


_handled_steps: set[str] = set()


def register_handled_steps(steps: Iterable[str]) -> None:
    """Called from above by the app that runs cases: the steps of a process that it knows."""
    _handled_steps.update(steps)


def unhandled(steps: Iterable[str]) -> list[str]:
    """Steps that nobody above would do: an item with such a process cannot be published."""
    return sorted(set(steps) - _handled_steps)
