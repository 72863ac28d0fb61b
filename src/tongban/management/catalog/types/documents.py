"""What a kept document is: its kind, whether it is in force, and what is written of it."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a document is to its reader."""

    LAW = "law", _("法律法规")
    POLICY = "policy", _("政策文件")
    NOTICE = "notice", _("通知公告")
    REVIEW_RULE = "review_rule", _("审查细则")
    QUESTION = "question", _("常见问题")
    NEGATIVE_LIST = "negative_list", _("负面清单")
    NEWS = "news", _("动态")


class Validity(models.TextChoices):
    """Whether a document holds on a day; told by its dates, never kept."""

    NOT_YET = "not_yet", _("还没有生效")
    IN_FORCE = "in_force", _("有效")
    ENDED = "ended", _("已失效")


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """Everything that is written of a document; one version of it."""

    kind: str
    title: str
    number: str = ""
    """文号."""
    issuer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    """None: from the day of issue."""
    ended_on: date | None = None
    """The first day on which it does not hold any more; None: without end."""
    body: str = ""
    """Plain text; an empty line parts paragraphs."""
    address: str = ""
    """Where the original is, at another site."""


def validity(
    issued_on: date | None, effective_on: date | None, ended_on: date | None, day: date
) -> Validity:
    """Whether a document of these dates holds on a day."""
    begins = effective_on or issued_on
    if ended_on is not None and ended_on <= day:
        return Validity.ENDED
    if begins is not None and begins > day:
        return Validity.NOT_YET
    return Validity.IN_FORCE
