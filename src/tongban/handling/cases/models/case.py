"""The application itself, its timeline and its correction notices."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.handling.cases.types import NO_LIMIT, CaseState, Channel, Decision, EventKind

OPEN = Q(closed_at__isnull=True, number__isnull=False)
"""Filed and not over: what an inbox is made of."""


class Case(ExchangedRow):
    """办件: one application from its draft to its end, under one revision of its item."""

    # Null until it is filed: of several drafts, none may stand in another's way with an empty text.
    number = models.CharField(  # noqa: DJ001
        "办件编号", max_length=50, null=True, unique=True, editable=False
    )
    query_number = models.CharField(  # noqa: DJ001
        "查询号", max_length=12, null=True, unique=True, editable=False
    )
    item = models.ForeignKey(
        "catalog.Item", on_delete=models.PROTECT, related_name="+", verbose_name="事项"
    )
    revision = models.ForeignKey(
        "catalog.ItemRevision",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="事项修订版",
    )
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="部门"
    )
    division_code = models.CharField("区划代码", max_length=12)
    state = models.CharField("状态", max_length=16, choices=CaseState.choices)
    waiting_duties = ArrayField(
        models.CharField(max_length=32), verbose_name="等待的职责", default=list
    )
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
    """Whoever filed it; nobody once it is erased."""
    applicant_name = models.CharField("申请者", max_length=200)
    contact_phone = SealedTextField("联系电话", blank=True, default="")
    part_of = models.CharField("所属一件事的编号", max_length=40, blank=True, default="")
    """Number of the larger application that it is a part of; its draft is not one to go on with."""
    title = models.CharField("显示名称", max_length=300, blank=True, default="")
    answers = SealedTextField("申请表内容（密封的 JSON）", default="{}")
    channel = models.CharField("申报来源", max_length=1, choices=Channel.choices)
    filed_at = models.DateTimeField("提交时间", null=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    is_deemed_accepted = models.BooleanField("视为受理", default=False)
    """The office said nothing in time: accepted by law, from the moment of receipt."""
    decided_at = models.DateTimeField("决定时间", null=True)
    decision = models.CharField(
        "决定", max_length=8, choices=Decision.choices, blank=True, default=""
    )
    reason = models.TextField("理由", blank=True, default="")
    license = models.ForeignKey(
        "licenses.License",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="电子证照",
    )
    closed_at = models.DateTimeField("办结时间", null=True)
    awaits_payment = models.BooleanField("等待缴费", default=False)
    """Kept with every notice and payment, so that lists need not ask another table."""
    elsewhere = models.CharField("在哪个系统办理", max_length=200, blank=True, default="")
    """The department's own system that handles it; empty: it is handled here."""
    erased_at = models.DateTimeField("个人信息销毁时间", null=True)
    """Its archive was destroyed: number, item and days are all that is left."""
    received_by = models.JSONField("收件人", null=True)
    """Who entered and handed it in for the applicant, as the actor was: a window, an agent, a
    helper. Whose office decides is ``department``; the two are kept apart."""
    receiver = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="收件账户",
    )
    received_division_code = models.CharField("收件区划代码", max_length=12, blank=True, default="")
    due_at = models.DateTimeField("最早到期", default=NO_LIMIT, editable=False)
    """When the first of its open limits ends: kept for the inbox by ``services.due``."""
    renews_until = models.DateField("延续的证照哪天到期", null=True, editable=False)
    """Of a renewal that was applied for in time, where the guide's clause lets the end of the old
    licence grant it (``services.renewing``).
    """

    class Meta:
        verbose_name = "办件"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | Q(number__isnull=False),
                name="filed_case_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | Q(legal_person__isnull=False)
                | Q(erased_at__isnull=False),
                name="case_has_an_applicant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "division_code"],
                condition=Q(closed_at__isnull=True) & ~Q(state="draft"),
                name="case_open_by_department",
            ),
            models.Index(
                fields=["division_code"],
                condition=Q(closed_at__isnull=True) & ~Q(state="draft"),
                name="case_open_by_division",
            ),
            models.Index(
                fields=["department", "due_at", "id"], condition=OPEN, name="case_inbox_department"
            ),
            models.Index(fields=["due_at", "id"], condition=OPEN, name="case_inbox"),
            GinIndex(fields=["waiting_duties"], condition=OPEN, name="case_inbox_duties"),
            models.Index(fields=["person", "-created_at"], name="case_of_person"),
            models.Index(fields=["legal_person", "-created_at"], name="case_of_legal_person"),
            models.Index(fields=["item", "closed_at"], name="case_of_item"),
            models.Index(
                fields=["receiver", "-filed_at"],
                condition=Q(receiver__isnull=False),
                name="case_by_receiver",
            ),
            models.Index(
                fields=["received_division_code", "filed_at"],
                condition=~Q(received_division_code=""),
                name="case_by_received_division",
            ),
            models.Index(
                fields=["department", "accepted_at"],
                condition=Q(is_deemed_accepted=True, closed_at__isnull=True),
                name="case_deemed_accepted",
            ),
            models.Index(
                fields=["renews_until"],
                condition=Q(renews_until__isnull=False, closed_at__isnull=True),
                name="case_renews_until",
            ),
            models.Index(fields=["part_of"], condition=~Q(part_of=""), name="case_part_of"),
        ]

    def __str__(self) -> str:
        return self.title or self.number or str(self.id)

    @property
    def form_id(self) -> UUID:
        """The form that the case was begun under; items without one take no applications."""
        assert self.revision.form_id is not None
        return self.revision.form_id

    @property
    def process_id(self) -> UUID:
        """The process that the case runs in."""
        assert self.revision.process_id is not None
        return self.revision.process_id


class CaseEvent(Row):
    """办理过程: one line of the timeline, for the applicant and the officer alike."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="events", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    kind = models.CharField("环节", max_length=20, choices=EventKind.choices)
    at = models.DateTimeField("时间")
    by = models.JSONField("办理人")
    opinion = models.TextField("意见", blank=True, default="")
    detail = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "办理过程"
        ordering = ("at", "id")
        indexes = [models.Index(fields=["case", "at"])]


class Correction(Row):
    """补正通知: one notice that lists everything."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="corrections", verbose_name="办件"
    )
    division_code = models.CharField("区划代码", max_length=12)
    items = models.JSONField("要补正的内容")
    asked_at = models.DateTimeField("告知时间")
    due_on = models.DateField("补正期限")
    answered_at = models.DateTimeField("补正时间", null=True)
    seen = models.JSONField("当时看得到的内容", default=dict)
    """Place → a mark of what stood there when the notice was made, for every place it could have
    named; answers as keyed digests (``services.second_notice``)."""
    again = models.JSONField("为什么上次没有说", null=True)
    """Kind, words and labels, where it names what an earlier notice could have named."""

    class Meta:
        verbose_name = "补正通知"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True),
                name="one_open_correction_a_case",
            )
        ]
