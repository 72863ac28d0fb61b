"""Templates, the outbox, and the letters of the demo channel."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import DigestField, SealedTextField
from tongban.base.kernel.tries import Tried
from tongban.base.notices.types import ChannelKind, State


class TemplateRevision(Row):
    """消息模板版本: immutable once published; the database refuses changes too."""

    key = models.CharField("模板", max_length=60)
    kind = models.CharField("渠道", max_length=16, choices=ChannelKind.choices)
    revision = models.PositiveIntegerField("版本")
    text = models.TextField("内容")
    names = models.JSONField("可用的占位符", default=list)
    published_by = models.JSONField("发布人", default=dict)

    class Meta:
        verbose_name = "消息模板版本"
        verbose_name_plural = "消息模板版本"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "kind", "revision"], name="notices_revision_once"
            ),
            models.CheckConstraint(condition=Q(revision__gt=0), name="notices_revision_counts"),
        ]


class Message(Tried):
    """消息: one row of the outbox. Address and text lie sealed."""

    template = models.ForeignKey(
        TemplateRevision, on_delete=models.PROTECT, related_name="messages", verbose_name="模板"
    )
    kind = models.CharField("渠道", max_length=16, choices=ChannelKind.choices)
    address = SealedTextField("地址")
    address_digest = DigestField("地址摘要")
    text = SealedTextField("内容", default="")
    """Empty once a secret message is over."""
    is_sensitive = models.BooleanField("涉密内容", default=False)
    state = models.CharField("状态", max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试时间", null=True)
    claimed_until = models.DateTimeField("投递占用至", null=True)
    """Until then one worker has it in hand; ``next_try_at`` is the same moment."""
    expires_at = models.DateTimeField("有效期至", null=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    channel = models.CharField("发送通道", max_length=40, blank=True, default="")
    reference = models.CharField("回执号", max_length=100, blank=True, default="")
    reason = models.CharField("未发出的原因", max_length=100, blank=True, default="")
    subject_kind = models.CharField("事由类别", max_length=40)
    subject_id = models.CharField("事由标识", max_length=64)
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    sent_by = models.JSONField("发送人", default=dict)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.WAITING, next_try_at__isnull=False)
                | (~Q(state=State.WAITING) & Q(next_try_at__isnull=True)),
                name="notices_waiting_has_a_next_try",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                name="notices_sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state=State.WAITING), name="notices_waiting"
            ),
            models.Index(
                fields=["-created_at"],
                condition=Q(state__in=[State.STUCK, State.FAILED]),
                name="notices_troubled",
            ),
            models.Index(fields=["address_digest", "-created_at"], name="notices_by_address"),
            models.Index(fields=["subject_kind", "subject_id"], name="notices_by_subject"),
        ]


class DemoLetter(Row):
    """示范信件: what the demo channel delivered, for its mailbox page."""

    key = models.UUIDField("消息", unique=True)
    kind = models.CharField("渠道", max_length=16, choices=ChannelKind.choices)
    address = SealedTextField("地址")
    address_digest = DigestField("地址摘要")
    text = SealedTextField("内容")

    class Meta:
        verbose_name = "示范信件"
        verbose_name_plural = "示范信件"
        indexes = [
            models.Index(fields=["-created_at"], name="notices_letters_newest"),
            models.Index(fields=["address_digest", "-created_at"], name="notices_letters_by_addr"),
        ]
