"""What the counts on items were counted from, and when all of them were looked through."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tongban.base.kernel.rows import Row
from tongban.management.catalog.models.items import Item


class ItemJudgement(Row):
    """清点依据: what an item's counts hang on, so that only what changed is judged again."""

    item = models.OneToOneField(
        Item, on_delete=models.CASCADE, related_name="judgement", verbose_name="事项"
    )
    stamp = models.CharField("依据的摘要", max_length=64)
    watched = ArrayField(
        models.CharField(max_length=440),
        verbose_name="盯着什么",
        default=list,
        help_text="指南以外会变的：依据的法、网址、联办部门、规则表",
    )

    class Meta:
        verbose_name = "事项清点依据"
        indexes = [GinIndex(fields=["watched"], name="judgement_by_watched")]


class LackRecount(Row):
    """清点记录: that what all items lack was counted anew, and what came of it."""

    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("完成时间")
    items = models.PositiveIntegerField("看了几个事项")
    judged = models.PositiveIntegerField("重新判断了几个")
    changed = models.PositiveIntegerField("几个的数字变了")
    rules = models.CharField("规则的摘要", max_length=64)
    counted_by = models.JSONField("谁清点的")

    class Meta:
        verbose_name = "事项清点记录"
        indexes = [models.Index(fields=["-ended_at"], name="recount_latest")]
