"""Tables of catalog: items, their published revisions, and what the import found wrong."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.management.catalog.types import ItemState, ItemType


class Item(ExchangedRow):
    """事项 of one implementing body. What changes lives in its revisions."""

    code = models.CharField("实施编码", max_length=64)
    code_profile = models.CharField("编码规则", max_length=32)
    name = models.CharField("事项名称", max_length=1000)
    main_item = models.CharField("主项名称", max_length=1000, blank=True, default="")
    item_type = models.CharField("事项类型", max_length=2, choices=ItemType.choices)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    division_code = models.CharField("区划代码", max_length=12, db_index=True)
    state = models.CharField(
        "状态", max_length=16, choices=ItemState.choices, default=ItemState.LISTED
    )
    revision = models.ForeignKey(
        "ItemRevision",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="现行修订版",
    )
    # What lists and search show without reading the guide; written when a revision is published.
    summary = models.CharField("一句话说明", max_length=300, blank=True, default="")
    promised_text = models.CharField("承诺时限文字", max_length=40, blank=True, default="")
    visits = models.PositiveSmallIntegerField("到现场次数", null=True)
    is_online = models.BooleanField("可网上办理", default=False)
    for_people = models.BooleanField("面向个人", default=False)
    for_companies = models.BooleanField("面向单位", default=False)
    themes = ArrayField(models.CharField(max_length=32), verbose_name="主题", default=list)
    name_key = models.CharField("拼音序", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "事项"
        constraints = [models.UniqueConstraint(fields=["code"], name="item_code_once")]
        indexes = [
            models.Index(fields=["department", "state"]),
            models.Index(
                fields=["division_code", "state"],
                condition=~Q(state="cancelled"),
                name="item_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ItemRevision(Row):
    """事项修订版: immutable; a case keeps the one it was filed under."""

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="revisions", verbose_name="事项"
    )
    version = models.PositiveIntegerField("版本")
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
    published_at = models.DateTimeField("发布时间")
    published_by = models.JSONField("发布人")

    class Meta:
        verbose_name = "事项修订版"
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="item_version_once")
        ]


class ItemFinding(Row):
    """What does not hold about a listed item; work for its department, never a reason to hide it."""

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="findings", verbose_name="事项"
    )
    line = models.PositiveIntegerField("行")
    field = models.CharField("字段", max_length=40)
    value = models.CharField("值", max_length=200)
    rule = models.CharField("规则", max_length=64)
    message = models.CharField("说明", max_length=400)
    batch = models.CharField("批次", max_length=64)

    class Meta:
        verbose_name = "事项待改正问题"
        constraints = [
            models.UniqueConstraint(fields=["item", "field", "rule"], name="finding_once")
        ]


class SearchEntry(models.Model):
    """检索条目: what search reads of one item; rewritten in the transaction that changes it."""

    item = models.OneToOneField(
        Item,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_entry",
        verbose_name="事项",
    )
    text = models.TextField("文字", help_text="名称、去括号名称、主项、俗称、部门，每行一样")
    spelling = models.TextField("拼音", help_text="名称和主项的音节，每行一样")
    letters = models.TextField("首字母", help_text="名称和主项的首字母，每行一样")
    begins = models.CharField("名称开头", max_length=60, help_text="输入提示按开头找")
    sounds = models.CharField("拼音开头", max_length=200)
    initials = models.CharField("首字母开头", max_length=60)
    tokens = SearchVectorField("词元")
    division_code = models.CharField("区划代码", max_length=12)
    department_id = models.UUIDField("部门标识")
    for_people = models.BooleanField("面向个人")
    for_companies = models.BooleanField("面向单位")
    is_online = models.BooleanField("可网上办理")

    class Meta:
        verbose_name = "检索条目"
        indexes = [
            GinIndex(fields=["tokens"], name="search_entry_tokens"),
            models.Index(
                fields=["begins"], opclasses=["varchar_pattern_ops"], name="search_entry_begins"
            ),
            models.Index(
                fields=["sounds"], opclasses=["varchar_pattern_ops"], name="search_entry_sounds"
            ),
            models.Index(
                fields=["initials"], opclasses=["varchar_pattern_ops"], name="search_entry_initials"
            ),
        ]


class SearchTerm(models.Model):
    """词元计数: in how many entries a token stands, so that the rarest are looked for first."""

    term = models.CharField("词元", max_length=64, primary_key=True)
    items = models.IntegerField("条目数")

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


class SearchMiss(Row):
    """没找到的查询: how often something was looked for in vain on a day, and never by whom."""

    text = models.CharField("查询", max_length=60)
    on = models.DateField("日期")
    count = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = "没找到的查询"
        constraints = [models.UniqueConstraint(fields=["text", "on"], name="search_miss_once")]
        indexes = [models.Index(fields=["on", "-count"], name="search_miss_by_day")]
