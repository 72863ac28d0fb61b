"""Tables of search: the index, the synonyms, and what was looked for in vain."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tongban.base.kernel.rows import Row
from tongban.management.catalog.models.items import Item
from tongban.management.catalog.types import MissOutcome, Readiness


class SearchWording(models.Model):
    """检索文字: the words of an item, once for all items that are worded so."""

    id = models.UUIDField(
        "标识", primary_key=True, editable=False, help_text="文字的摘要，写法一样就是同一条"
    )
    text = models.TextField("文字", help_text="名称、去括号名称、主项、俗称、部门，每行一样")
    spelling = models.TextField("拼音", help_text="名称和主项的音节，每行一样")
    letters = models.TextField("首字母", help_text="名称和主项的首字母，每行一样")
    begins = models.CharField("名称开头", max_length=60, help_text="输入提示按开头找")
    sounds = models.CharField("拼音开头", max_length=200)
    initials = models.CharField("首字母开头", max_length=60)
    tokens = SearchVectorField("词元")

    class Meta:
        verbose_name = "检索文字"
        indexes = [
            GinIndex(fields=["tokens"], name="search_wording_tokens"),
            models.Index(
                fields=["begins"], opclasses=["varchar_pattern_ops"], name="search_wording_begins"
            ),
            models.Index(
                fields=["sounds"], opclasses=["varchar_pattern_ops"], name="search_wording_sounds"
            ),
            models.Index(
                fields=["initials"],
                opclasses=["varchar_pattern_ops"],
                name="search_wording_initials",
            ),
        ]


class SearchEntry(models.Model):
    """检索条目: how an item is worded, and what filters ask of it; written in the transaction that
    changes the item.
    """

    item = models.OneToOneField(
        Item,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_entry",
        verbose_name="事项",
    )
    wording = models.ForeignKey(
        SearchWording,
        on_delete=models.PROTECT,
        related_name="entries",
        db_index=False,
        verbose_name="检索文字",
    )
    readiness = models.SmallIntegerField("能办到哪一步", choices=Readiness.choices)
    division_code = models.CharField("区划代码", max_length=12)
    department_id = models.UUIDField("部门标识")
    for_people = models.BooleanField("面向个人")
    for_companies = models.BooleanField("面向单位")
    is_online = models.BooleanField("可网上办理")
    themes = ArrayField(models.CharField(max_length=32), verbose_name="主题")

    class Meta:
        verbose_name = "检索条目"
        # Of a wording the items that can be shown first, of a division; and nothing else is asked.
        # What is counted of them lies in the index as well: a search asks for a thousand entries,
        # and fetching their rows takes longer than finding them.
        indexes = [
            models.Index(
                fields=["wording", "readiness", "division_code", "item"],
                include=["department_id", "for_people", "for_companies", "is_online"],
                name="search_entry_first",
            )
        ]


class SearchPlace(models.Model):
    """地名: how the divisions that have items are called, so that a query may name one."""

    pk = models.CompositePrimaryKey("name", "division_code", verbose_name="标识")
    name = models.CharField("名称", max_length=16, help_text="全称，县以上还有简称")
    division_code = models.CharField("区划代码", max_length=12)

    class Meta:
        verbose_name = "地名"


class SearchTerm(models.Model):
    """词元计数: in how many wordings a token stands, so that the rarest are looked for first."""

    term = models.CharField("词元", max_length=64, primary_key=True)
    items = models.IntegerField("检索文字数")

    class Meta:
        verbose_name = "词元计数"


class SynonymRevision(Row):
    """近义词表修订版: immutable; the newest holds, and before the first the packaged table."""

    version = models.PositiveIntegerField("版本", unique=True)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    published_at = models.DateTimeField("发布时间")
    published_by = models.JSONField("发布人")

    class Meta:
        verbose_name = "近义词表修订版"


class Synonym(Row):
    """近义词: one line of a table, what people say and what items say."""

    revision = models.ForeignKey(
        SynonymRevision, on_delete=models.PROTECT, related_name="lines", verbose_name="修订版"
    )
    position = models.PositiveIntegerField("行号")
    said = models.TextField("人们的说法")
    means = models.TextField("事项的说法")

    class Meta:
        verbose_name = "近义词"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="synonym_line_once")
        ]


class WordChange(Row):
    """词组改动: what the draft of the synonym table changes about one group; published or given up,
    it is gone. All of them together are the draft: there is one, for there is one table.
    """

    key = models.CharField(
        "词组", max_length=32, unique=True, help_text="现行那一组的摘要；新加的一组是随机的"
    )
    before_said = models.TextField("原来人们的说法", blank=True, default="")
    before_means = models.TextField(
        "原来事项的说法", blank=True, default="", help_text="新加的一组没有"
    )
    said = models.TextField("人们的说法", blank=True, default="")
    means = models.TextField("事项的说法", blank=True, default="", help_text="没有就是去掉这一组")
    edited_at = models.DateTimeField("最后编辑时间")
    edited_by = models.CharField("最后编辑人", max_length=100)

    class Meta:
        verbose_name = "词组改动"


class MissAnswer(Row):
    """没找到的查询怎么处理: what an editor did about it; looked for in vain again, it comes back."""

    text = models.CharField("查询", max_length=60, unique=True)
    answer = models.CharField("处理结果", max_length=16, choices=MissOutcome.choices)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    answered_on = models.DateField("处理日期")
    answered_by = models.CharField("处理人", max_length=100)

    class Meta:
        verbose_name = "没找到的查询的处理"


class SearchMiss(Row):
    """没找到的查询: how often something was looked for in vain on a day, or found only by accident,
    and never by whom.
    """

    text = models.CharField("查询", max_length=60)
    on = models.DateField("日期")
    count = models.PositiveIntegerField("次数", default=1)
    weak = models.PositiveIntegerField(
        "其中只找到不相干的", default=0, help_text="有结果，但是分数低得不算数"
    )

    class Meta:
        verbose_name = "没找到的查询"
        constraints = [models.UniqueConstraint(fields=["text", "on"], name="search_miss_once")]
        indexes = [models.Index(fields=["on", "-count"], name="search_miss_by_day")]
