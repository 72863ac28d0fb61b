"""Tables of the audit trail. Triggers refuse every change; see migration 0002."""

from django.db import models

from tongban.base.kernel.ids import new_id
from tongban.base.kernel.sealing import DigestField


class Entry(models.Model):
    """What was done, by whom, to what, and why. Never changed, never deleted."""

    id = models.UUIDField("标识", primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("时间")
    actor = models.JSONField("行为人")
    capacity = models.CharField("身份", max_length=16)
    account_id = models.UUIDField("账号", null=True)
    act = models.CharField("行为", max_length=64)
    subject_kind = models.CharField("对象种类", max_length=32)
    subject_id = models.CharField("对象标识", max_length=64)
    division_code = models.CharField("行政区划代码", max_length=12, blank=True)
    reason = models.TextField("事由", blank=True)
    detail = models.JSONField("详情")
    digest = DigestField("摘要")

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_entry_subject"),
            models.Index(fields=["account_id", "at"], name="audit_entry_account"),
            models.Index(fields=["act", "at"], name="audit_entry_act"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]


class Pending(models.Model):
    """An entry that waits for the sealer. A trigger on ``Entry`` writes it; nobody else does."""

    entry_id = models.UUIDField("审计记录", primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = "待封存"


class Block(models.Model):
    """Entries sealed together; its digest covers theirs and the block before it."""

    number = models.BigIntegerField("块号", primary_key=True)
    previous = DigestField("前块摘要")
    digest = DigestField("摘要")
    entry_count = models.IntegerField("条数")
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "审计块"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1, entry_count__gte=1), name="audit_block_counts"
            ),
        ]


class Seal(models.Model):
    """Where an entry lies in the chain, and the digest it had when it was sealed.

    No foreign keys: each would lock its row once more while sealing, and a trail that somebody
    tampered with must still be readable by ``verify``, which checks the same and more.
    """

    entry_id = models.UUIDField("审计记录", primary_key=True)
    block_number = models.BigIntegerField("块号")
    position = models.IntegerField("序号")
    digest = DigestField("摘要")

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        constraints = [
            models.UniqueConstraint(fields=["block_number", "position"], name="audit_seal_place"),
        ]
