"""Waiting events in the database: messages are handed over, dates come."""

import pytest
from django.db import transaction

from tongban.base.kernel.errors import Conflict, Forbidden
from tongban.base.kernel.moments import at, moved_to, today
from tongban.management.workflow import jobs, queries, services
from tongban.management.workflow.models import ProcessInstance
from tongban.management.workflow.tests.conftest import (
    APPLICANT,
    PLATFORM,
    WINDOW,
    Subject,
    unchecked,
)
from tongban.management.workflow.tests.test_engine import DUE, TIMER, waiting
from tongban.management.workflow.types import StepKind

pytestmark = pytest.mark.django_db


def timer():
    process = unchecked(waiting(TIMER), declared={"due": DUE.isoformat()})
    with moved_to(at(today(), 9)):
        subject = Subject(process.id, data={"due": DUE.isoformat()})
        subject.do("review", "done")
    return subject


def test_a_date_waits_in_the_table_and_the_job_lets_it_go_on_when_it_has_come():
    subject = timer()
    (rest,) = queries.position("case", subject.id).waiting
    assert (rest.kind, rest.step) == (StepKind.TIMER, "result")
    assert ProcessInstance.objects.get().next_timer_at == DUE
    with moved_to(at(today(), 16)):
        jobs.due_timers(0)
    assert queries.position("case", subject.id).waiting == (rest,)
    with moved_to(DUE):
        assert queries.subjects_due() == [("case", subject.id)]
        jobs.due_timers(0)
        jobs.due_timers(0)
        assert queries.subjects_due() == []
    assert queries.position("case", subject.id).completed
    last = queries.history("case", subject.id)[-1]
    assert (last.element_id, last.outcome, last.ended_at) == ("wait", "due", DUE)
    assert last.by == {"capacity": "system", "name": "到期"}


def test_a_process_that_cannot_go_on_does_not_hold_up_the_others():
    stuck, other = timer(), timer()
    row = ProcessInstance.objects.get(subject_id=stuck.id)
    row.data["due"] = "没有了"
    row.save()
    with moved_to(DUE):
        jobs.due_timers(0)
    assert not queries.position("case", stuck.id).completed
    assert queries.position("case", other.id).completed


def test_before_its_date_nothing_happens():
    subject = timer()
    with moved_to(at(today(), 10)):
        position = services.fire_timers(actor=PLATFORM, subject_kind="case", subject_id=subject.id)
    assert position.awaits("result") is not None
    assert ProcessInstance.objects.get().version == 2


def test_nobody_but_the_platform_lets_a_date_come():
    subject = timer()
    with moved_to(DUE), pytest.raises(Forbidden), transaction.atomic():
        services.fire_timers(actor=WINDOW, subject_kind="case", subject_id=subject.id)
    assert not queries.position("case", subject.id).completed


def test_a_cancelled_process_waits_for_no_date():
    subject = timer()
    services.cancel_process(
        actor=APPLICANT, subject_kind="case", subject_id=subject.id, reason="撤回"
    )
    with moved_to(DUE):
        assert queries.subjects_due() == []


def message():
    process = unchecked(
        waiting(
            '<bpmn:messageEventDefinition messageRef="m"/>', '<bpmn:message id="m" name="result"/>'
        )
    )
    subject = Subject(process.id)
    subject.do("review", "done")
    return subject


def deliver(subject, actor=PLATFORM, step="result"):
    return services.deliver_message(
        actor=actor, subject_kind="case", subject_id=subject.id, step=step
    )


def test_a_message_lets_the_process_go_on():
    subject = message()
    assert queries.position("case", subject.id).waiting[0].kind is StepKind.MESSAGE
    assert deliver(subject).completed
    last = queries.history("case", subject.id)[-1]
    assert (last.step, last.outcome) == ("result", "received")


def test_a_message_that_nobody_waits_for_is_refused():
    subject = message()
    with pytest.raises(Conflict), transaction.atomic():
        deliver(subject, step="other")
    assert not queries.position("case", subject.id).completed


def test_an_applicant_hands_over_no_message_and_a_message_is_no_step():
    subject = message()
    with pytest.raises(Forbidden), transaction.atomic():
        deliver(subject, actor=APPLICANT)
    with pytest.raises(Conflict), transaction.atomic():
        subject.do("result", "received")
    assert not queries.position("case", subject.id).completed
