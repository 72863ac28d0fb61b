"""Tables of the exchange with other systems: what changed, what came in, what was altered above."""

from django.db import models

from tongban.base.kernel.rows import Row
from tongban.management.catalog.models.drafts import ItemDraft
from tongban.management.catalog.models.items import Item, ItemRevision
from tongban.management.catalog.types import ChangeKind, Owner, Profile, UpstreamKind, WaitState


class TransactionId(models.Field):  # type: ignore[type-arg]
    """``xid8`` of PostgreSQL: the number of a transaction, which never comes round again."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 - Django's signature
        """Its type in the database."""
        return "xid8"

    def rel_db_type(self, connection: object) -> str:  # noqa: ARG002 - Django's signature
        """As ``db_type``."""
        return "xid8"


class ItemChange(models.Model):
    """事项变更流水: written by a trigger in the transaction that changes the item (0015).

    The order is that of (transaction, number), and it is read only up to the oldest transaction
    that still runs: then no change can come to stand before one that was read.
    """

    id = models.BigAutoField("序号", primary_key=True)
    transaction = TransactionId(verbose_name="事务号")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", verbose_name="事项")
    code = models.CharField("实施编码", max_length=64)
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("变更", max_length=16, choices=ChangeKind.choices)
    version = models.PositiveIntegerField("指南版本", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "事项变更流水"
        indexes = [models.Index(fields=["transaction", "id"], name="feed_order")]


class UpstreamChange(Row):
    """上级变更: what the province or the nation altered about an item that it keeps; the
    department looks at it.
    """

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="upstream_changes", verbose_name="事项"
    )
    kind = models.CharField("上级做了什么", max_length=16, choices=UpstreamKind.choices)
    differences = models.JSONField("改了什么", default=list)
    owner = models.CharField("归口", max_length=16, choices=Owner.choices)
    data_source = models.CharField("数据来源", max_length=64)
    batch = models.CharField("批次", max_length=64)
    changed_above_at = models.CharField("上级变更时间", max_length=32, blank=True, default="")
    revision = models.ForeignKey(
        ItemRevision,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="已发布成的修订版",
    )
    draft = models.ForeignKey(
        ItemDraft,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="放进去的草稿",
    )
    attended_at = models.DateTimeField("处理时间", null=True)
    attended_by = models.CharField("处理人", max_length=100, blank=True, default="")
    note = models.CharField("处理说明", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "上级变更"
        indexes = [
            models.Index(
                fields=["item"],
                condition=models.Q(attended_at=None),
                name="upstream_change_open",
            )
        ]


class UpstreamWait(Row):
    """上级变更等生效: what the province or the nation sent before its day; of one item at most one
    waits. The rows stand here as they came and are read again on the day.
    """

    row_guid = models.UUIDField("交换标识", help_text="上级对这个事项的标识")
    item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="事项",
        help_text="这里还没有的事项为空",
    )
    code = models.CharField("实施编码", max_length=64)
    name = models.CharField("事项名称", max_length=1000)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("上级做了什么", max_length=16, choices=UpstreamKind.choices)
    takes_on = models.DateField("生效日期")
    holds = models.BooleanField(
        "收到时检查合格", default=True, help_text="不合格的到那天放在草稿里等部门修改"
    )
    owner = models.CharField("归口", max_length=16, choices=Owner.choices)
    profile = models.CharField("代码标准", max_length=16, choices=Profile.choices)
    batch = models.CharField("批次", max_length=64)
    changed_above_at = models.CharField("上级变更时间", max_length=32, blank=True, default="")
    newest = models.CharField(
        "最新的上级变更时间",
        max_length=14,
        blank=True,
        default="",
        help_text="只有数字，能比先后；被替换的，是替换它的那一行的",
    )
    content = models.JSONField("收到的行", default=dict, help_text="有了结果就不再保存")
    digest = models.CharField("内容摘要", max_length=64)
    state = models.CharField(
        "状态", max_length=16, choices=WaitState.choices, default=WaitState.WAITING
    )
    settled_at = models.DateTimeField("有结果的时间", null=True)
    findings = models.JSONField("没有收下的原因", default=list)

    class Meta:
        verbose_name = "等生效的上级变更"
        constraints = [
            models.UniqueConstraint(
                fields=["row_guid"],
                condition=models.Q(state=WaitState.WAITING),
                name="one_upstream_wait",
            )
        ]
        indexes = [
            models.Index(fields=["state", "takes_on"], name="upstream_wait_due"),
            models.Index(fields=["row_guid", "settled_at"], name="upstream_wait_of"),
        ]


class GuideImport(Row):
    """办事指南导入: one file of upload tables, what it did, and the rows that were given back."""

    batch = models.CharField("批次", max_length=64, unique=True)
    digest = models.CharField("文件摘要", max_length=64, db_index=True)
    file_name = models.CharField("文件名", max_length=200)
    owner = models.CharField("归口", max_length=16, choices=Owner.choices)
    profile = models.CharField("代码标准", max_length=16, choices=Profile.choices)
    imported_by = models.CharField("导入人", max_length=100)
    counts = models.JSONField("计数", default=dict)
    rejected = models.JSONField("退回的行", default=list)

    class Meta:
        verbose_name = "办事指南导入"
