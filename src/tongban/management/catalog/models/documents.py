"""文件: what belongs to items and is kept once, the files of guides, and what addresses answered."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tongban.base.kernel.moments import today
from tongban.base.kernel.rows import Row
from tongban.management.catalog.models.items import Item
from tongban.management.catalog.types.documents import DocumentKind, Validity, validity


class GuideFile(Row):
    """指南附件: a file that the item's guide may name; what is not here is never served."""

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="guide_files", verbose_name="事项"
    )
    file = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, related_name="+", verbose_name="文件"
    )

    class Meta:
        verbose_name = "指南附件"
        constraints = [models.UniqueConstraint(fields=["file"], name="guide_file_once")]


class Document(Row):
    """文件: a law, a policy, a notice …, kept once and linked to the items that it is about."""

    kind = models.CharField("类别", max_length=16, choices=DocumentKind.choices)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True, default="")
    issuer = models.CharField("发布机关", max_length=100, blank=True, default="")
    issued_on = models.DateField("发布日期", null=True)
    effective_on = models.DateField("生效日期", null=True)
    ended_on = models.DateField("失效日期", null=True)
    body = models.TextField("正文", blank=True, default="")
    address = models.CharField("原文网址", max_length=400, blank=True, default="")
    file = models.ForeignKey(
        "files.File",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="原文文件",
    )
    department = models.ForeignKey(
        "orgs.Department",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="部门",
        help_text="空：全市共用，由系统管理员维护",
    )
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)
    withdrawn_reason = models.CharField("撤下的原因", max_length=200, blank=True, default="")
    is_withdrawn = models.BooleanField("已撤下", default=False)
    tokens = ArrayField(
        models.CharField(max_length=64), verbose_name="检索词", default=list, blank=True
    )
    changed_at = models.DateTimeField("变更时间")

    class Meta:
        verbose_name = "文件"
        indexes = [
            GinIndex(fields=["tokens"], name="document_by_token"),
            models.Index(fields=["kind", "-issued_on"], name="document_by_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def validity_on(self, day: date) -> Validity:
        """Whether it holds on a day."""
        return validity(self.issued_on, self.effective_on, self.ended_on, day)

    @property
    def validity(self) -> Validity:
        """Whether it holds today."""
        return self.validity_on(today())


class DocumentRevision(Row):
    """文件修订版: what a document said in one version; it never changes."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="revisions", verbose_name="文件"
    )
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    kept_by = models.JSONField("保存人")

    class Meta:
        verbose_name = "文件修订版"
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="document_version_once")
        ]


class ItemDocument(Row):
    """事项的文件: that a document belongs beside an item."""

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="document_links", verbose_name="事项"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="item_links", verbose_name="文件"
    )

    class Meta:
        verbose_name = "事项的文件"
        constraints = [
            models.UniqueConstraint(fields=["item", "document"], name="item_document_once")
        ]


class LinkCheck(Row):
    """网址检查: what an address of a guide or a document answered when it was last asked."""

    address = models.CharField("网址", max_length=400, unique=True)
    checked_at = models.DateTimeField("检查时间")
    answer = models.CharField("回答", max_length=40, help_text="状态码，或者打不开的原因")
    failures = models.PositiveSmallIntegerField("连续打不开的次数", default=0)
    failed_since = models.DateField("从哪天起打不开", null=True)

    class Meta:
        verbose_name = "网址检查"
