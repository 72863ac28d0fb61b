"""Tables of bundles."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.handling.bundles.types import (
    ApplicationState,
    BundleState,
    DraftState,
    PartState,
)


class Bundle(Row):
    """一件事: several items of several departments that people do at once."""

    key = models.SlugField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="牵头部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    state = models.CharField(
        "状态", max_length=12, choices=BundleState.choices, default=BundleState.DRAFT
    )
    revision = models.ForeignKey(
        "BundleRevision",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="现行修订版",
    )
    draft = models.JSONField("改动", null=True)
    draft_state = models.CharField(
        "改动的状态", max_length=12, choices=DraftState.choices, default=DraftState.NONE
    )
    draft_editors = models.JSONField("改动的人", default=list)
    draft_version = models.PositiveIntegerField("改动的版本", default=0)
    returned_for = models.TextField("退回的理由", blank=True, default="")

    class Meta:
        verbose_name = "一件事"
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class BundleRevision(Row):
    """一件事修订版: what was published; it never changes."""

    bundle = models.ForeignKey(
        Bundle, on_delete=models.PROTECT, related_name="revisions", verbose_name="一件事"
    )
    division_code = models.CharField("区划代码", max_length=12)
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    published_at = models.DateTimeField("发布时间")
    published_by = models.JSONField("发布人")

    class Meta:
        verbose_name = "一件事修订版"
        ordering = ("bundle", "-version")
        constraints = [
            models.UniqueConstraint(fields=["bundle", "version"], name="bundle_version_once")
        ]


class BundleApplication(Row):
    """一件事申请: one form and one set of papers, filed once, a case for each item."""

    # Null until it is filed, as of a case.
    number = models.CharField(  # noqa: DJ001
        "一件事编号", max_length=40, null=True, unique=True, editable=False
    )
    revision = models.ForeignKey(
        BundleRevision, on_delete=models.PROTECT, related_name="+", verbose_name="修订版"
    )
    division_code = models.CharField("区划代码", max_length=12)
    person = models.ForeignKey(
        "accounts.NaturalPerson",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="自然人",
    )
    legal_person = models.ForeignKey(
        "accounts.LegalPerson",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="法人和其他组织",
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="账户",
    )
    """None only once the archives of its cases are destroyed."""
    applicant_name = models.CharField("申请者", max_length=200)
    title = models.CharField("显示名称", max_length=300)
    chosen = models.JSONField("情形", default=dict)
    answers = SealedTextField("填写的内容（密封的 JSON）", default="{}")
    channel = models.CharField("申报来源", max_length=1)
    state = models.CharField(
        "状态", max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    filed_at = models.DateTimeField("提交时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    erased_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        verbose_name = "一件事申请"
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | Q(number__isnull=False),
                name="filed_bundle_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(erased_at__isnull=False),
                name="bundle_without_account_is_erased",
            ),
            models.UniqueConstraint(
                fields=["account", "revision", "person", "legal_person"],
                condition=Q(state="draft"),
                nulls_distinct=False,
                name="one_draft_of_a_bundle",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="bundle_of_person"),
            models.Index(fields=["legal_person", "-created_at"], name="bundle_of_legal_person"),
        ]

    def __str__(self) -> str:
        return self.title


class BundlePart(Row):
    """一件事里的一项: its case, or why there is none yet."""

    application = models.ForeignKey(
        BundleApplication, on_delete=models.PROTECT, related_name="parts", verbose_name="申请"
    )
    division_code = models.CharField("区划代码", max_length=12)
    key = models.CharField("代号", max_length=40)
    position = models.PositiveSmallIntegerField("次序")
    item_name = models.CharField("事项", max_length=300)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", verbose_name="办件"
    )
    state = models.CharField("状态", max_length=12, choices=PartState.choices)
    reason = models.TextField("为什么", blank=True, default="")

    class Meta:
        verbose_name = "一件事里的一项"
        ordering = ("application", "position")
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="bundle_part_once"),
            models.UniqueConstraint(fields=["case"], name="bundle_part_of_a_case"),
        ]
