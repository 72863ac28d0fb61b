"""Limits as data: how much, of what unit, of which kind; and how a clock can end."""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.language import official

MOST = 10_000
"""The greatest number a limit may have, in any unit."""


class Unit(models.TextChoices):
    """In what a limit is counted (standards §7.0)."""

    HOUR = "hour", gettext_lazy("小时")
    WORKING_DAY = "working_day", gettext_lazy("工作日")
    NATURAL_DAY = "natural_day", gettext_lazy("自然日")
    MONTH = "month", gettext_lazy("月")
    YEAR = "year", gettext_lazy("年")


class LimitKind(models.TextChoices):
    """What a limit limits. An app may start clocks of kinds of its own: the column is text."""

    PROMISED = "promised", gettext_lazy("承诺时限")
    STATUTORY = "statutory", gettext_lazy("法定时限")
    ACCEPTANCE = "acceptance", gettext_lazy("受理期限")
    CORRECTION = "correction", gettext_lazy("补正期限")
    STEP = "step", gettext_lazy("环节时限")
    DELIVERY = "delivery", gettext_lazy("送达期限")
    ANSWER = "answer", gettext_lazy("答复期限")
    LATE_MATERIAL = "late_material", gettext_lazy("补交材料的期限")
    JOINT = "joint", gettext_lazy("联办答复期限")


class PauseKind(models.TextChoices):
    """Why time is not counted: exactly the eight of 行政许可法 45, or the item's own clause."""

    HEARING = "hearing", gettext_lazy("听证")
    BIDDING = "bidding", gettext_lazy("招标")
    AUCTION = "auction", gettext_lazy("拍卖")
    INSPECTION = "inspection", gettext_lazy("检验")
    TESTING = "testing", gettext_lazy("检测")
    QUARANTINE = "quarantine", gettext_lazy("检疫")
    APPRAISAL = "appraisal", gettext_lazy("鉴定")
    EXPERT_REVIEW = "expert_review", gettext_lazy("专家评审")
    OWN_CLAUSE = "own_clause", gettext_lazy("依事项规定")


class Outcome(models.TextChoices):
    """How a clock ended."""

    IN_TIME = "in_time", gettext_lazy("按时")
    LATE = "late", gettext_lazy("超期")
    CANCELLED = "cancelled", gettext_lazy("取消")


class ChangeCause(models.TextChoices):
    """Why the due day of a running clock changed."""

    RESUMED = "resumed", gettext_lazy("恢复计时")
    EXTENDED = "extended", gettext_lazy("延长")
    CALENDAR = "calendar", gettext_lazy("放假安排公布")


@dataclass(frozen=True, slots=True)
class Limit:
    """A number and its unit. ``Limit(0, Unit.WORKING_DAY)`` is the same working day.

    Raises Invalid for an unknown unit or a number that is not from 0 to 10,000.
    """

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if self.unit not in Unit.values:
            raise Invalid(
                _("时限的单位不对，请选小时、工作日、自然日、月或年。"),
                code="limit_unit",
                findings=[FieldFinding("unit", "limit_unit", str(self.unit))],
            )
        if not 0 <= self.number <= MOST:
            raise Invalid(
                _("时限的数字应在 0 到 10000 之间。"),
                code="limit_number",
                findings=[FieldFinding("number", "limit_number", str(self.number))],
            )
        object.__setattr__(self, "unit", Unit(self.unit))

    @classmethod
    def working_days(cls, number: int) -> Self:
        """So many working days."""
        return cls(number, Unit.WORKING_DAY)

    @property
    def text(self) -> str:
        """As it is read: 7 个工作日, 3 个月, 24 小时."""
        n = self.number
        match self.unit:
            case Unit.HOUR:
                return _("{n} 小时").format(n=n)
            case Unit.WORKING_DAY:
                return _("{n} 个工作日").format(n=n)
            case Unit.NATURAL_DAY:
                return _("{n} 个自然日").format(n=n)
            case Unit.MONTH:
                return _("{n} 个月").format(n=n)
            case _year:
                return _("{n} 年").format(n=n)


def kept_limit(text: str) -> Limit | None:
    """The limit whose text was kept in the platform's language, so that it can be told anew."""
    found = re.match(r"[0-9]{1,5}(?=\s)", text)
    if found is None or int(found[0]) > MOST:
        return None
    with official():
        return next(
            (one for unit in Unit if (one := Limit(int(found[0]), unit)).text == text), None
        )


class LimitStart(NamedTuple):
    """A limit that is to start: what ``start_clocks`` takes several of.

    ``post_id`` and ``department_id`` replace those of the whole call for this clock.
    """

    limit_kind: str
    limit: Limit
    basis: str = ""
    post_id: UUID | None = None
    department_id: UUID | None = None
