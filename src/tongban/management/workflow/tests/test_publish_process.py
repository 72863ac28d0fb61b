"""Publishing: who may, what a revision is, and that it never changes."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from tongban.base.audit.models import Entry
from tongban.base.kernel.errors import Forbidden, Invalid, Missing
from tongban.management.workflow import queries, services
from tongban.management.workflow.models import ProcessRevision
from tongban.management.workflow.tests.conftest import APPLICANT, MANAGER, PLATFORM, WINDOW
from tongban.management.workflow.tests.drawings import plain, with_condition

pytestmark = pytest.mark.django_db


def publish(drawing, actor=MANAGER, key="flow", name="流程", declared=None):
    return services.publish_process(
        actor=actor, key=key, name=name, bpmn=drawing.bpmn(), declared=declared or {}
    )


def test_an_item_manager_publishes_the_first_revision_and_it_is_audited():
    process = publish(plain())
    row = ProcessRevision.objects.get()
    assert (process.id, process.key, process.version, process.name) == (row.id, "flow", 1, "流程")
    assert row.published_by == {"capacity": "post", "name": "惊蛰"}
    entry = Entry.objects.get()
    assert (entry.act, entry.subject_kind, entry.subject_id) == (
        "publish_process",
        "process",
        str(row.id),
    )


@pytest.mark.parametrize("actor", [APPLICANT, WINDOW])
def test_others_may_not_publish_and_nothing_is_kept(actor):
    with pytest.raises(Forbidden):
        publish(plain(), actor=actor)
    assert not ProcessRevision.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_content_again_is_the_same_revision():
    first = publish(plain())
    assert publish(plain(), actor=PLATFORM) == first
    assert ProcessRevision.objects.count() == 1


@pytest.mark.parametrize(
    "again",
    [
        {"drawing": with_condition("outcome == 'return'")},
        {"name": "新名称"},
        {"declared": {"amount": 1}},
    ],
)
def test_other_content_is_the_next_revision_and_the_first_stays(again):
    first = publish(plain())
    second = publish(again.pop("drawing", plain()), **again)
    assert (first.version, second.version) == (1, 2)
    assert queries.latest_process("flow") == second
    assert queries.process(first.id) == first
    assert queries.bpmn_of(first.id) == plain().bpmn()


def test_going_back_to_an_older_content_is_a_new_revision():
    publish(plain())
    publish(with_condition("outcome == 'return'"))
    assert publish(plain()).version == 3


def test_keys_count_their_revisions_apart():
    publish(plain())
    assert publish(plain(), key="other").version == 1


def test_a_file_with_findings_is_refused_whole_with_all_of_them():
    drawing = with_condition("nowhere == 1")
    drawing.task("loose")
    with pytest.raises(Invalid) as refused:
        publish(drawing, key="Bad Key")
    assert {(f.place, f.code) for f in refused.value.findings} == {
        ("key", "process_key"),
        ("again", "name_undeclared"),
        ("loose", "incoming"),
        ("loose", "outgoing"),
    }
    assert all(f.message.endswith("。") for f in refused.value.findings)
    assert not ProcessRevision.objects.exists()


def test_the_file_is_kept_and_the_executable_spec_beside_it():
    process = publish(plain())
    row = ProcessRevision.objects.get(id=process.id)
    assert row.bpmn == plain().bpmn()
    assert row.spec["name"] == "flow"
    assert row.spec["task_specs"]["review"]["typename"] == "UserTask"


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(name="改"),
        lambda rows: rows.update(bpmn=""),
        lambda rows: rows.delete(),
        lambda rows: rows.filter(key="none").update(name="改"),
    ],
)
def test_the_database_refuses_to_change_a_revision(change):
    process = publish(plain())
    with pytest.raises(DatabaseError, match="已发布的流程不能修改或删除"), transaction.atomic():
        change(ProcessRevision.objects.all())
    assert queries.process(process.id) == process


def test_the_shipped_processes_publish_and_a_second_time_changes_nothing():
    first = services.publish_shipped(actor=PLATFORM)
    assert {key: p.name for key, p in first.items()} == {
        "standard_license": "一般许可流程",
        "instant": "即办流程",
        "joint_review": "并联审查流程",
    }
    assert services.publish_shipped(actor=PLATFORM) == first
    assert ProcessRevision.objects.count() == 3


def test_an_unknown_process_is_missing():
    with pytest.raises(Missing):
        queries.latest_process("none")


def test_a_step_has_one_duty_and_an_unknown_step_none(shipped):
    process = shipped["standard_license"].id
    assert queries.duty_of(process, "review") == "handler"
    assert queries.duty_of(process, "correct") == "applicant"
    assert queries.duty_of(process, "inspect") == ""


def test_steps_are_told_in_the_order_of_the_flow_with_their_limits(shipped):
    steps = queries.steps_of(shipped["standard_license"].id)
    assert [(s.step, s.duty, s.days, s.optional) for s in steps] == [
        ("prereview", "window", 1, False),
        ("accept", "window", 1, False),
        ("correct", "applicant", None, True),
        ("review", "handler", 3, False),
        ("correct", "applicant", None, True),
        ("decide", "signer", 1, False),
        ("issue", "system", None, False),
        ("close", "system", None, False),
    ]
    accept = steps[1]
    assert accept.name == "受理"
    assert accept.outcomes == ("accept", "correction", "refuse")
    assert accept.risk == "超出清单要材料，或对应当受理的申请不受理"
    assert accept.note.startswith("出具受理通知书")


def test_of_two_publications_at_once_each_gets_its_own_version(committed):
    versions = []

    def one(name):
        try:
            versions.append(publish(plain(), name=name).version)
        finally:
            connection.close()

    def body():
        threads = [threading.Thread(target=one, args=(n,)) for n in ("甲", "乙", "丙")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert sorted(versions) == [1, 2, 3]

    committed(body)
