"""Acts of workflow: publish a process, start it for a subject, do its steps, stop it."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.workflow import checks, engine, queries, shipped
from tongban.management.workflow.definition import read
from tongban.management.workflow.models import ProcessInstance, ProcessRevision, ProcessStep
from tongban.management.workflow.revisions import Revision, revision
from tongban.management.workflow.rights import must
from tongban.management.workflow.types import (
    MAX_DATA_BYTES,
    Position,
    ProcessStatus,
    ProcessView,
    StepKind,
    WaitingStep,
)


@in_one_transaction
def publish_process(
    *, actor: Actor, key: str, name: str, bpmn: str, declared: Mapping[str, Any]
) -> ProcessView:
    """Publish a BPMN file as the next revision under ``key``.

    ``declared`` names every value that conditions read and gives one sample of each, of the type
    that it will have. The same content again gives the latest revision back. Raises Forbidden,
    or Invalid with every finding at once (place: element id, code: the rule).
    """
    must(actor, "publish_process")
    # Two publications under one key wait for each other, so that versions have no gap.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"process:{key}"])
    latest = ProcessRevision.objects.filter(key=key).order_by("-version").first()
    samples = dict(declared)
    digest = queries.digest_of(key, name, bpmn, samples)
    if latest is not None and latest.digest == digest:
        return queries.process(latest.id)
    checks.require(key=key, name=name, bpmn=bpmn, declared=samples)
    definition = read(bpmn)
    row = ProcessRevision.objects.create(
        key=key,
        version=latest.version + 1 if latest else 1,
        name=name,
        bpmn=bpmn,
        spec=engine.compiled(definition.tree, definition.process_id),
        declared=samples,
        digest=digest,
        published_at=now(),
        published_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="publish_process",
        subject_kind="process",
        subject_id=row.id,
        division_code=actor.division_code,
        detail={"key": key, "version": row.version, "digest": digest},
    )
    return queries.process(row.id)


@in_one_transaction
def publish_shipped(*, actor: Actor) -> dict[str, ProcessView]:
    """Publish the processes that come with the product, by key; again changes nothing."""
    must(actor, "publish_shipped")
    return {
        process.key: publish_process(
            actor=actor,
            key=process.key,
            name=process.name,
            bpmn=process.bpmn,
            declared=process.declared,
        )
        for process in shipped.processes()
    }


@in_one_transaction
def start_process(
    *,
    actor: Actor,
    process_id: UUID,
    subject_kind: str,
    subject_id: UUID,
    division_code: str,
    data: Mapping[str, Any] | None = None,
) -> list[WaitingStep]:
    """Start a process for a subject and say what it waits for.

    ``data`` gives declared values. Raises Conflict ``process_started`` when the subject already
    has a process, Invalid when a value is not declared, of another type or too large.
    """
    must(actor, "start_process")
    compiled = revision(process_id)
    values = _values(compiled, {}, data)
    moment = now()
    row, fresh = ProcessInstance.objects.get_or_create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        defaults={
            "process_id": process_id,
            "division_code": division_code,
            "started_at": moment,
        },
    )
    if not fresh:
        raise Conflict(_("这件事已经在走流程了。"), code="process_started")
    position = _store(_Case(row, compiled, []), engine.start(compiled.spec, values), moment)
    _recorded(actor, "start_process", row, {"process": str(process_id)})
    return list(position.waiting)


@in_one_transaction
def complete_step(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    step: str,
    outcome: str,
    data: Mapping[str, Any] | None = None,
    task_id: UUID | None = None,
) -> Position:
    """Do a waiting step with an outcome and say where the subject stands then.

    Of several waiting steps of one name the longest waiting is done, unless ``task_id`` names
    one. Raises Conflict ``step_not_waiting`` when it does not wait (somebody else was first),
    Invalid ``outcome_unknown`` when the step has no such outcome, Forbidden when an applicant
    would do an officer's step, ProcessError when the process cannot go on; nothing has changed
    then.
    """
    must(actor, "complete_step")
    case = _locked(subject_kind, subject_id)
    waiting = case.waiting(step, StepKind.TASK, task_id)
    must(actor, "complete_step", waiting)
    outcomes = case.compiled.node(waiting.element_id).outcomes
    if outcome not in outcomes:
        raise Invalid(
            _("“%(name)s”的结果只能是：%(names)s。")
            % {"name": waiting.name, "names": _("、").join(outcomes)},
            code="outcome_unknown",
            findings=[
                FieldFinding(
                    "outcome",
                    "outcome_unknown",
                    _("没有“%(outcome)s”这种结果。") % {"outcome": outcome},
                )
            ],
        )
    run = case.restored(data)
    run.complete(waiting.task_id, step, outcome)
    position = _store(case, run, now(), _Ended(waiting.task_id, outcome, actor))
    _recorded(actor, "complete_step", case.row, {"step": step, "outcome": outcome})
    return position


@in_one_transaction
def deliver_message(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    step: str,
    data: Mapping[str, Any] | None = None,
) -> Position:
    """Hand over what a subject waits for at a message event, whose ``tb:step`` is ``step``.

    Raises Conflict ``step_not_waiting`` when it does not wait for it.
    """
    must(actor, "deliver_message")
    case = _locked(subject_kind, subject_id)
    waiting = case.waiting(step, StepKind.MESSAGE, None)
    must(actor, "deliver_message", waiting)
    run = case.restored(data)
    run.deliver(waiting.task_id)
    position = _store(case, run, now(), _Ended(waiting.task_id, "received", actor))
    _recorded(actor, "deliver_message", case.row, {"step": step})
    return position


@in_one_transaction
def fire_timers(*, actor: Actor, subject_kind: str, subject_id: UUID) -> Position:
    """Let a subject go on whose date has come; one whose date has not come stays as it is."""
    must(actor, "fire_timers")
    case = _locked(subject_kind, subject_id)
    if case.row.next_timer_at is None or case.row.next_timer_at > now():
        return queries.position(subject_kind, subject_id)
    run = case.restored(None)
    run.advance()
    position = _store(case, run, now(), _Ended(None, "due", actor))
    _recorded(actor, "fire_timers", case.row, {})
    return position


@in_one_transaction
def cancel_process(*, actor: Actor, subject_kind: str, subject_id: UUID, reason: str) -> Position:
    """Stop a running process for good, for instance when the application is withdrawn.

    Raises Conflict ``process_ended`` when it has ended already.
    """
    must(actor, "cancel_process")
    row = _locked(subject_kind, subject_id).row
    moment = now()
    row.steps.filter(ended_at=None).update(
        ended_at=moment, outcome="cancelled", by=actor.as_value()
    )
    row.status = ProcessStatus.CANCELLED
    row.ended_at = moment
    row.next_timer_at = None
    row.version += 1
    row.save(update_fields=["status", "ended_at", "next_timer_at", "version"])
    _recorded(actor, "cancel_process", row, {}, reason)
    return Position(waiting=(), completed=False, end_element=row.end_element, cancelled=True)


@dataclass(frozen=True, slots=True)
class _Case:
    """A locked instance with its revision and the steps that it waits for."""

    row: ProcessInstance
    compiled: Revision
    open: list[ProcessStep]

    def waiting(self, step: str, kind: StepKind, task_id: UUID | None) -> ProcessStep:
        """The step to be done, the longest waiting of several."""
        for found in self.open:
            if (found.step, found.kind) == (step, kind) and task_id in {None, found.task_id}:
                return found
        raise Conflict(
            _("这一步已经有人办了，或者还没有轮到，请刷新页面看现在能办什么。"),
            code="step_not_waiting",
        )

    def restored(self, data: Mapping[str, Any] | None) -> engine.Run:
        """The instance in memory, with values newly given."""
        values = _values(self.compiled, self.row.data, data)
        return engine.restored(self.compiled.spec, self.row.state, values)


@dataclass(frozen=True, slots=True)
class _Ended:
    """Why a step ended: which one (or every timer that fired), with what, by whom."""

    task_id: UUID | None
    outcome: str
    actor: Actor


def _locked(subject_kind: str, subject_id: UUID) -> _Case:
    row = (
        ProcessInstance.objects.select_for_update()
        .filter(subject_kind=subject_kind, subject_id=subject_id)
        .first()
    )
    if row is None:
        raise Missing(_("这件事还没有开始走流程。"), code="process_missing")
    if row.status != ProcessStatus.RUNNING:
        raise Conflict(_("流程已经结束，请刷新页面查看结果。"), code="process_ended")
    steps = list(row.steps.filter(ended_at=None).order_by("id"))
    return _Case(row, revision(row.process_id), steps)


def _values(
    compiled: Revision, kept: Mapping[str, Any], given: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The instance's values with those newly given. Raises Invalid."""
    findings = []
    for name, value in (given or {}).items():
        if name not in compiled.declared:
            findings.append(
                FieldFinding(
                    name,
                    "undeclared_value",
                    _("流程没有声明“%(name)s”，请去掉或先声明。") % {"name": name},
                )
            )
        elif not checks.same_type(value, compiled.declared[name]):
            findings.append(
                FieldFinding(
                    name, "value_type", _("“%(name)s”的类型和流程声明的不一样。") % {"name": name}
                )
            )
    values = deepcopy({**kept, **(given or {})})
    if not findings and len(json.dumps(values, ensure_ascii=False).encode()) > MAX_DATA_BYTES:
        findings.append(
            FieldFinding("data", "data_too_large", _("值超过 8 KB，请只交标识和条件要用的值。"))
        )
    if findings:
        raise Invalid(_("交给流程的值不对，办件没有变化，请按提示改正。"), findings=findings)
    return values


def _store(case: _Case, run: engine.Run, moment: datetime, ended: _Ended | None = None) -> Position:
    """Write the instance and its steps as the run left them, and say where it stands."""
    row = case.row
    resting = {w.task_id: w for w in run.waiting()}
    still = [step for step in case.open if step.task_id in resting]
    known = {step.task_id for step in still}
    for step in case.open:
        if step.task_id in known or ended is None:
            continue
        by_act = ended.task_id in {None, step.task_id}
        step.ended_at = moment
        step.outcome = ended.outcome if by_act else "cancelled"
        step.by = ended.actor.as_value() if by_act else {}
        step.save(update_fields=["ended_at", "outcome", "by"])
    fresh = ProcessStep.objects.bulk_create(
        ProcessStep(
            instance=row,
            division_code=row.division_code,
            task_id=rest.task_id,
            element_id=rest.element_id,
            kind=rest.kind,
            step=node.step,
            name=node.name,
            duty=node.duty,
            started_at=moment,
        )
        for rest in resting.values()
        if rest.task_id not in known
        for node in [case.compiled.node(rest.element_id)]
    )
    row.state = run.stored()
    row.data = run.values
    row.version += 1
    row.next_timer_at = min((w.due for w in resting.values() if w.due is not None), default=None)
    row.end_element = run.end_element or row.end_element
    if run.completed:
        row.status = ProcessStatus.COMPLETED
        row.ended_at = moment
    row.save(
        update_fields=[
            "state", "data", "version", "next_timer_at", "end_element", "status", "ended_at",
        ]
    )  # fmt: skip
    return Position(
        waiting=tuple(queries.waiting_step(case.compiled, step) for step in [*still, *fresh]),
        completed=run.completed,
        end_element=row.end_element,
    )


def _recorded(
    actor: Actor, act: str, row: ProcessInstance, detail: dict[str, Any], reason: str = ""
) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        division_code=row.division_code,
        detail=detail,
        reason=reason,
    )
