"""送达: the way that somebody agreed to, and each try with its proof."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.management.documents.models.paper import Paper
from tongban.management.documents.types import ServiceState, ServiceWay


class ServiceChoice(Row):
    """送达方式确认: how the applicant of a subject wants its papers; the newest one counts."""

    subject_kind = models.CharField("来源种类", max_length=32)
    subject_id = models.UUIDField("来源标识")
    division_code = models.CharField("区划代码", max_length=12)
    way = models.CharField("送达方式", max_length=12, choices=ServiceWay.choices)
    address = SealedTextField("邮寄地址", blank=True, default="")
    chosen_by = models.JSONField("选择人")
    chosen_at = models.DateTimeField("选择时间")

    class Meta:
        verbose_name = "送达方式确认"
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id", "-chosen_at"], name="service_choice_of"
            )
        ]


class PaperService(Row):
    """送达: one try to serve a paper. At most one is on its way or done."""

    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="services", verbose_name="文书"
    )
    division_code = models.CharField("区划代码", max_length=12)
    way = models.CharField("送达方式", max_length=12, choices=ServiceWay.choices)
    state = models.CharField("状态", max_length=10, choices=ServiceState.choices)
    received_by = models.CharField("收件人", max_length=100, blank=True, default="")
    relation = models.CharField("和受送达人的关系", max_length=40, blank=True, default="")
    carrier = models.CharField("承运单位", max_length=40, blank=True, default="")
    tracking_number = models.CharField("邮件号", max_length=40, blank=True, default="")
    sent_at = models.DateTimeField("寄出时间", null=True)
    served_at = models.DateTimeField("送达时间", null=True)
    opened_at = models.DateTimeField("第一次打开的时间", null=True)
    returned_at = models.DateTimeField("退回时间", null=True)
    reason = models.CharField("退回原因", max_length=200, blank=True, default="")
    place = models.CharField("送达地点", max_length=200, blank=True, default="")
    cause = models.TextField("为什么这样送", blank=True, default="")
    """Of 留置 and 公告送达: what happened, and what was tried before."""
    witnesses = models.CharField("见证人", max_length=200, blank=True, default="")
    file = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="照片"
    )
    """Of 留置送达: the photograph that shows how the paper was left."""
    published_at = models.DateTimeField("公告时间", null=True)
    due_on = models.DateField("公告到哪天", null=True)
    by = models.JSONField("办理人")

    class Meta:
        verbose_name = "送达"
        ordering = ("created_at", "id")
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(way="published"),
                name="service_published_newest",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=Q(state__in=["sent", "done"]),
                name="one_service_of_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(state="done", served_at__isnull=False)
                | (~Q(state="done") & Q(served_at__isnull=True)),
                name="service_done_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(way="published") | Q(published_at__isnull=False, due_on__isnull=False),
                name="service_published_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(way="left") | ~Q(witnesses="") | Q(file__isnull=False),
                name="service_left_has_its_proof",
            ),
        ]
