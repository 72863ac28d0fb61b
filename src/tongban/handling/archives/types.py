"""Values of archives."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

KIND = "archive"
"""The subject kind under which the audit trail knows an archive."""
CATEGORY = "ZW"
"""档案门类代码 of government-service files [M]: local rules may name another."""


class Retention(models.TextChoices):
    """保管期限, with its code in the archive number (DA/T 13)."""

    PERMANENT = "Y", _("永久")
    THIRTY = "D30", _("30 年")
    TEN = "D10", _("10 年")

    @property
    def years(self) -> int | None:
        """None: for good."""
        return {"Y": None, "D30": 30, "D10": 10}[self.value]


class ArchiveState(models.TextChoices):
    """What has become of an archive."""

    FAILED = "failed", _("检测没有通过")
    ARCHIVED = "archived", _("已归档")
    SEALED = "sealed", _("已封存")
    MOVED_OUT = "moved_out", _("已移交")
    DESTROYED = "destroyed", _("已销毁")


HELD = (ArchiveState.ARCHIVED, ArchiveState.SEALED)
"""States in which the package is here and may be lent, checked and moved out."""


class ListState(models.TextChoices):
    """销毁清册."""

    DRAFTED = "drafted", _("等待批准")
    APPROVED = "approved", _("已批准，已销毁")
    REJECTED = "rejected", _("没有批准")


class Property(models.TextChoices):
    """四性 (DA/T 70)."""

    AUTHENTIC = "authentic", _("真实性")
    COMPLETE = "complete", _("完整性")
    USABLE = "usable", _("可用性")
    SAFE = "safe", _("安全性")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a package before it is packed."""

    path: str
    """Within the package; small letters, figures, ``-``, ``.`` and ``/``."""
    title: str
    role: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one rule of the four-property check says."""

    rule: str
    property: str
    text: str
    passed: bool
    detail: str = ""
    is_required: bool = True

    def as_value(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "rule": self.rule,
            "property": self.property,
            "text": self.text,
            "passed": self.passed,
            "detail": self.detail,
            "required": self.is_required,
        }
