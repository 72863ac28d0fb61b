"""Parcels and what was told of them."""

from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.base.kernel.tries import Tried
from tongban.management.delivery.types import (
    BookingState,
    Direction,
    ParcelState,
    Payer,
    Shipment,
    Way,
)


class Parcel(Row):
    """寄送: a result that goes out or papers that come in, by post or over the counter."""

    subject_kind = models.CharField("事由类别", max_length=40)
    subject_id = models.UUIDField("事由标识")
    subject_number = models.CharField("办件编号", max_length=50)
    what = models.CharField("内容", max_length=300)
    requirement_key = models.CharField("材料要求", max_length=64, blank=True, default="")
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    direction = models.CharField("方向", max_length=3, choices=Direction.choices)
    way = models.CharField("方式", max_length=8, choices=Way.choices)
    payer = models.CharField("付费", max_length=12, choices=Payer.choices)
    recipient = SealedTextField("收寄件人", blank=True, default="")
    phone = SealedTextField("电话", blank=True, default="")
    address = SealedTextField("地址", blank=True, default="")
    courier = models.CharField("快递", max_length=40, blank=True, default="")
    # Null until it is known: of several parcels without one, none may stand in another's way.
    tracking_number = models.CharField(  # noqa: DJ001
        "运单号", max_length=64, null=True
    )
    state = models.CharField("状态", max_length=12, choices=ParcelState.choices)
    asked_at = models.DateTimeField("提出时间")
    handed_by = models.JSONField("交付人", null=True)
    handed_to = models.CharField("领取人", max_length=200, blank=True, default="")
    ended_at = models.DateTimeField("了结时间", null=True)
    received_at = models.DateTimeField("收到时间", null=True)
    """When the office had papers in hand: the courier's word that it left them is another thing."""
    received_by = models.JSONField("收到的人", null=True)
    received_words = models.CharField("收到时的说明", max_length=200, blank=True, default="")
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="backs", verbose_name="退还的是"
    )
    """Of papers that go back: the parcel in which they came."""

    class Meta:
        verbose_name = "寄送"
        constraints = [
            models.UniqueConstraint(
                fields=["courier", "tracking_number"], name="delivery_one_row_a_number"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(direction=Direction.OUT, state=ParcelState.ASKED),
                name="delivery_one_way_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="delivery_by_subject"),
            models.Index(
                fields=["asked_at"],
                condition=Q(ended_at__isnull=True, tracking_number__isnull=False),
                name="delivery_under_way",
            ),
        ]

    def shipment(self) -> Shipment:
        """What the courier is asked to carry."""
        return Shipment(
            self.id,
            Direction(self.direction),
            Payer(self.payer),
            self.recipient,
            self.phone,
            self.address,
        )

    @property
    def is_unbooked(self) -> bool:
        """Whether it lies ready and nobody tries any more to order its courier."""
        if self.state != ParcelState.HANDED or self.tracking_number is not None:
            return False
        booking = getattr(self, "booking", None)
        return booking is not None and booking.state == BookingState.STUCK


class Booking(Tried):
    """叫快递: the tries to order the courier of a parcel. Its id is its parcel's."""

    parcel = models.OneToOneField(
        Parcel, on_delete=models.PROTECT, related_name="booking", verbose_name="寄送"
    )
    division_code = models.CharField("区划代码", max_length=12)
    state = models.CharField(
        "状态", max_length=16, choices=BookingState.choices, default=BookingState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试时间", null=True)
    claimed_until = models.DateTimeField("叫快递占用至", null=True)
    reason = models.CharField("没有叫到的原因", max_length=60, blank=True, default="")
    sent_at = models.DateTimeField("接单时间", null=True)

    class Meta:
        verbose_name = "叫快递"
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=BookingState.WAITING),
                name="delivery_booking_waiting",
            ),
            models.Index(
                fields=["division_code"],
                condition=Q(state=BookingState.STUCK),
                name="delivery_booking_stuck",
            ),
        ]


class ParcelEvent(Row):
    """物流轨迹: one thing that a courier told; only added."""

    parcel = models.ForeignKey(
        Parcel, on_delete=models.PROTECT, related_name="events", verbose_name="寄送"
    )
    division_code = models.CharField("区划代码", max_length=12)
    key = models.CharField("快递的编号", max_length=64)
    state = models.CharField("状态", max_length=12, choices=ParcelState.choices)
    at = models.DateTimeField("时间")
    where = models.CharField("地点", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "物流轨迹"
        constraints = [models.UniqueConstraint(fields=["parcel", "key"], name="delivery_told_once")]


class DemoShipment(Row):
    """示范运单: the demo courier's own books."""

    key = models.UUIDField("寄送标识", unique=True)
    number = models.CharField("运单号", max_length=64, unique=True)
    fate = models.CharField("结局", max_length=12, choices=ParcelState.choices)
    started_at = models.DateTimeField("收件时间")

    class Meta:
        verbose_name = "示范运单"
