"""The application itself, its timeline and its correction notices."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.base.kernel.rows import ExchangedRow, Row
from tongban.base.kernel.sealing import SealedTextField
from tongban.handling.cases.types import CaseState, Channel, Decision, EventKind


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
        "accounts.Account", on_delete=models.PROTECT, related_name="+", verbose_name="账户"
    )
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

    class Meta:
        verbose_name = "办件"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | Q(number__isnull=False),
                name="filed_case_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(legal_person__isnull=False),
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
            models.Index(fields=["person", "-created_at"], name="case_of_person"),
            models.Index(fields=["legal_person", "-created_at"], name="case_of_legal_person"),
            models.Index(fields=["item", "closed_at"], name="case_of_item"),
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

    class Meta:
        verbose_name = "补正通知"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True),
                name="one_open_correction_a_case",
            )
        ]
