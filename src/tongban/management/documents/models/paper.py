"""A paper, and how its body numbers papers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.management.documents.types import PaperKind, PaperState


class Numbering(Row):
    """文号规则 of one body; a body without one goes by its short name and the city's pattern."""

    department = models.OneToOneField(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    word = models.CharField("机关代字", max_length=20)
    pattern = models.CharField("文号规则", max_length=100, blank=True, default="")

    class Meta:
        verbose_name = "文号规则"


class PaperCounter(models.Model):
    """The last serial of one body's numbers that begin and end alike."""

    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    scope = models.CharField("编号范围", max_length=160)
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "文号计数"
        constraints = [
            models.UniqueConstraint(fields=["department", "scope"], name="paper_counter_once")
        ]


class Paper(Row):
    """文书: one document of an act. Once it is signed, nothing that it says changes."""

    kind = models.CharField("种类", max_length=20, choices=PaperKind.choices)
    template = models.ForeignKey(
        "documents.PaperTemplate",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="模板版本",
    )
    series = models.CharField("文号类别", max_length=6, blank=True, default="")
    # Null until it is signed: drafts have no number, so that one given up leaves no hole.
    number = models.CharField("文号", max_length=160, null=True)  # noqa: DJ001
    title = models.CharField("标题", max_length=120)
    addressee = models.CharField("送给谁", max_length=200)
    values = SealedTextField("填入的内容（密封的 JSON）", default="{}")
    text = SealedTextField("正文（密封的 JSON）", default="[]")
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="发文部门"
    )
    department_name = models.CharField("发文机关", max_length=200)
    department_code = models.CharField("发文机关代码", max_length=18, blank=True, default="")
    division_code = models.CharField("区划代码", max_length=12)
    subject_kind = models.CharField("来源种类", max_length=32)
    subject_id = models.UUIDField("来源标识")
    about = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="followers",
        verbose_name="关于哪份文书",
    )
    """Of a 送达回证 or a 更正通知书: the paper that it is about."""
    state = models.CharField("状态", max_length=10, choices=PaperState.choices)
    drafted_by = models.JSONField("拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    reviewed_by = models.JSONField("审核人", null=True)
    reviewed_at = models.DateTimeField("审核时间", null=True)
    signed_by = models.JSONField("签发人", null=True)
    signed_at = models.DateTimeField("签发时间", null=True)
    dated_on = models.DateField("落款日期", null=True)
    announcement = models.JSONField("公示内容", null=True)
    """What is published when it is signed: a grant's, masked; null where nothing is."""
    file = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="文件"
    )

    erased_at = models.DateTimeField("内容销毁时间", null=True)
    """Destroyed with the archive of its case: what it said is gone, its number stays."""

    class Meta:
        verbose_name = "文书"
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="paper_number_once"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["signed", "served"],
                    number__isnull=False,
                    signed_at__isnull=False,
                    dated_on__isnull=False,
                )
                | Q(
                    state__in=["draft", "reviewed", "dropped"],
                    number__isnull=True,
                    signed_at__isnull=True,
                ),
                name="paper_signed_has_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="paper_of_subject"),
            models.Index(
                fields=["department", "state"],
                condition=Q(state__in=["draft", "reviewed"]),
                name="paper_awaiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number or ''}".strip()

    @property
    def standing(self) -> str:
        """Its state in words. What proves a service is not served itself."""
        if self.kind == PaperKind.SERVICE_RETURN and self.state == PaperState.SIGNED:
            return _("已签发")
        return str(PaperState(self.state).label)

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        if self.kind == PaperKind.SERVICE_RETURN and self.state == PaperState.SIGNED:
            return "done"
        return {
            PaperState.DRAFT: "you",
            PaperState.REVIEWED: "you",
            PaperState.SIGNED: "doing",
            PaperState.SERVED: "done",
        }.get(PaperState(self.state), "")
