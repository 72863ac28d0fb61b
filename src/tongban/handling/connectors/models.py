"""The systems, which items they handle, and every case that was handed over."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.base.kernel.tries import Tried
from tongban.handling.connectors.types import (
    DifferenceKind,
    HandoverState,
    RemoteState,
    Taken,
    TellingKind,
    TellingState,
    state_words,
)


class OutsideSystem(Row):
    """对接系统: a system of a department, province or ministry."""

    key = models.CharField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=200)
    connector = models.CharField("连接器", max_length=40)
    address = models.CharField("地址", max_length=400, blank=True, default="")
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="主管部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    is_active = models.BooleanField("启用", default=True)
    cursor = models.BigIntegerField("轮询到", default=0)
    compared_at = models.DateTimeField("上次对账", null=True)
    fault = models.CharField("连不上的原因", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "对接系统"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name


class OutsideItem(Row):
    """由对接系统办理的事项."""

    item_code = models.CharField("事项编码", max_length=64, unique=True)
    system = models.ForeignKey(
        OutsideSystem, on_delete=models.PROTECT, related_name="items", verbose_name="对接系统"
    )

    class Meta:
        verbose_name = "对接系统的事项"


class Handover(Tried):
    """转办: one case in the other system."""

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="+", verbose_name="办件"
    )
    case_number = models.CharField("办件编号", max_length=50, unique=True)
    system = models.ForeignKey(
        OutsideSystem, on_delete=models.PROTECT, related_name="handovers", verbose_name="对接系统"
    )
    division_code = models.CharField("区划代码", max_length=12)
    state = models.CharField(
        "状态", max_length=16, choices=HandoverState.choices, default=HandoverState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试时间", null=True)
    claimed_until = models.DateTimeField("转交占用至", null=True)
    reason = models.CharField("没有转出的原因", max_length=60, blank=True, default="")
    sent_at = models.DateTimeField("转出时间", null=True)
    remote_number = models.CharField("对方编号", max_length=80, blank=True, default="")
    remote_state = models.CharField(
        "对方状态", max_length=16, choices=RemoteState.choices, blank=True, default=""
    )
    remote_words = models.CharField("对方说明", max_length=500, blank=True, default="")
    remote_sequence = models.PositiveIntegerField("最新消息序号", default=0)
    remote_at = models.DateTimeField("对方最近消息时间", null=True)

    class Meta:
        verbose_name = "转办"
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=HandoverState.WAITING),
                name="handover_waiting",
            ),
        ]

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            HandoverState.STUCK: "no",
            HandoverState.FINISHED: "done",
            HandoverState.GIVEN_BACK: "pause",
        }.get(HandoverState(self.state), "doing")


class Telling(Tried):
    """告知: what the other system is told of a case beside its handover."""

    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, related_name="tellings", verbose_name="转办"
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("内容", max_length=16, choices=TellingKind.choices)
    sequence = models.PositiveIntegerField("序号")
    state = models.CharField(
        "状态", max_length=16, choices=TellingState.choices, default=TellingState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试时间", null=True)
    claimed_until = models.DateTimeField("告知占用至", null=True)
    reason = models.CharField("没有告知的原因", max_length=60, blank=True, default="")
    sent_at = models.DateTimeField("告知时间", null=True)

    class Meta:
        verbose_name = "告知"
        ordering = ("sequence",)
        constraints = [
            models.UniqueConstraint(fields=["handover", "sequence"], name="a_telling_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=TellingState.WAITING),
                name="telling_waiting",
            ),
        ]


class RemoteMessage(Row):
    """对方消息: everything that came in, once, whatever became of it."""

    system = models.ForeignKey(
        OutsideSystem, on_delete=models.PROTECT, related_name="messages", verbose_name="对接系统"
    )
    division_code = models.CharField("区划代码", max_length=12)
    key = models.CharField("消息号", max_length=80)
    case_number = models.CharField("办件编号", max_length=50)
    sequence = models.PositiveIntegerField("序号")
    remote_state = models.CharField("对方状态", max_length=16, choices=RemoteState.choices)
    words = SealedTextField("说明", default="")
    taken = models.CharField("处理结果", max_length=16, choices=Taken.choices)

    class Meta:
        verbose_name = "对方消息"
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="a_remote_message_once"),
        ]


class OutsideDocument(Row):
    """对方文书: a document that came back with a message."""

    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, related_name="documents", verbose_name="转办"
    )
    division_code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=120)
    digest = models.CharField("SHA-256 摘要", max_length=64)
    file = models.ForeignKey(
        "files.File", on_delete=models.PROTECT, related_name="+", verbose_name="文件"
    )

    class Meta:
        verbose_name = "对方文书"
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["handover", "digest"], name="an_outside_document_once"),
        ]


class Difference(Row):
    """对账差异: what one side has and the other has not, or has otherwise."""

    system = models.ForeignKey(
        OutsideSystem,
        on_delete=models.PROTECT,
        related_name="differences",
        verbose_name="对接系统",
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("种类", max_length=16, choices=DifferenceKind.choices)
    case_number = models.CharField("办件编号", max_length=50)
    here = models.CharField("我们的状态", max_length=40, blank=True, default="")
    there = models.CharField("对方的状态", max_length=40, blank=True, default="")
    resolved_at = models.DateTimeField("消除时间", null=True)

    @property
    def here_words(self) -> str:
        """What we say, in words."""
        return state_words(self.here)

    @property
    def there_words(self) -> str:
        """What the other side says, in words."""
        return state_words(self.there)

    class Meta:
        verbose_name = "对账差异"
        ordering = ("-created_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "kind", "case_number"],
                condition=Q(resolved_at__isnull=True),
                name="one_open_difference_of_a_kind",
            ),
        ]
