"""Tables of catalog: items, their published revisions, and what the import found wrong."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Reverse

from tongban.base.kernel.actors import Capacity, came_with_the_system
from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.management.catalog.types import DirectoryState, ItemState, ItemType, Owner, Tier


class KnownAbove(models.Model):
    """A row that the province or the nation keeps: which of its states came last."""

    version_above = models.PositiveIntegerField("上级的版本", null=True)
    changed_above_at = models.CharField(
        "上级变更时间", max_length=14, blank=True, default="", help_text="十四位数字，可以比先后"
    )

    class Meta:
        abstract = True


class DirectoryEntry(KnownAbove, ExchangedRow):
    """基本目录条目: what there is to be handled, before any body implements it (GB/T 39554.1)."""

    code = models.CharField("基本编码", max_length=64, unique=True)
    code_profile = models.CharField("编码规则", max_length=32, default="gbt39554")
    local_code = models.CharField("地方目录编码", max_length=50, blank=True, default="")
    name = models.CharField("事项名称", max_length=1000)
    item_type = models.CharField("事项类型", max_length=2, choices=ItemType.choices)
    by_law = models.TextField("设定依据")
    use_levels = ArrayField(
        models.CharField(max_length=1), verbose_name="行使层级", default=list, blank=True
    )
    state = models.CharField(
        "状态", max_length=16, choices=DirectoryState.choices, default=DirectoryState.IN_USE
    )
    version = models.PositiveIntegerField("版本", default=1)
    effective_on = models.DateField("生效日期", null=True)
    ends_on = models.DateField("取消日期", null=True)
    owner = models.CharField("归口", max_length=16, choices=Owner.choices, default=Owner.LOCAL)

    class Meta:
        verbose_name = "基本目录条目"

    def __str__(self) -> str:
        return self.name


class Item(KnownAbove, ExchangedRow):
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
    state_reason = models.CharField("暂停或取消的原因", max_length=200, blank=True, default="")
    resumes_on = models.DateField("预计恢复日期", null=True)
    tier = models.CharField(
        "层级", max_length=16, choices=Tier.choices, default=Tier.IMPLEMENTATION
    )
    entry = models.ForeignKey(
        DirectoryEntry,
        on_delete=models.PROTECT,
        null=True,
        related_name="items",
        verbose_name="基本目录条目",
    )
    parent = models.ForeignKey(
        "Item",
        on_delete=models.PROTECT,
        null=True,
        related_name="handling_items",
        verbose_name="所属实施清单事项",
    )
    model_item = models.ForeignKey(
        "Item",
        on_delete=models.PROTECT,
        null=True,
        related_name="taken_over_by",
        verbose_name="承接自",
        help_text="从上级部门的事项承接来的，只能比它更方便群众",
    )
    owner = models.CharField("归口", max_length=16, choices=Owner.choices, default=Owner.LOCAL)
    owned_elements = ArrayField(
        models.CharField(max_length=64), verbose_name="上级管理的要素", default=list, blank=True
    )
    completeness = models.PositiveSmallIntegerField("完整度（%）", default=0)
    must_left = models.PositiveSmallIntegerField("现行指南必须改的", default=0)
    should_left = models.PositiveSmallIntegerField("现行指南建议改的", default=0)
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
            # The same item of other divisions has a code with the same end (GB/T 39554.1).
            models.Index(Collate(Reverse("code"), "C"), name="item_by_ending"),
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

    @property
    def publisher(self) -> str:
        """Which officer published it; empty when nobody of an office did: a command or the platform
        is nobody to ask.
        """
        by: dict[str, str] = self.published_by
        return by.get("name", "") if by.get("capacity") == Capacity.POST else ""

    @property
    def came_with_the_system(self) -> bool:
        """Whether it came in with a list or a seed, by the command line, and nobody approved it."""
        return came_with_the_system(self.published_by)


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
