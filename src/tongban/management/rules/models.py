"""Tables of rules: a table, its changes on their way, its published revisions."""

from functools import cached_property

from django.db import models
from django.db.models import Q

from tongban.base.kernel.drafts import Draft
from tongban.base.kernel.rows import Row
from tongban.management.rules.content import read_content
from tongban.management.rules.types import RuleContent


class RuleTable(Row):
    """规则表 of one department. What it says lives in its revisions."""

    key = models.CharField("代码", max_length=64, unique=True)
    name = models.CharField("名称", max_length=200)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    revision = models.ForeignKey(
        "RuleRevision",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="现行修订版",
    )

    class Meta:
        verbose_name = "规则表"

    def __str__(self) -> str:
        return self.name


class Content(models.Model):
    """What a table says: read from three parts, the engine's own among them."""

    name = models.CharField("名称", max_length=200)
    by_law = models.TextField("依据", blank=True, default="")
    jdm = models.JSONField("决策（JDM）")
    inputs = models.JSONField("要看的信息", default=list)
    examples = models.JSONField("例子", default=list)

    class Meta:
        abstract = True

    @cached_property
    def content(self) -> RuleContent:
        """The table. Raises Invalid for one that was not made by us."""
        return read_content(self.jdm, self.inputs, self.examples)


class RuleRevision(Content, Row):
    """规则修订: a table as published. Immutable: the database refuses changes."""

    table = models.ForeignKey(
        RuleTable, on_delete=models.PROTECT, related_name="revisions", verbose_name="规则表"
    )
    version = models.PositiveIntegerField("版本")
    digest = models.CharField("内容摘要", max_length=64)
    note = models.CharField("修改说明", max_length=200, blank=True, default="")
    published_at = models.DateTimeField("发布时间")
    published_by = models.JSONField("发布人")

    class Meta:
        verbose_name = "规则修订"
        constraints = [
            models.UniqueConstraint(fields=["table", "version"], name="rule_version_once")
        ]


class RuleDraft(Content, Draft):
    """规则草稿: a change to a table on its way; of one table at most one is open."""

    table = models.ForeignKey(
        RuleTable, on_delete=models.PROTECT, related_name="drafts", verbose_name="规则表"
    )
    base = models.ForeignKey(
        RuleRevision,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="据以修改的修订版",
    )
    saved = models.PositiveIntegerField("第几次保存", default=1)
    left = models.PositiveSmallIntegerField("还要改的", default=0)
    revision = models.ForeignKey(
        RuleRevision,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="发布成的修订版",
    )

    class Meta:
        verbose_name = "规则草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["table"],
                condition=Q(state__in=["drafting", "submitted", "approved"]),
                name="one_open_draft_of_rules",
            )
        ]
        indexes = [models.Index(fields=["state", "effective_on"], name="rule_draft_by_state")]
