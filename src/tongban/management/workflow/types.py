"""Values, limits and errors of workflow."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.errors import TongbanError

NAMESPACE = "https://tongban.org/bpmn"
"""Of our attributes on BPMN elements, prefix ``tb``."""

MAX_BPMN_BYTES = 1024 * 1024
"""Size of a BPMN file."""
MAX_NODES = 200
"""How many events, gateways and steps one process may have."""
MAX_DATA_BYTES = 8 * 1024
"""Size of the values of one instance, as JSON. They are references and the few values that
conditions read, never the form."""
MAX_CARDINALITY = 50
"""How often one step may be multiplied."""
MAX_TASKS_A_STEP = 200
"""How many elements one act may run through."""
MAX_TASKS = 4000
"""How many elements one instance may run through in its life: about 500 corrections."""

APPLICANT = "applicant"
"""The duty of a step that the applicant does."""
SYSTEM = "system"
"""The duty of a step that the platform does by itself."""


class ProcessStatus(models.TextChoices):
    """运行状态 of an instance."""

    RUNNING = "running", _("运行中")
    COMPLETED = "completed", _("已结束")
    CANCELLED = "cancelled", _("已终止")


class StepKind(models.TextChoices):
    """What an instance can wait for."""

    TASK = "task", _("环节")
    MESSAGE = "message", _("等待消息")
    TIMER = "timer", _("等待到期")


class ProcessError(TongbanError):
    """The process itself cannot go on: its definition asks for something it must not.

    The act that met it is rolled back whole; who manages the item has to mend the process.
    """

    status = HTTPStatus.CONFLICT
    code = "process_error"


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """One step that an instance waits for now."""

    task_id: UUID
    """Names this very occurrence of the step; a step done again has a new one."""
    element_id: str
    step: str
    """The act that does it (``tb:step``): accept, review, decide…"""
    name: str
    duty: str
    """Which post does it (``tb:duty``), or ``applicant`` or ``system``."""
    since: datetime
    outcomes: tuple[str, ...] = ()
    """The outcomes that ``complete_step`` takes; empty for messages and timers."""
    days: int | None = None
    """Its limit in working days (``tb:days``)."""
    kind: StepKind = StepKind.TASK


@dataclass(frozen=True, slots=True)
class Position:
    """Where an instance stands."""

    waiting: tuple[WaitingStep, ...]
    completed: bool
    """Whether it ran to an end event."""
    end_element: str = ""
    """The id of the end event that was reached last."""
    cancelled: bool = False

    def awaits(self, step: str) -> WaitingStep | None:
        """The waiting step of this name, if it waits; the longest waiting of several."""
        return next((w for w in self.waiting if w.step == step), None)


@dataclass(frozen=True, slots=True)
class PastStep:
    """One line of an instance's timeline, done or waiting."""

    task_id: UUID
    element_id: str
    step: str
    name: str
    duty: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    by: dict[str, Any]
    """The actor as a value (``Actor.as_value``), empty while it waits."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a published process, for the guide and for limits."""

    element_id: str
    step: str
    name: str
    duty: str
    days: int | None
    note: str
    """What the reader of the guide should know (``bpmn:documentation``)."""
    risk: str
    """廉政风险点 (``tb:risk``)."""
    outcomes: tuple[str, ...]
    optional: bool
    """Whether the ordinary course leaves it out: corrections, for instance."""


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One published revision, as others see it."""

    id: UUID
    key: str
    version: int
    name: str
    published_at: datetime
    declared: dict[str, Any]
