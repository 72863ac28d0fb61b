"""事项草稿: a change to a guide on its way to publication."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.drafts import Draft
from tongban.management.catalog.models.items import Item, ItemRevision


class ItemDraft(Draft):
    """事项草稿: of one item at most one is open."""

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="drafts", verbose_name="事项"
    )
    base = models.ForeignKey(
        ItemRevision,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="据以修改的修订版",
    )
    name = models.CharField("事项名称", max_length=1000)
    guide = models.JSONField("办事指南")
    form = models.ForeignKey(
        "eforms.FormRevision",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="表单修订版",
    )
    process = models.ForeignKey(
        "workflow.ProcessRevision",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="流程修订",
    )
    version = models.PositiveIntegerField(
        "第几次保存", default=1, help_text="两个人同时改，后保存的会被告知"
    )
    # What the linter says of it, written with every save, so that lists can count and filter.
    completeness = models.PositiveSmallIntegerField("完整度（%）", default=0)
    must_left = models.PositiveSmallIntegerField("必须改的", default=0)
    should_left = models.PositiveSmallIntegerField("建议改的", default=0)
    revision = models.ForeignKey(
        ItemRevision,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="发布成的修订版",
    )

    class Meta:
        verbose_name = "事项草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=["drafting", "submitted", "approved"]),
                name="one_open_draft_of_item",
            )
        ]
        indexes = [models.Index(fields=["state", "effective_on"], name="draft_by_state")]
