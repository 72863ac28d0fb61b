"""A process revision is published while cases run: each goes its own way to its end."""

from datetime import timedelta

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Conflict, Forbidden
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import guide, moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_two_at_once import split, together
from tongban.management.catalog.services import publish_item
from tongban.management.catalog.types import GuideLimit
from tongban.management.workflow.models import ProcessInstance
from tongban.management.workflow.queries import latest_process, position, steps_of
from tongban.management.workflow.services import publish_process
from tongban.management.workflow.shipped import processes

MONDAY = moment(2026, 3, 2, 10, 0)
STANDARD = next(p for p in processes() if p.key == "standard_license")
BY_REVIEWERS = STANDARD.bpmn.replace(
    'tb:step="review" tb:duty="handler"', 'tb:step="review" tb:duty="reviewer"'
)
"""The same chart, whose review is another duty's."""
JOINT = next(p for p in processes() if p.key == "joint_review")
JOINT_BY_OTHERS = JOINT.bpmn.replace(
    'tb:step="review" tb:duty="handler"', 'tb:step="review" tb:duty="signer"'
).replace('tb:step="inspect" tb:duty="reviewer"', 'tb:step="inspect" tb:duty="handler"')


def new_process():
    assert STANDARD.bpmn != BY_REVIEWERS
    return publish_process(
        actor=operator(),
        key=STANDARD.key,
        name=STANDARD.name,
        bpmn=BY_REVIEWERS,
        declared=STANDARD.declared,
    )


def put_into_force(town, process):
    """From now on the item runs in that process, and promises to be quicker."""
    publish_item(
        actor=operator(),
        item_id=town.items["food"],
        guide=guide(promised=GuideLimit(3, clause="承诺")),
        form_id=town.forms["food"],
        process_id=process.id,
    )


def finished(town, case, reviewer):
    """Whatever steps are left, by who does them, to the licence."""
    doers = {"prereview": "window", "accept": "window", "review": reviewer, "decide": "signer"}
    names = {
        "prereview": "pass_prereview",
        "accept": "accept_case",
        "review": "pass_review",
        "decide": "grant",
    }
    while waiting := [w.step for w in position("case", case.id).waiting if w.step in doers]:
        getattr(acts, names[waiting[0]])(actor=town.officer(doers[waiting[0]]), case_id=case.id)
    finish_case(case_id=str(case.id))
    return Case.objects.get(id=case.id)


@pytest.mark.parametrize("step", ["prereview", "accept", "review", "decide"])
def test_a_running_case_keeps_its_process_its_limits_and_comes_to_its_licence(town, step):
    with moved_to(MONDAY):
        running = town.at(step)
        put_into_force(town, new_process())
        with nothing_changes(), pytest.raises((Forbidden, Conflict)):
            acts.pass_review(actor=town.officer("inspector"), case_id=running.id)
        case = finished(town, running, "handler")
    assert (case.state, case.decision) == ("closed", "granted")
    assert case.license_id is not None
    assert case.revision_id == running.revision_id
    instance = ProcessInstance.objects.get(subject_id=case.id)
    assert instance.process_id == town.processes["standard_license"]
    assert instance.status == "completed"
    # Seven working days from Monday, as its own guide promised, and not three.
    assert looking.clocks(case)[1] == ("promised", "2026-03-11", "in_time")


def test_a_case_that_is_being_corrected_goes_on_in_the_old_one(town):
    with moved_to(MONDAY):
        running = town.at("correct")
        put_into_force(town, new_process())
    with moved_to(MONDAY + timedelta(hours=1)):
        town.upload(running, "plan")
        acts.save_answers(
            actor=town.person(), case_id=running.id, answers={"remark": "早七点到晚十点"}
        )
        acts.correct_case(actor=town.person(), case_id=running.id)
        case = finished(town, running, "handler")
    assert (case.state, case.decision) == ("closed", "granted")
    instance = ProcessInstance.objects.get(subject_id=case.id)
    assert instance.process_id == town.processes["standard_license"]


@pytest.mark.parametrize("first", ["review", "inspect"])
def test_a_case_between_its_branches_joins_them_in_the_old_one(town, first):
    """One branch was done before the new chart, the other after it: the join knows both."""
    with moved_to(MONDAY):
        running = town.filed("joint")
        acts.accept_case(actor=town.officer("window"), case_id=running.id)
        town.inspected(running)
        review = (acts.pass_review, "handler")
        inspect = (acts.pass_inspection, "inspector")
        before, after = (review, inspect) if first == "review" else (inspect, review)
        before[0](actor=town.officer(before[1]), case_id=running.id)
        changed = publish_process(
            actor=operator(),
            key=JOINT.key,
            name=JOINT.name,
            bpmn=JOINT_BY_OTHERS,
            declared=JOINT.declared,
        )
        publish_item(
            actor=operator(),
            item_id=town.items["joint"],
            guide=guide(),
            form_id=town.forms["food"],
            process_id=changed.id,
        )
        assert [w.step for w in position("case", running.id).waiting] == [
            {"review": "inspect", "inspect": "review"}[first]
        ]
        after[0](actor=town.officer(after[1]), case_id=running.id)
        assert acts.grant(actor=town.officer("signer"), case_id=running.id).decision == "granted"
        finish_case(case_id=str(running.id))
        # Who is filed now is reviewed and inspected by the other duty.
        new = town.filed("joint", town.person("xia"))
        acts.accept_case(actor=town.officer("window"), case_id=new.id)
        with nothing_changes(), pytest.raises(Forbidden):
            acts.pass_review(actor=town.officer("handler"), case_id=new.id)
    assert Case.objects.get(id=running.id).state == "closed"
    instance = ProcessInstance.objects.get(subject_id=running.id)
    assert (instance.process_id, instance.status) == (town.processes["joint_review"], "completed")
    assert ProcessInstance.objects.get(subject_id=new.id).process_id == changed.id


def test_what_is_filed_afterwards_takes_the_new_one(town):
    with moved_to(MONDAY):
        old = town.filed()
        process = new_process()
        put_into_force(town, process)
        new = town.filed(actor=town.person("xia"))
        for case in (old, new):
            acts.pass_prereview(actor=town.officer("window"), case_id=case.id)
            acts.accept_case(actor=town.officer("window"), case_id=case.id)
        with nothing_changes(), pytest.raises(Forbidden) as refused:
            acts.pass_review(actor=town.officer("handler"), case_id=new.id)
        assert refused.value.code == "wrong_post"
        assert finished(town, new, "inspector").state == "closed"
        assert finished(town, old, "handler").state == "closed"
    assert looking.clocks(new)[1] == ("promised", "2026-03-05", "in_time")
    assert [s.duty for s in steps_of(process.id) if s.step == "review"] == ["reviewer"]
    assert ProcessInstance.objects.get(subject_id=new.id).process_id == process.id


def test_a_draft_that_was_begun_before_is_asked_anew_and_filed_under_the_new_one(town):
    draft = town.draft()
    process = new_process()
    put_into_force(town, process)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.file_case(actor=town.person(), case_id=draft.id)
    assert refused.value.code == "guide_changed"
    same = acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    assert same.id == draft.id
    acts.file_case(actor=town.person(), case_id=draft.id)
    assert ProcessInstance.objects.get(subject_id=draft.id).process_id == process.id


def test_a_new_revision_of_the_process_alone_changes_no_item(town):
    """An item runs in the revision that its guide was published with, whatever comes later."""
    new_process()
    assert latest_process("standard_license").version == 2
    case = town.at("review")
    assert finished(town, case, "handler").state == "closed"


@pytest.mark.django_db(transaction=True)
def test_filed_and_published_at_once_a_case_has_one_guide_and_its_process(open_town):
    draft = open_town.draft()
    person, process = open_town.person(), new_process()
    done, refused = split(
        together(
            lambda: acts.file_case(actor=person, case_id=draft.id),
            lambda: put_into_force(open_town, process),
        )
    )
    assert {e.code for e in refused} <= {"guide_changed"}
    if not refused:
        case = Case.objects.get(id=draft.id)
        instance = ProcessInstance.objects.get(subject_id=draft.id)
        assert instance.process_id == case.revision.process_id
        assert case.revision.process_id == open_town.processes["standard_license"]
    else:
        assert not ProcessInstance.objects.exists()
        assert Case.objects.get(id=draft.id).state == "draft"
    assert len(done) + len(refused) == 2
