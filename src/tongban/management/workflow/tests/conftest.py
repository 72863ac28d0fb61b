"""What several tests of workflow need."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tongban.base.kernel.actors import Actor, Capacity, system
from tongban.management.workflow import engine, services
from tongban.management.workflow.definition import read
from tongban.management.workflow.models import ProcessRevision

DIVISION = "341690000000"
PLATFORM = system()
APPLICANT = Actor(capacity=Capacity.SELF, name="谷雨", person_id=uuid4())
MANAGER = Actor(capacity=Capacity.POST, name="惊蛰", duties=frozenset({"item_manager"}))
WINDOW = Actor(capacity=Capacity.POST, name="白露", duties=frozenset({"window"}))


def unchecked(drawing, declared=None):
    """A revision stored without the checks, to see what run time does by itself."""
    bpmn = drawing.bpmn()
    definition = read(bpmn)
    return ProcessRevision.objects.create(
        key=f"unchecked_{uuid4().hex}",
        version=1,
        name="未经检查",
        bpmn=bpmn,
        spec=engine.compiled(definition.tree, definition.process_id),
        declared=declared or {},
        digest=uuid4().hex,
    )


@pytest.fixture
def shipped(db):
    return services.publish_shipped(actor=PLATFORM)


class Subject:
    """A case on its way, for short tests."""

    def __init__(self, process_id, data=None):
        self.id = uuid4()
        self.started = services.start_process(
            actor=PLATFORM,
            process_id=process_id,
            subject_kind="case",
            subject_id=self.id,
            division_code=DIVISION,
            data=data,
        )

    def do(self, step, outcome, actor=PLATFORM, **more):
        return services.complete_step(
            actor=actor,
            subject_kind="case",
            subject_id=self.id,
            step=step,
            outcome=outcome,
            **more,
        )


def apart(act):
    """Do something in a thread, so on a connection of its own where commits are real."""
    answers = []

    def run():
        try:
            answers.append((act(), None))
        except BaseException as error:  # noqa: BLE001 - raised again below
            answers.append((None, error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=120)
    ((answer, error),) = answers
    if error is not None:
        raise error
    return answer


KEPT = (
    "workflow_processstep",
    "workflow_processinstance",
    "workflow_processrevision",
    "audit_pending",
    "audit_entry",
)


def clear():
    """Empty what was committed; what may never be deleted needs its triggers switched off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in KEPT:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def committed(db):
    """Run a test's body where commits are real: ``committed(body)``."""
    yield apart
    apart(clear)
