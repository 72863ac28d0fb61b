"""Values of the exchange: changes, rows of the upload tables, what an import of them did."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    """What happened to an item, as the change feed tells it."""

    LISTED = "listed", _("列入目录")
    CHANGED = "changed", _("变更")
    PUBLISHED = "published", _("发布指南")
    SUSPENDED = "suspended", _("暂停办理")
    RESUMED = "resumed", _("恢复办理")
    CANCELLED = "cancelled", _("取消")


class UpstreamKind(models.TextChoices):
    """What the province or the nation did to an item that it keeps."""

    CHANGED = "changed", _("上级改了内容")
    WITHDRAWN = "withdrawn", _("上级撤回")
    REFUSED = "refused", _("到期没有收下")


class WaitState(models.TextChoices):
    """How far a change above is whose day was still to come when it arrived."""

    WAITING = "waiting", _("等生效")
    TAKEN = "taken", _("已收下")
    REPLACED = "replaced", _("被后来的替换")
    REFUSED = "refused", _("到期没有收下")


class Profile(models.TextChoices):
    """Whose codes stand in the upload tables."""

    GBT39554 = "gbt39554", "GB/T 39554"
    GBT39046 = "gbt39046", "GB/T 39046"


class Format(models.TextChoices):
    """How the upload tables are written into a file."""

    XLSX = "xlsx", _("Excel（一个工作表一张表）")
    CSV = "csv", _("CSV（压缩包，一个文件一张表）")
    JSON = "json", "JSON"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change of one item. ``cursor`` is where to go on after it."""

    cursor: str
    code: str
    kind: str
    version: int
    division_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row of the error table (standards §2.4): why it was not taken, and how to find it."""

    err_type: str
    remark: str
    table_sql_name: str
    table_row_guid: str
    cd_batch: str
    line: int
    upload_time: str = ""
    """When its sender uploaded it, as the row says."""
    arrive_time: str = ""
    """When it came here (GB/T 7408)."""


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """What an import of upload tables did. ``items`` is the sum of the five behind it and
    ``waiting``.
    """

    items: int
    new: int
    changed: int
    unchanged: int
    withdrawn: int
    refused: int
    """Items of which nothing was taken."""
    rejected: tuple[RejectedRow, ...] = ()
    batch: str = ""
    """Empty when nothing was written."""
    told_in: str = ""
    """The batch of the import of this very file in which the same rows were given back already."""
    drafts: int = 0
    """Of the new and the changed those that wait as a draft for their department."""
    waiting: int = 0
    """Items from above whose day is still to come: nothing of them counts before it."""
