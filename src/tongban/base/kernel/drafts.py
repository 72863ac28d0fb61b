"""修改: what is published is changed by a draft that a second person approves.

Drafted, handed in, returned or taken back, approved, in force from its day. A guide and a table of
rules go this way; each adds what it keeps and what must hold.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, TongbanError
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.rows import Row

MOST_REASON = 400
FARTHEST = 366
"""Days ahead that a draft may be approved for."""


class DraftState(models.TextChoices):
    """How far a change is."""

    DRAFTING = "drafting", gettext_lazy("编辑中")
    SUBMITTED = "submitted", gettext_lazy("待审核")
    APPROVED = "approved", gettext_lazy("已通过，待生效")
    PUBLISHED = "published", gettext_lazy("已发布")
    DISCARDED = "discarded", gettext_lazy("已放弃")


OPEN_STATES = (DraftState.DRAFTING, DraftState.SUBMITTED, DraftState.APPROVED)
DRAFT_MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "save": frozenset({DraftState.DRAFTING}),
        "submit": frozenset({DraftState.DRAFTING}),
        "return": frozenset({DraftState.SUBMITTED}),
        "approve": frozenset({DraftState.SUBMITTED}),
        "take_back": frozenset({DraftState.SUBMITTED, DraftState.APPROVED}),
        "discard": frozenset(OPEN_STATES),
    }
)
"""Move → the states of a draft in which it may be made."""


def reason_of_return(reason: str) -> str:
    """Why something is given back, as it is kept. Raises Invalid for one that says nothing."""
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise Invalid(
            _("请写明退回的原因。"),
            findings=[FieldFinding("reason", "required", _("请写 1 到 400 个字。"))],
        )
    return reason


def day_of_effect(effective_on: date | None) -> date:
    """From when something holds; today when nothing is said. Raises Invalid for a day that is past
    or over a year ahead.
    """
    day = effective_on or today()
    if not 0 <= (day - today()).days <= FARTHEST:
        raise Invalid(
            _("生效日期要在今天以后、一年以内。"),
            findings=[FieldFinding("effective_on", "range", _("请改日期。"))],
        )
    return day


class Draft(Row):
    """A change on its way. Whoever edited it does not approve it."""

    state = models.CharField(
        "状态", max_length=16, choices=DraftState.choices, default=DraftState.DRAFTING
    )
    note = models.CharField("修改说明", max_length=200, blank=True, default="")
    editors = ArrayField(models.UUIDField(), verbose_name="编辑过的账户", default=list, blank=True)
    edited_at = models.DateTimeField("最后编辑时间")
    edited_by = models.CharField("最后编辑人", max_length=100)
    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_by = models.CharField("审核人", max_length=100, blank=True, default="")
    reason = models.CharField("退回原因", max_length=MOST_REASON, blank=True, default="")
    effective_on = models.DateField("生效日期", null=True)

    class Meta:
        abstract = True

    @property
    def is_due(self) -> bool:
        """Whether it is approved and its day has come."""
        return self.state == DraftState.APPROVED and (self.effective_on or today()) <= today()

    def must_be_able(self, move: str) -> None:
        """Raises Conflict (``draft_state``) where the move is not made from this state."""
        if self.state not in DRAFT_MOVES[move]:
            raise Conflict(
                _("这份修改现在是“%(state)s”，不能这样做。") % {"state": self.get_state_display()},
                code="draft_state",
            )

    # The moves below change the row in memory; the act that makes them saves and records it.

    def edited(self, actor: Actor) -> None:
        """Somebody edited it just now."""
        self.touched(actor)
        self.edited_at, self.edited_by = now(), actor.name

    def touched(self, actor: Actor) -> None:
        """Whoever had a hand in it cannot approve it."""
        if actor.account_id is not None and actor.account_id not in self.editors:
            self.editors = [*self.editors, actor.account_id]

    def handed_in(self, actor: Actor) -> None:
        """It waits for a second person."""
        self.touched(actor)
        self.state, self.submitted_at, self.reason = DraftState.SUBMITTED, now(), ""

    def returned(self, actor: Actor, reason: str) -> None:
        """Back to its editors, with the reason; see ``reason_of_return``."""
        self.state, self.reason = DraftState.DRAFTING, reason_of_return(reason)
        self.decided_at, self.decided_by = now(), actor.name

    def taken_back(self) -> None:
        """It is edited further, though it was handed in, or approved and not yet in force."""
        self.state, self.effective_on = DraftState.DRAFTING, None

    def approved(self, actor: Actor, effective_on: date | None, *, is_as_read: bool) -> date:
        """It takes effect on the day that is given back; see ``day_of_effect``. Raises Conflict
        (``draft_changed``) when it is not what the approver read.
        """
        if not is_as_read:
            raise Conflict(
                _("您打开以后，这份修改又改过、重新提交了。请看过新的再审核。"),
                code="draft_changed",
            )
        day = day_of_effect(effective_on)
        self.state, self.effective_on = DraftState.APPROVED, day
        self.decided_at, self.decided_by = now(), actor.name
        return day

    def failed(self, error: TongbanError) -> None:
        """On its day it does not hold any more: its editors read why."""
        self.taken_back()
        told = [error.message, *(finding.message for finding in error.findings)]
        self.reason = " ".join(told)[:MOST_REASON]
