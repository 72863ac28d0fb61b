# mypy: untyped-calls-exclude="SpiffWorkflow,tongban.management.workflow.engine"
"""SpiffWorkflow behind our own rules: what it may evaluate, how much it may run, what it stores.

Its own script engine evaluates Python, so that is never built here: ``ExpressionEngine`` is
handed over when an instance starts **and** when it is restored. Expressions are ZEN expressions
over the instance's values; scripts and service calls do not exist.

The values lie beside the engine's tasks, not in them: tasks of parallel branches would each carry
a copy, and at the join an old copy could win.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import IntermediateCatchEventParser
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.event_definition import (
    TimerConditionalEventDefinitionConverter,
)
from SpiffWorkflow.bpmn.serializer.default.task_spec import ParallelGatewayConverter
from SpiffWorkflow.bpmn.serializer.helpers.registry import DefaultRegistry
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask, SimpleBpmnTask, _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import (
    EndEvent,
    ExclusiveGateway,
    IntermediateCatchEvent,
    ParallelGateway,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    StartEvent,
    UserTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tongban.base.kernel.moments import now
from tongban.management.workflow import conditions
from tongban.management.workflow.types import (
    MAX_TASKS,
    MAX_TASKS_A_STEP,
    ProcessError,
    StepKind,
)


def _values(task: Task) -> dict[str, Any]:
    workflow = task.workflow
    assert isinstance(workflow, SafeWorkflow)
    return workflow.values


class ExpressionEngine:
    """What the engine asks for answers: ZEN expressions and nothing else."""

    @property
    def environment(self) -> "ExpressionEngine":
        """Where the engine would run Python; here it is refused too."""
        return self

    def evaluate(self, task: Task, expression: str, external_context: object = None) -> Any:
        """Answer a gateway's condition with true or false, a multiplied step with a number."""
        del external_context
        spec = task.task_spec
        values = _values(task)
        if isinstance(spec, ExclusiveGateway):
            return conditions.decide(expression, values)
        if isinstance(spec, ParallelMultiInstanceTask | SequentialMultiInstanceTask):
            return conditions.cardinality(expression, values)
        raise ProcessError(_("流程在不允许的地方要求计算，请联系事项管理员。"), code="no_script")

    def execute(self, *_args: object, **_kwargs: object) -> bool:
        """Refuse to run a script."""
        raise ProcessError(_("流程不能执行脚本，请联系事项管理员。"), code="no_script")

    def call_service(self, *_args: object, **_kwargs: object) -> None:
        """Refuse to call a service."""
        raise ProcessError(_("流程不能调用外部服务，请联系事项管理员。"), code="no_script")


ENGINE = ExpressionEngine()


class DueDate(TimeDateEventDefinition):
    """A timer that fires at a date given to the instance, by the platform's clock.

    Durations do not exist here: how long something takes is counted in working days by
    ``clocks``, and the date is handed over as a value.
    """

    def due(self, task: Task) -> datetime:
        """The date it waits for. Raises ProcessError when the value is no date with a zone."""
        value = _values(task).get(self.expression)
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ProcessError(
                _("到期时间“%(expression)s”还没有值或不是带时区的时间，请联系事项管理员。")
                % {"expression": self.expression},
                code="value_missing",
            )
        return moment

    def has_fired(self, my_task: Task) -> bool:
        """Whether the date has come."""
        return self.due(my_task) <= now()


class SafeWorkflow(BpmnWorkflow):
    """A workflow that has our engine from its first moment and takes no other."""

    def __init__(
        self, spec: BpmnProcessSpec, *, values: dict[str, Any], deserializing: bool = False
    ) -> None:
        """Take the values before anything runs: building it already makes the first task ready."""
        self.values = values
        super().__init__(  # type: ignore[no-untyped-call]
            spec, {}, script_engine=ENGINE, deserializing=deserializing
        )

    @property
    def script_engine(self) -> ExpressionEngine:
        """Ours."""
        return ENGINE

    @script_engine.setter
    def script_engine(self, engine: object) -> None:
        """Refuse another one."""
        del engine
        raise ProcessError(_("流程的计算方式不能更换。"), code="no_script")


class Join(ParallelGateway):
    """A parallel gateway that counts the branches of this round only.

    The library's own looks at every branch that ever arrived: when a process was sent back to
    before the split, it let the second round through as soon as one branch was done.
    """

    def _update_hook(self, my_task: Task) -> bool:
        arrived = [
            task
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self
            and not task.internal_data.get("joined")
            and task.parent is not None
            and task.parent.state == TaskState.COMPLETED
        ]
        here = {task.parent.task_spec.name for task in arrived if task.parent is not None}
        if not here.issuperset(self._inputs):
            my_task._set_state(TaskState.WAITING)  # noqa: SLF001 - the library's way to wait
            return False
        for task in arrived:
            task.internal_data["joined"] = True
            if task is not my_task:
                # One of them goes on for all.
                task.cancel()
        return True

    def _run_hook(self, my_task: Task) -> bool:
        del my_task
        return True


class _DueDateParser(IntermediateCatchEventParser):
    def parse_timer_event(self, event: etree._Element) -> DueDate:
        date = event.findtext(full_tag("timeDate"))
        return DueDate(self.node.get("name", self.bpmn_id), (date or "").strip())


class _SafeParser(BpmnParser):
    """Knows only the elements that may be published."""

    PARSER_CLASSES = {
        full_tag(tag): BpmnParser.PARSER_CLASSES[full_tag(tag)]
        for tag in ("startEvent", "endEvent", "userTask", "exclusiveGateway")
    } | {
        full_tag("parallelGateway"): (GatewayParser, Join),
        full_tag("intermediateCatchEvent"): (_DueDateParser, IntermediateCatchEvent),
    }


_ALLOWED = (
    Task,
    BpmnProcessSpec,
    BpmnStartTask,
    SimpleBpmnTask,
    _EndJoin,
    StartEvent,
    EndEvent,
    UserTask,
    ExclusiveGateway,
    IntermediateCatchEvent,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    MessageEventDefinition,
    NoneEventDefinition,
)
_REGISTRY: DefaultRegistry = BpmnWorkflowSerializer.configure(
    {kind: DEFAULT_CONFIG[kind] for kind in _ALLOWED}
    | {Join: ParallelGatewayConverter, DueDate: TimerConditionalEventDefinitionConverter}
)


def compiled(tree: etree._Element, process_id: str) -> dict[str, Any]:
    """The executable spec of a process as JSON. Raises ProcessError if the engine cannot read it.

    The tree is one that ``definition.parse`` has read.
    """
    parser = _SafeParser()
    try:
        parser.add_bpmn_xml(deepcopy(tree))
        spec = parser.get_spec(process_id)
        spec.file = None
        return dict(_REGISTRY.convert(spec))
    except (ValidationException, SpiffWorkflowException) as error:
        raise ProcessError(
            _("引擎读不了这个流程：%(error)s") % {"error": error}, code="not_executable"
        ) from error


def spec_from(stored: dict[str, Any]) -> BpmnProcessSpec:
    """The spec that ``compiled`` made. It is read only from then on and may be shared."""
    spec: BpmnProcessSpec = _REGISTRY.restore(deepcopy(stored))
    return spec


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task at which an instance rests."""

    task_id: UUID
    element_id: str
    kind: StepKind
    due: datetime | None = None


@dataclass(slots=True)
class Run:
    """One instance in memory, between being restored and being stored."""

    workflow: SafeWorkflow
    end_element: str = ""
    _ran: int = field(default=0, repr=False)

    @property
    def values(self) -> dict[str, Any]:
        """What conditions read."""
        return self.workflow.values

    @property
    def completed(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.workflow.is_completed())

    def waiting(self) -> list[Waiting]:
        """The tasks at which it rests."""
        found = []
        for task in self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING):
            spec = task.task_spec
            if isinstance(spec, UserTask) and task.state == TaskState.READY:
                found.append(Waiting(task.id, str(spec.bpmn_id), StepKind.TASK))
            elif isinstance(spec, IntermediateCatchEvent) and task.state == TaskState.WAITING:
                event = spec.event_definition
                if isinstance(event, DueDate):
                    found.append(
                        Waiting(task.id, str(spec.bpmn_id), StepKind.TIMER, event.due(task))
                    )
                else:
                    found.append(Waiting(task.id, str(spec.bpmn_id), StepKind.MESSAGE))
        return found

    def complete(self, task_id: UUID, step: str, outcome: str) -> None:
        """Do one waiting user task and go on to where the instance rests next."""
        task = self.workflow.get_task_from_id(task_id)
        task.internal_data["outcome"] = outcome
        self.values[conditions.OUTCOME] = outcome
        self.values.setdefault(conditions.OUTCOMES, {})[step] = self._outcomes(task, outcome)
        self._guarded(task.run)
        self.advance()

    def deliver(self, task_id: UUID) -> None:
        """Hand over the message that one waiting event waits for, and go on."""
        task = self.workflow.get_task_from_id(task_id)
        event = task.task_spec.event_definition
        # Caught by this task alone, also when another branch waits for the same message.
        self._guarded(lambda: event.catch(task, BpmnEvent(event)))
        self._guarded(lambda: task.task_spec._update(task))  # noqa: SLF001
        self.advance()

    def advance(self) -> None:
        """Run everything that needs nobody.

        Raises ProcessError when that is too much or leads nowhere.
        """
        self._ran = 0
        self._guarded(self._settle)
        if not self.completed and not self.waiting():
            raise ProcessError(
                _("流程停在没有人能办的地方，办件没有变化，请联系事项管理员。"), code="stuck"
            )

    def stored(self) -> dict[str, Any]:
        """Its state as JSON, without spec and values."""
        workflow = self.workflow
        return {
            "root": str(workflow.task_tree.id),
            "last_task": str(workflow.last_task.id) if workflow.last_task else None,
            "completed": workflow.completed,
            "tasks": {str(key): _REGISTRY.convert(task) for key, task in workflow.tasks.items()},
        }

    def _outcomes(self, task: Task, outcome: str) -> str | list[str]:
        parent = task.parent
        multiplied = ParallelMultiInstanceTask | SequentialMultiInstanceTask
        if parent is None or not isinstance(parent.task_spec, multiplied):
            return outcome
        return [
            child.internal_data["outcome"]
            for child in parent.children
            if "outcome" in child.internal_data
        ]

    def _settle(self) -> None:
        while True:
            self.workflow.do_engine_steps(did_complete_task=self._count)
            ready = self.workflow.get_tasks(state=TaskState.READY)
            if all(task.task_spec.manual for task in ready):
                return

    def _count(self, task: Task) -> None:
        self._ran += 1
        if isinstance(task.task_spec, EndEvent):
            self.end_element = task.task_spec.name
        if self._ran > MAX_TASKS_A_STEP or len(self.workflow.tasks) > MAX_TASKS:
            raise ProcessError(
                _("流程一步走得太多，像是在转圈，办件没有变化，请联系事项管理员。"),
                code="too_many_tasks",
            )

    def _guarded(self, act: Any) -> None:
        try:
            act()
        except SpiffWorkflowException as error:
            raise ProcessError(
                _("流程走不下去（%(error)s），办件没有变化，请联系事项管理员。") % {"error": error},
                code="process_error",
            ) from error


def start(spec: BpmnProcessSpec, values: dict[str, Any]) -> Run:
    """A new instance, run to where it first rests."""
    run = Run(SafeWorkflow(spec, values=values))
    run.advance()
    return run


def restored(spec: BpmnProcessSpec, state: dict[str, Any], values: dict[str, Any]) -> Run:
    """An instance as it was stored."""
    workflow = SafeWorkflow(spec, values=values, deserializing=True)
    workflow.tasks = {
        UUID(key): _REGISTRY.restore(task, workflow=workflow)
        for key, task in state["tasks"].items()
    }
    workflow.task_tree = workflow.tasks[UUID(state["root"])]
    workflow.completed = state["completed"]
    if state["last_task"]:
        workflow.last_task = workflow.tasks.get(UUID(state["last_task"]))
    return Run(workflow)
