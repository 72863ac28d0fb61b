"""Tables of catalog: items, their published revisions, and what the import found wrong."""

from django.contrib.postgres.fields import ArrayField
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
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    division_code = models.CharField("区划代码", max_length=12, db_index=True)
    state = models.CharField(
        "状态", max_length=16, choices=ItemState.choices, default=ItemState.LISTED
    )
    revision = models.ForeignKey(
        "ItemRevision", on_delete=models.PROTECT, null=True, related_name="+"
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

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField("版本")
    name = models.CharField("事项名称", max_length=1000)
    guide = models.JSONField("办事指南")
    form = models.ForeignKey(
        "eforms.FormRevision", on_delete=models.PROTECT, related_name="+", null=True
    )
    process = models.ForeignKey(
        "workflow.ProcessRevision", on_delete=models.PROTECT, related_name="+", null=True
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

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="findings")
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
