"""Notices, the money that came, what is given back or let off, and the daily reconciliation."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.tries import Tried
from tongban.management.payments.types import (
    DifferenceKind,
    ExemptionState,
    NoticeState,
    RefundState,
    SendingState,
)


class Notice(Row):
    """缴款通知: what is to be paid, by whose rule, until when, under one payment code."""

    code = models.CharField("缴款码", max_length=20, unique=True, editable=False)
    subject_kind = models.CharField("事由类别", max_length=40)
    subject_id = models.UUIDField("事由标识")
    subject_number = models.CharField("办件编号", max_length=50)
    purpose = models.CharField("用途", max_length=16, blank=True, default="")
    what = models.CharField("事项名称", max_length=300)
    payer = models.CharField("缴款人", max_length=200)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="执收单位"
    )
    division_code = models.CharField("区划代码", max_length=12)
    payee = models.CharField("收款账户", max_length=200)
    provider = models.CharField("支付平台", max_length=40)
    lines = models.JSONField("收费项目")
    amount = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=12, choices=NoticeState.choices)
    asked_at = models.DateTimeField("通知时间")
    due_on = models.DateField("最晚缴款日")
    settled_at = models.DateTimeField("了结时间", null=True)
    reason = models.CharField("说明", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "缴款通知"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_notice_of_money"),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state=NoticeState.WAITING),
                name="payments_one_waiting_a_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="payments_by_subject"),
            models.Index(
                fields=["due_on"],
                condition=Q(state=NoticeState.WAITING),
                name="payments_waiting",
            ),
            models.Index(fields=["division_code", "state"], name="payments_by_division"),
        ]

    def __str__(self) -> str:
        return self.code


class Payment(Row):
    """到账: money that a provider says it took; each once, fitting or not. None is ever lost."""

    provider = models.CharField("支付平台", max_length=40)
    reference = models.CharField("平台流水号", max_length=64)
    code = models.CharField("缴款码", max_length=20)
    notice = models.ForeignKey(
        Notice,
        on_delete=models.PROTECT,
        related_name="payments",
        null=True,
        verbose_name="缴款通知",
    )
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    amount = models.BigIntegerField("金额（分）")
    paid_at = models.DateTimeField("缴款时间")
    is_taken = models.BooleanField("已入账")
    """Whether it settled its notice; else it is money that must be looked at and given back."""
    receipt_code = models.CharField("票据代码", max_length=8, blank=True, default="")
    receipt_number = models.CharField("票据号码", max_length=10, blank=True, default="")
    receipt_check = models.CharField("票据校验码", max_length=6, blank=True, default="")
    reversed_at = models.DateTimeField("票据冲红时间", null=True)

    class Meta:
        verbose_name = "到账"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], name="payments_one_row_a_reference"
            ),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(is_taken=True),
                name="payments_a_notice_is_settled_once",
            ),
            models.CheckConstraint(
                condition=Q(is_taken=False) | Q(notice__isnull=False),
                name="payments_taken_for_a_notice",
            ),
        ]
        indexes = [models.Index(fields=["provider", "paid_at"], name="payments_of_a_day")]


class Refund(Row):
    """退付: somebody asks, somebody else of the finance duty approves, the provider gives back."""

    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="refund", verbose_name="到账"
    )
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    amount = models.BigIntegerField("金额（分）")
    reason = models.CharField("理由", max_length=400)
    state = models.CharField("状态", max_length=12, choices=RefundState.choices)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.JSONField("申请人")
    decided_at = models.DateTimeField("批准时间", null=True)
    decided_by = models.JSONField("批准人", null=True)
    answer = models.CharField("批准意见", max_length=400, blank=True, default="")
    reference = models.CharField("退付流水号", max_length=64, blank=True, default="")
    ended_at = models.DateTimeField("退付时间", null=True)
    trouble = models.CharField("没有退出去的原因", max_length=100, blank=True, default="")

    class Meta:
        verbose_name = "退付"
        indexes = [models.Index(fields=["division_code", "state"], name="payments_refunds")]

    @property
    def is_stuck(self) -> bool:
        """Whether it was approved and nobody tries any more to let the provider give it back."""
        if self.state != RefundState.APPROVED:
            return False
        sending = getattr(self, "sending", None)
        return sending is not None and sending.state == SendingState.STUCK


class RefundSending(Tried):
    """退付的办理: the tries to let the provider give back what was approved. Its id is its refund's:
    one row a refund, counted anew when the refund is approved anew.
    """

    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, related_name="sending", verbose_name="退付"
    )
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    state = models.CharField(
        "状态", max_length=16, choices=SendingState.choices, default=SendingState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试时间", null=True)
    claimed_until = models.DateTimeField("办理占用至", null=True)
    reason = models.CharField("没有退出的原因", max_length=60, blank=True, default="")
    sent_at = models.DateTimeField("有结果的时间", null=True)

    class Meta:
        verbose_name = "退付的办理"
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=SendingState.WAITING),
                name="payments_sending_waiting",
            )
        ]


class Exemption(Row):
    """减免: asked for with the clause, approved by a second person."""

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="exemptions", verbose_name="缴款通知"
    )
    division_code = models.CharField("区划代码", max_length=12)
    amount = models.BigIntegerField("减免金额（分）")
    clause = models.CharField("依据", max_length=400)
    reason = models.CharField("理由", max_length=400)
    state = models.CharField("状态", max_length=12, choices=ExemptionState.choices)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.JSONField("申请人")
    decided_at = models.DateTimeField("批准时间", null=True)
    decided_by = models.JSONField("批准人", null=True)
    answer = models.CharField("批准意见", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "减免"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_exemption_of_money"),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(state=ExemptionState.ASKED),
                name="payments_one_open_exemption",
            ),
        ]
        indexes = [models.Index(fields=["division_code", "state"], name="payments_exemptions")]


class Statement(Row):
    """对账单: what a provider said of one day, and when it was compared."""

    provider = models.CharField("支付平台", max_length=40)
    day = models.DateField("对账日")
    is_there = models.BooleanField("已取到")
    lines = models.PositiveIntegerField("笔数", default=0)
    amount = models.BigIntegerField("金额（分）", default=0)
    compared_at = models.DateTimeField("对账时间")

    class Meta:
        verbose_name = "对账单"
        constraints = [
            models.UniqueConstraint(fields=["provider", "day"], name="payments_one_statement_a_day")
        ]


class Difference(Row):
    """对账差异: an alarm of money, open until somebody explains it. Never deleted."""

    key = models.CharField("差异标识", max_length=160, unique=True)
    """Kind, provider and what it is about: the same difference is raised once."""
    kind = models.CharField("种类", max_length=16, choices=DifferenceKind.choices)
    provider = models.CharField("支付平台", max_length=40)
    day = models.DateField("对账日")
    division_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="缴款通知"
    )
    code = models.CharField("缴款码", max_length=20, blank=True, default="")
    reference = models.CharField("平台流水号", max_length=64, blank=True, default="")
    subject_number = models.CharField("办件编号", max_length=50, blank=True, default="")
    there = models.BigIntegerField("对方金额（分）", null=True)
    here = models.BigIntegerField("我方金额（分）", null=True)
    times = models.PositiveIntegerField("次数", default=1)
    raised_at = models.DateTimeField("发现时间")
    explanation = models.TextField("说明", blank=True, default="")
    explained_at = models.DateTimeField("说明时间", null=True)
    explained_by = models.JSONField("说明人", null=True)

    class Meta:
        verbose_name = "对账差异"
        indexes = [
            models.Index(
                fields=["-raised_at"],
                condition=Q(explained_at__isnull=True),
                name="payments_differences_open",
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether nobody has explained it yet."""
        return self.explained_at is None


class DemoPayment(Row):
    """示范缴款: the demo provider's own books."""

    reference = models.CharField("流水号", max_length=64, unique=True)
    code = models.CharField("缴款码", max_length=20)
    amount = models.BigIntegerField("金额（分）")
    paid_at = models.DateTimeField("缴款时间")
    refund_key = models.UUIDField("退付标识", null=True)
    refund_reference = models.CharField("退付流水号", max_length=64, blank=True, default="")
    refunded = models.BigIntegerField("已退（分）", default=0)

    class Meta:
        verbose_name = "示范缴款"
