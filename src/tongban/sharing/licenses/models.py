"""Tables of licence types, their revisions and the licences issued by them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.base.kernel.codes.documents import DocumentType
from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.base.kernel.sealing import DigestField, SealedTextField
from tongban.sharing.licenses.types import (
    Appearance,
    Category,
    LicenseStatus,
    TrustLevel,
)

HOLDER_CODE_TYPES = [(kind.value, kind.label) for kind in DocumentType]


class LicenseType(Row):
    """证照类型: one kind of licence, wherever it is issued. What it says stands in revisions."""

    code = models.CharField(
        "证照类型代码",
        max_length=21,
        unique=True,
        help_text="定义机构的统一社会信用代码加三位顺序号（GB/T 36902）",
    )
    name = models.CharField("证照类型名称", max_length=200)

    class Meta:
        verbose_name = "证照类型"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class LicenseTypeRevision(Row):
    """证照类型版本: what a type says from one moment on. Never changed once it is published."""

    license_type = models.ForeignKey(
        LicenseType, on_delete=models.PROTECT, related_name="revisions", verbose_name="证照类型"
    )
    revision = models.PositiveIntegerField("版本")
    name = models.CharField("证照名称", max_length=200)
    category = models.CharField("目录类别", max_length=16, choices=Category.choices)
    defining_body = models.CharField("证照定义机构", max_length=200)
    defining_code = models.CharField("证照定义机构代码", max_length=18)
    holder_label = models.CharField("持证主体称谓", max_length=40)
    holder_code_types = ArrayField(
        models.CharField(max_length=3, choices=HOLDER_CODE_TYPES),
        verbose_name="持证主体代码类型",
    )
    fields = models.JSONField("照面要素")
    validity_years = models.PositiveSmallIntegerField(
        "有效年数", null=True, help_text="不填为长期有效"
    )
    number_pattern = models.CharField("证照编号规则", max_length=100)
    appearance = models.CharField("外观样式", max_length=16, choices=Appearance.choices)
    basis = models.TextField("依据", blank=True, default="")
    item_codes = ArrayField(
        models.CharField(max_length=64), verbose_name="关联事项", default=list, blank=True
    )

    class Meta:
        verbose_name = "证照类型版本"
        ordering = ("license_type", "-revision")
        constraints = [
            models.UniqueConstraint(
                fields=["license_type", "revision"], name="license_type_revision_once"
            )
        ]


class NumberCounter(models.Model):
    """The last serial of licence numbers that begin and end alike.

    A row and not a sequence: the serial is given back when issuing fails, so that numbers on
    paper have no holes.
    """

    license_type = models.ForeignKey(
        LicenseType, on_delete=models.PROTECT, related_name="+", verbose_name="证照类型"
    )
    scope = models.CharField("编号范围", max_length=100, help_text="填好的编号规则，只留顺序号")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "证照编号计数"
        constraints = [
            models.UniqueConstraint(fields=["license_type", "scope"], name="number_counter_once")
        ]


class License(ExchangedRow):
    """电子证照: one licence in the register. The file is made from it when first asked for."""

    license_type = models.ForeignKey(
        LicenseType, on_delete=models.PROTECT, related_name="+", verbose_name="证照类型"
    )
    revision = models.ForeignKey(
        LicenseTypeRevision, on_delete=models.PROTECT, related_name="+", verbose_name="证照类型版本"
    )
    identifier = models.CharField("电子证照标识", max_length=120, unique=True)
    version = models.PositiveSmallIntegerField("证照版本号", default=1)
    number = models.CharField("证照编号", max_length=100)
    holder_name = models.CharField("持证主体名称", max_length=200)
    holder_code = SealedTextField("持证主体代码")
    holder_digest = DigestField("持证主体代码摘要")
    holder_code_type = models.CharField("持证主体代码类型", max_length=3, choices=HOLDER_CODE_TYPES)
    issuer = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="颁发部门"
    )
    issuer_name = models.CharField("颁发机构", max_length=200)
    issuer_code = models.CharField("颁发机构代码", max_length=18)
    issued_on = models.DateField("颁发日期")
    valid_from = models.DateField("有效期起始")
    valid_until = models.DateField("有效期截止", null=True, blank=True, help_text="空为长期")
    division_code = models.CharField("所属区划", max_length=12)
    subject_kind = models.CharField("来源种类", max_length=32)
    subject_id = models.UUIDField("来源标识")
    data = SealedTextField("照面内容")
    status = models.CharField(
        "状态", max_length=2, choices=LicenseStatus.choices, default=LicenseStatus.VALID
    )
    status_reason = models.CharField("状态说明", max_length=500, blank=True, default="")
    status_at = models.DateTimeField("状态时间", null=True, blank=True)
    trust_level = models.CharField(
        "可信等级", max_length=1, choices=TrustLevel.choices, default=TrustLevel.A
    )
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name="前一张证照",
    )
    file = models.ForeignKey(
        "files.File",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="证照文件",
    )
    rendered_at = models.DateTimeField("制作时间", null=True, blank=True)

    class Meta:
        verbose_name = "电子证照"
        ordering = ("-issued_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["license_type", "number", "version"], name="license_number_once"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "license_type"],
                name="license_once_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="license_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=True, rendered_at__isnull=True)
                | Q(file__isnull=False, rendered_at__isnull=False),
                name="license_file_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_digest", "status"], name="license_holder"),
            models.Index(fields=["division_code", "issued_on"], name="license_division_day"),
            models.Index(
                fields=["valid_until"],
                condition=Q(status__in=["01", "02"]),
                name="license_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number
