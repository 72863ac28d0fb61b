"""The table of materials. Nothing in it is deleted: what is replaced or taken back stays."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.sharing.materials.types import Origin, TrustLevel, is_ready


class Material(Row):
    """材料: one thing handed in for one requirement of one case."""

    subject_kind = models.CharField("归属种类", max_length=32)
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    subject_id = models.UUIDField("归属标识")
    requirement_key = models.CharField("材料要求", max_length=100)
    name = models.CharField("材料名称", max_length=200)
    position = models.PositiveIntegerField("次序")
    origin = models.CharField("来源", max_length=16, choices=Origin.choices)
    trust_level = models.CharField("可信等级", max_length=1, choices=TrustLevel.choices)
    file = models.ForeignKey(
        "files.File",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="文件",
    )
    license = models.ForeignKey(
        "licenses.License",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="电子证照",
    )
    reused_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复用自",
    )
    original_digest = models.CharField(
        "原文件摘要", max_length=64, blank=True, default="", help_text="SHA-256"
    )
    handed_in_by = models.JSONField("提交人")
    promised_at = models.DateTimeField("承诺时间", null=True, blank=True)
    checked_by = models.JSONField("核对人", null=True, blank=True)
    checked_at = models.DateTimeField("核对原件时间", null=True, blank=True)
    superseded_by = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="替换它的材料",
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "材料"
        ordering = ("subject_id", "position", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(origin=Origin.UPLOADED, file__isnull=False, license__isnull=True)
                | Q(origin=Origin.LICENSE, file__isnull=True, license__isnull=False)
                | Q(origin=Origin.FORM, file__isnull=True, license__isnull=True)
                | Q(origin=Origin.REUSED, file__isnull=False, reused_from__isnull=False),
                name="material_is_what_its_origin_says",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="material_check_has_its_officer",
            ),
            models.CheckConstraint(
                condition=~Q(trust_level=TrustLevel.B) | Q(checked_at__isnull=False),
                name="material_level_b_was_checked",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "requirement_key", "license"],
                condition=Q(withdrawn_at__isnull=True, superseded_by__isnull=True),
                name="license_used_once_a_requirement",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="material_subject"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        """Neither taken back nor replaced."""
        return self.withdrawn_at is None and self.superseded_by_id is None

    @property
    def is_ready(self) -> bool:
        """Whether it may be used as it is."""
        return is_ready(self.trust_level, promised=self.promised_at is not None)
