"""Reads of workflow."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import now, to_shanghai
from tongban.management.workflow import chart as drawing
from tongban.management.workflow.definition import USER_TASK
from tongban.management.workflow.models import ProcessInstance, ProcessRevision, ProcessStep
from tongban.management.workflow.revisions import Revision, revision
from tongban.management.workflow.types import (
    PastStep,
    Position,
    ProcessStatus,
    ProcessView,
    StepKind,
    StepView,
    WaitingStep,
)

_STEP = ("id", "task_id", "element_id", "kind", "step", "name", "duty", "started_at")


def positions(subject_kind: str, ids: Iterable[UUID]) -> dict[UUID, Position]:
    """Where each of these subjects stands, in one query; subjects without a process are left out.

    Reads the history, not the engine. Ids are ordered by time, so the longest waiting comes first.
    """
    rows = (
        ProcessInstance.objects.filter(subject_kind=subject_kind, subject_id__in=list(ids))
        .annotate(open=FilteredRelation("steps", condition=Q(steps__ended_at__isnull=True)))
        .values_list(
            "subject_id", "process_id", "status", "end_element",
            "open__id", "open__task_id", "open__element_id", "open__kind", "open__step",
            "open__name", "open__duty", "open__started_at",
        )
    )  # fmt: skip
    waiting: dict[UUID, list[WaitingStep]] = {}
    ends: dict[UUID, tuple[str, str]] = {}
    for subject_id, process_id, status, end, *step in sorted(rows, key=lambda row: str(row[4])):
        ends[subject_id] = status, end
        steps = waiting.setdefault(subject_id, [])
        if step[0] is not None:
            row = ProcessStep(**dict(zip(_STEP, step, strict=True)))
            steps.append(waiting_step(revision(process_id), row))
    return {
        subject_id: Position(
            waiting=tuple(waiting[subject_id]),
            completed=status == ProcessStatus.COMPLETED,
            end_element=end,
            cancelled=status == ProcessStatus.CANCELLED,
        )
        for subject_id, (status, end) in ends.items()
    }


def waiting_step(compiled: Revision, row: ProcessStep) -> WaitingStep:
    """A waiting step as others see it."""
    node = compiled.node(row.element_id)
    return WaitingStep(
        task_id=row.task_id,
        element_id=row.element_id,
        step=row.step,
        name=row.name,
        duty=row.duty,
        since=to_shanghai(row.started_at),
        outcomes=node.outcomes,
        days=node.limit,
        kind=StepKind(row.kind),
    )


def position(subject_kind: str, subject_id: UUID) -> Position:
    """Where one subject stands. Raises Missing when it has no process."""
    found = positions(subject_kind, [subject_id]).get(subject_id)
    if found is None:
        raise Missing(_("这件事还没有开始走流程。"), code="process_missing")
    return found


def duty_of(process_id: UUID, step: str) -> str:
    """Which duty does the step of that name; empty when the process has no such step."""
    nodes = revision(process_id).definition.nodes.values()
    return next((n.duty for n in nodes if n.kind == USER_TASK and n.step == step), "")


def history(subject_kind: str, subject_id: UUID) -> list[PastStep]:
    """The steps of one subject, oldest first, those still waiting last."""
    rows = ProcessStep.objects.filter(
        instance__subject_kind=subject_kind, instance__subject_id=subject_id
    ).order_by(F("ended_at").asc(nulls_last=True), "started_at", "id")
    return [
        PastStep(
            task_id=row.task_id,
            element_id=row.element_id,
            step=row.step,
            name=row.name,
            duty=row.duty,
            started_at=to_shanghai(row.started_at),
            ended_at=row.ended_at and to_shanghai(row.ended_at),
            outcome=row.outcome,
            by=row.by,
        )
        for row in rows
    ]


def latest_process(key: str) -> ProcessView:
    """The newest revision under this key. Raises Missing."""
    row = ProcessRevision.objects.filter(key=key).order_by("-version").first()
    if row is None:
        raise Missing(_("还没有发布代码为“%(key)s”的流程。") % {"key": key}, code="process_missing")
    return _view(row)


def process(process_id: UUID) -> ProcessView:
    """One revision. Raises Missing."""
    row = ProcessRevision.objects.filter(id=process_id).first()
    if row is None:
        raise Missing(_("没有这个流程，请从事项的当前版本重新进入。"), code="process_missing")
    return _view(row)


def bpmn_of(process_id: UUID) -> str:
    """The published file, byte for byte. Raises Missing."""
    return revision(process_id).bpmn


def digest_of(key: str, name: str, bpmn: str, declared: Mapping[str, Any]) -> str:
    """What a process is known by: the same content has the same everywhere."""
    content = json.dumps([key, name, bpmn, dict(declared)], sort_keys=True, ensure_ascii=False)
    # Characters that no file has are refused by the checks, with everything else that is wrong.
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()


def same_process(key: str, name: str, bpmn: str, declared: Mapping[str, Any]) -> UUID | None:
    """The newest revision that says the very same, if there is one."""
    digest = digest_of(key, name, bpmn, declared)
    rows = ProcessRevision.objects.filter(key=key, digest=digest)
    return rows.order_by("-version").values_list("id", flat=True).first()


def steps_of(process_id: UUID) -> list[StepView]:
    """The steps of a revision in the order of the flow. Raises Missing."""
    definition = revision(process_id).definition
    return [
        StepView(
            element_id=node.id,
            step=node.step,
            name=node.name,
            duty=node.duty,
            days=node.limit,
            note=node.note,
            risk=node.risk,
            outcomes=node.outcomes,
            optional=node.id not in definition.main_way,
        )
        for node in definition.in_order
        if node.kind == USER_TASK
    ]


def chart(process_id: UUID) -> str:
    """A revision's flow chart as SVG. Raises Missing."""
    return drawing.draw(revision(process_id).definition)


def live_chart(subject_kind: str, subject_id: UUID) -> str:
    """The chart of one subject's revision with what is done and what waits. Raises Missing."""
    instance = ProcessInstance.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id
    ).first()
    if instance is None:
        raise Missing(_("这件事还没有开始走流程。"), code="process_missing")
    steps = list(instance.steps.values_list("element_id", "ended_at"))
    return drawing.draw(
        revision(instance.process_id).definition,
        drawing.Progress(
            now=frozenset(element_id for element_id, ended_at in steps if ended_at is None),
            done=frozenset(element_id for element_id, ended_at in steps if ended_at is not None),
            end=instance.end_element,
            status=ProcessStatus(instance.status),
        ),
    )


def _view(row: ProcessRevision) -> ProcessView:
    return ProcessView(
        id=row.id,
        key=row.key,
        version=row.version,
        name=row.name,
        published_at=row.published_at,
        declared=row.declared,
    )


def subjects_due() -> list[tuple[str, UUID]]:
    """The subjects whose timer's date has come, the longest due first, 500 at most."""
    return list(
        ProcessInstance.objects.filter(next_timer_at__lte=now())
        .order_by("next_timer_at")
        .values_list("subject_kind", "subject_id")[:500]
    )


def latest_processes() -> list[ProcessView]:
    """The newest revision of every process, by name."""
    rows = ProcessRevision.objects.order_by("key", "-version").distinct("key").defer("bpmn", "spec")
    return sorted((_view(row) for row in rows), key=lambda view: view.name)
