"""Stopping a process."""

import pytest
from django.db import transaction

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden
from tongban.management.workflow import queries, services
from tongban.management.workflow.models import ProcessInstance
from tongban.management.workflow.tests.conftest import APPLICANT, PLATFORM, Subject


def cancel(subject, actor=APPLICANT):
    return services.cancel_process(
        actor=actor, subject_kind="case", subject_id=subject.id, reason="申请人撤回"
    )


def test_a_withdrawn_application_waits_for_nothing_and_says_so(shipped):
    subject = Subject(shipped["joint_review"].id)
    subject.do("accept", "accept")
    position = cancel(subject)
    assert (position.waiting, position.completed, position.cancelled) == ((), False, True)
    assert queries.position("case", subject.id) == position
    assert [(s.step, s.outcome) for s in queries.history("case", subject.id)] == [
        ("accept", "accept"),
        ("review", "cancelled"),
        ("inspect", "cancelled"),
    ]
    assert ProcessInstance.objects.get().status == "cancelled"
    entry = Entry.objects.get(act="cancel_process")
    assert (entry.subject_id, entry.reason) == (str(subject.id), "申请人撤回")


def test_a_cancelled_process_takes_no_step_and_cannot_be_cancelled_again(shipped):
    subject = Subject(shipped["instant"].id)
    cancel(subject)
    entries = Entry.objects.count()
    for again in (cancel, lambda s: s.do("accept", "accept")):
        with pytest.raises(Conflict) as refused, transaction.atomic():
            again(subject)
        assert refused.value.code == "process_ended"
    assert Entry.objects.count() == entries


def test_a_visitor_cannot_cancel(shipped):
    subject = Subject(shipped["instant"].id)
    with pytest.raises(Forbidden), transaction.atomic():
        cancel(subject, VISITOR)
    assert queries.position("case", subject.id).awaits("accept") is not None


def test_a_completed_process_cannot_be_cancelled(shipped):
    subject = Subject(shipped["instant"].id)
    subject.do("accept", "refuse")
    with pytest.raises(Conflict), transaction.atomic():
        cancel(subject, PLATFORM)
    assert queries.position("case", subject.id).completed
