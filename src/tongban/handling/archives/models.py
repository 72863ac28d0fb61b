"""Archives, what numbers them, and the lists by which they are destroyed."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.handling.archives.types import HELD, ArchiveState, ListState, Retention


class Fonds(Row):
    """全宗: the archives of one body."""

    department = models.OneToOneField(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    code = models.CharField("全宗号", max_length=8, unique=True)

    class Meta:
        verbose_name = "全宗"


class ItemRetention(Row):
    """归档范围和保管期限表: how long the cases of an item are kept."""

    item_code = models.CharField("事项编码", max_length=64, unique=True)
    retention = models.CharField("保管期限", max_length=4, choices=Retention.choices)
    set_by = models.JSONField("设定人")

    class Meta:
        verbose_name = "事项保管期限"


class SerialCounter(models.Model):
    """件号: the last number given; locked while one is given, so that there are no holes."""

    scope = models.CharField("档号前段", max_length=40, primary_key=True)
    last = models.PositiveIntegerField("最后的件号", default=0)

    class Meta:
        verbose_name = "件号计数"


class DestructionList(Row):
    """销毁清册: drafted by one, decided by another, kept for ever."""

    number = models.CharField("清册号", max_length=40, unique=True)
    division_code = models.CharField("区划代码", max_length=12)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    reason = models.TextField("销毁理由")
    items = models.JSONField("清册内容", default=list)
    """What stood on it when it was drafted; never changed, whatever was decided."""
    state = models.CharField(
        "状态", max_length=16, choices=ListState.choices, default=ListState.DRAFTED
    )
    drafted_by = models.JSONField("提出人")
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.JSONField("决定人", null=True)
    opinion = models.TextField("决定意见", blank=True, default="")

    class Meta:
        verbose_name = "销毁清册"
        ordering = ("-created_at",)


class Archive(Row):
    """归档: one closed case as a package, or what is left of it."""

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="+", verbose_name="办件"
    )
    case_number = models.CharField("办件编号", max_length=50)
    item_code = models.CharField("事项编码", max_length=64)
    item_name = models.CharField("事项名称", max_length=200)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    # Null until it is archived: what fails its check has no number yet, so that none is lost.
    archive_number = models.CharField(  # noqa: DJ001
        "档号", max_length=60, null=True, unique=True
    )
    year = models.PositiveIntegerField("年度")
    retention = models.CharField("保管期限", max_length=4, choices=Retention.choices)
    kept_until = models.DateField("保管到", null=True)
    """The last day of its retention; null: for good."""
    closed_at = models.DateTimeField("办结时间")
    state = models.CharField("状态", max_length=16, choices=ArchiveState.choices)
    archived_at = models.DateTimeField("归档时间", null=True)
    archived_by = models.JSONField("归档人", null=True)
    file = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="信息包"
    )
    size = models.BigIntegerField("字节数", default=0)
    sha256 = models.CharField("SHA-256 摘要", max_length=64, blank=True, default="")
    sm3 = models.CharField("SM3 摘要", max_length=64, blank=True, default="")
    signature = models.BinaryField("签名", default=b"")
    certificate = models.BinaryField("签名证书", default=b"")
    checks = models.JSONField("四性检测结果", default=list)
    checked_at = models.DateTimeField("检测时间", null=True)
    moved_to = models.CharField("移交给", max_length=200, blank=True, default="")
    moved_at = models.DateTimeField("移交时间", null=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True)
    destroyed_by = models.ForeignKey(
        DestructionList,
        on_delete=models.PROTECT,
        related_name="archives",
        null=True,
        verbose_name="销毁清册",
    )
    """The list that it stands on; it says nothing of the decision."""

    class Meta:
        verbose_name = "归档"
        ordering = ("-closed_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=list(HELD))
                | Q(file__isnull=False, archive_number__isnull=False),
                name="held_archive_has_its_package",
            ),
            models.CheckConstraint(
                condition=~Q(state=ArchiveState.DESTROYED)
                | Q(file__isnull=True, destroyed_by__isnull=False),
                name="destroyed_archive_names_its_list",
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "-closed_at"], name="archive_of_division"),
            models.Index(
                fields=["kept_until"],
                condition=Q(state__in=list(HELD)),
                name="archive_kept_until",
            ),
        ]

    def __str__(self) -> str:
        return self.archive_number or self.case_number

    @property
    def faults(self) -> list[dict[str, object]]:
        """The rules that did not hold when it was looked at last."""
        return [one for one in self.checks if not one["passed"]]

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            ArchiveState.FAILED: "no",
            ArchiveState.ARCHIVED: "done",
            ArchiveState.SEALED: "done",
            ArchiveState.MOVED_OUT: "pause",
        }.get(ArchiveState(self.state), "")
