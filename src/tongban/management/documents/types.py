"""Values of papers: kinds, states, ways of service, what other apps tell about their subjects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor


class PaperKind(models.TextChoices):
    """文书种类: what is said in writing."""

    RECEIPT = "receipt", _("收件凭证")
    ACCEPTANCE = "acceptance", _("受理通知书")
    DEEMED_ACCEPTANCE = "deemed_acceptance", _("视为受理通知书")
    NON_ACCEPTANCE = "non_acceptance", _("不予受理决定书")
    CORRECTION = "correction", _("补正告知书")
    PROCEDURE = "procedure", _("特别程序告知书")
    EXTENSION = "extension", _("延长审批期限告知书")
    GRANT = "grant", _("准予决定书")
    DEEMED_GRANT = "deemed_grant", _("视为准予通知书")
    REFUSAL = "refusal", _("不予决定书")
    REVOCATION = "revocation", _("撤销决定书")
    TERMINATION = "termination", _("终止办理通知书")
    LAPSE = "lapse", _("补正不来办结通知书")
    WITHDRAWAL = "withdrawal", _("撤回确认")
    ONE_NOTICE = "one_notice", _("一次性告知单")
    INTERESTED_NOTICE = "interested_notice", _("利害关系人告知书")
    HEARING_RIGHT = "hearing_right", _("听证权利告知书")
    HEARING_NOTICE = "hearing_notice", _("听证通知书")
    HEARING_RECORD = "hearing_record", _("听证笔录")
    AMENDMENT = "amendment", _("更正通知书")
    SERVICE_RETURN = "service_return", _("送达回证")


class PaperState(models.TextChoices):
    """文书状态; the life cycle is in ``states``."""

    DRAFT = "draft", _("待审核")
    REVIEWED = "reviewed", _("待签发")
    SIGNED = "signed", _("已签发，待送达")
    SERVED = "served", _("已送达")
    DROPPED = "dropped", _("已作废")


class ServiceWay(models.TextChoices):
    """送达方式."""

    ELECTRONIC = "electronic", _("电子送达")
    WINDOW = "window", _("窗口领取")
    POST = "post", _("邮寄送达")
    LEFT = "left", _("留置送达")
    PUBLISHED = "published", _("公告送达")

    @property
    def may_be_chosen(self) -> bool:
        """Whether an applicant may ask for it; the others are the office's, where no other works."""
        return self in CHOSEN_WAYS


CHOSEN_WAYS = (ServiceWay.ELECTRONIC, ServiceWay.WINDOW, ServiceWay.POST)


class ServiceState(models.TextChoices):
    """How far a service is."""

    SENT = "sent", _("寄出，在路上")
    DONE = "done", _("已送达")
    RETURNED = "returned", _("退回，没有送到")


@dataclass(frozen=True, slots=True)
class KindRule:
    """What the law and the acts fix about a kind; the wording is the template revision's.

    ``names`` are the placeholders that the acts give a value for, with their Chinese words;
    ``must_state`` are those that every revision has to state, with the clause that says so.
    """

    kind: PaperKind
    names: Mapping[str, str]
    must_state: Mapping[str, str] = field(default_factory=dict)
    has_return: bool = False
    """Its service is proven by a 送达回证."""
    has_remedy: bool = False
    is_table: bool = False
    """Set as a ruled table: each paragraph is a label and a value with ： between."""


@dataclass(frozen=True, slots=True)
class TemplateDefinition:
    """The wording that comes along for a kind; a city publishes later revisions."""

    kind: PaperKind
    title: str
    mark: str
    """The word of the kind in the number: 受, 不受, 补."""
    paragraphs: tuple[str, ...]
    needs_review: bool = False


@dataclass(frozen=True, slots=True)
class PaperOf:
    """What a paper is about and whom it is for, as the app above says it."""

    subject_kind: str
    subject_id: UUID
    department_id: UUID
    division_code: str
    addressee: str
    series: str = ""
    """What goes before the kind's mark in the number: 许 for licensing."""


class Outcome(models.TextChoices):
    """What a published decision says."""

    GRANTED = "granted", _("准予")
    REFUSED = "refused", _("不予批准")


@dataclass(frozen=True, slots=True)
class Announcement:
    """公示 of a decision: what everybody may read (行政许可法 40; 政府信息公开条例 20), masked already."""

    item_code: str
    item_name: str
    holder: str
    result: str
    outcome: str = "granted"


@dataclass(frozen=True, slots=True)
class RemedyView:
    """复议和诉讼 of one paper; the last days only once it was served."""

    review_body: str
    court: str
    review_days: int
    lawsuit_months: int
    review_until: date | None = None
    lawsuit_until: date | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """When, how and to whom a paper was served."""

    way: ServiceWay
    at: datetime
    received_by: str
    opened_at: datetime | None = None


@runtime_checkable
class PaperSubject(Protocol):
    """What papers can be about: an app above registers itself for its subject kind."""

    def is_handled_by(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether the officer's post sees it."""
        ...

    def is_of(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether it is the actor's own matter as an applicant."""
        ...

    def keeps_out(self, actor: Actor, subject_id: UUID) -> bool:
        """Whether the officer must keep out of it (回避)."""
        ...

    def desk_address(self, subject_id: UUID) -> str:
        """The officer's page of it."""
        ...

    def own_address(self, subject_id: UUID) -> str:
        """The applicant's page of it."""
        ...

    def is_of_a_person(self, subject_id: UUID) -> bool:
        """Whether the addressee is a human being, whose name is masked for others."""
        ...


_subjects: dict[str, PaperSubject] = {}


def register_paper_subject(kind: str, subject: PaperSubject) -> None:
    """Called in ``AppConfig.ready``. Raises ``TypeError`` unless it keeps the protocol."""
    if not isinstance(subject, PaperSubject):
        raise TypeError(f"{subject!r} is no subject of papers")
    _subjects[kind] = subject


def subject_of(kind: str) -> PaperSubject:
    """Who knows subjects of that kind. ``LookupError`` names what there is."""
    try:
        return _subjects[kind]
    except KeyError:
        raise LookupError(f"nobody knows {kind!r}; there are {sorted(_subjects)}") from None


@dataclass(frozen=True, slots=True)
class PaperChoices:
    """What an actor may do with a paper now."""

    acts: Sequence[str] = ()


CHINESE_DIGITS = "〇一二三四五六七八九"
TEN = 10


def _up_to_99(number: int) -> str:
    tens, ones = divmod(number, TEN)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE_DIGITS[tens] + "十"
    return head + (CHINESE_DIGITS[ones] if ones else "")


def in_chinese(day: date) -> str:
    """二〇二六年十一月二十七日, as official papers are dated."""
    year = "".join(CHINESE_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_up_to_99(day.month)}月{_up_to_99(day.day)}日"


def in_figures(day: date) -> str:
    """2026年11月27日, as the text of a paper has it."""
    return f"{day.year}年{day.month}月{day.day}日"
