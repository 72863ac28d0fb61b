"""From a draft to a revision: checked, approved by a second person, in force from its day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import moved_to, now, today
from tongban.management.rules import queries, services
from tongban.management.rules.jobs import publish_due
from tongban.management.rules.models import RuleDraft, RuleRevision, RuleTable
from tongban.management.rules.tests.tables import OLD_AGE, parts

pytestmark = pytest.mark.django_db


def drafted(town, content=OLD_AGE):
    """A change of the market's manager, saved."""
    manager = town.officer("manager")
    draft = services.open_table(
        actor=manager,
        key="old_age",
        name="高龄津贴规则",
        department_id=town.departments["market"],
    )
    return services.save_rules(
        actor=manager,
        draft_id=draft.id,
        saved=draft.saved,
        content=content,
        name="高龄津贴规则",
        by_law="某办法第三条",
    )


def rows():
    return [
        list(model.objects.order_by("id").values())
        for model in (RuleTable, RuleDraft, RuleRevision)
    ] + [Entry.objects.count()]


def test_a_change_that_another_approves_is_in_force(town):
    draft = drafted(town)
    services.submit_rules(actor=town.officer("manager"), draft_id=draft.id)
    done = services.approve_rules(
        actor=town.officer("signer"), draft_id=draft.id, saved=draft.saved
    )

    assert (done.state, done.revision.version) == ("published", 1)
    found = queries.in_force("old_age")
    assert (found.version, found.name) == (1, "高龄津贴规则")
    assert queries.by_law_of(found.id) == "某办法第三条"
    assert [row.reason for row in found.content.rows] == ["elsewhere", "old_enough", "too_young"]


def test_who_edited_it_does_not_approve_it(town):
    draft = drafted(town)
    services.submit_rules(actor=town.officer("manager"), draft_id=draft.id)
    before = rows()

    with pytest.raises(Forbidden) as refused:
        services.approve_rules(actor=town.officer("manager"), draft_id=draft.id)

    assert refused.value.code == "own_change"
    assert rows() == before


def test_examples_that_do_not_pass_keep_it_from_being_handed_in(town):
    wrong = replace(OLD_AGE.examples[0], grants=False)
    draft = drafted(town, replace(OLD_AGE, examples=(wrong, *OLD_AGE.examples[1:])))
    before = rows()

    with pytest.raises(Invalid) as refused:
        services.submit_rules(actor=town.officer("manager"), draft_id=draft.id)

    assert [one.code for one in refused.value.findings] == ["example", "row_without_example"]
    assert rows() == before
    assert draft.left == 2


def test_two_editors_do_not_overwrite_each_other(town):
    draft = drafted(town)
    before = rows()

    with pytest.raises(Conflict) as refused:
        services.save_rules(
            actor=town.officer("manager2"),
            draft_id=draft.id,
            saved=1,
            content=OLD_AGE,
            name="别的",
            by_law="",
        )

    assert refused.value.code == "draft_changed"
    assert rows() == before


def test_an_approved_change_waits_for_its_day(town):
    draft = drafted(town)
    services.submit_rules(actor=town.officer("manager"), draft_id=draft.id)
    day = today() + timedelta(days=3)
    services.approve_rules(actor=town.officer("signer"), draft_id=draft.id, effective_on=day)

    publish_due(0)
    assert queries.in_force("old_age") is None
    with moved_to(now() + timedelta(days=3)):
        publish_due(0)
        publish_due(0)

    assert queries.in_force("old_age").version == 1
    assert RuleRevision.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 367])
def test_a_day_that_is_past_or_far_is_refused(town, days):
    draft = drafted(town)
    services.submit_rules(actor=town.officer("manager"), draft_id=draft.id)
    before = rows()

    with pytest.raises(Invalid):
        services.approve_rules(
            actor=town.officer("signer"),
            draft_id=draft.id,
            effective_on=today() + timedelta(days=days),
        )

    assert rows() == before


def test_returned_taken_back_given_up(town):
    draft = drafted(town)
    manager, signer = town.officer("manager"), town.officer("signer")
    services.submit_rules(actor=manager, draft_id=draft.id)
    with pytest.raises(Invalid):
        services.return_rules(actor=signer, draft_id=draft.id, reason=" ")
    returned = services.return_rules(actor=signer, draft_id=draft.id, reason="写上依据")
    assert (returned.state, returned.reason) == ("drafting", "写上依据")
    services.submit_rules(actor=manager, draft_id=draft.id)
    assert services.take_back_rules(actor=manager, draft_id=draft.id).state == "drafting"
    services.discard_rules(actor=manager, draft_id=draft.id)
    with pytest.raises(Conflict) as refused:
        services.submit_rules(actor=manager, draft_id=draft.id)
    assert refused.value.code == "draft_state"
    assert services.begin_rules(actor=manager, table_id=draft.table_id).id != draft.id


def test_the_platform_publishes_and_the_same_again_is_the_same(town):
    given = {
        "actor": system(),
        "key": "old_age",
        "name": "高龄津贴规则",
        "department_id": town.departments["market"],
    }
    first = services.publish_rules(**given, **parts())
    again = services.publish_rules(**given, **parts())
    other = services.publish_rules(**given, **parts(examples=OLD_AGE.examples[:3]))

    assert (first.id, first.version) == (again.id, 1)
    assert other.version == 2


def test_a_table_with_a_function_is_refused_and_nothing_is_written(town):
    given = parts()
    given["jdm"]["nodes"][1]["type"] = "functionNode"
    before = rows()

    with pytest.raises(Invalid) as refused:
        services.publish_rules(
            actor=system(),
            key="old_age",
            name="高龄津贴规则",
            department_id=town.departments["market"],
            **given,
        )

    assert ("node:规则表", "node_kind") in [(f.place, f.code) for f in refused.value.findings]
    assert rows() == before


def test_a_key_is_given_once_and_must_be_one(town):
    drafted(town)
    before = rows()
    for key, error in (("old_age", Conflict), ("Old Age", Invalid)):
        with pytest.raises(error):
            services.open_table(
                actor=town.officer("manager"),
                key=key,
                name="高龄",
                department_id=town.departments["market"],
            )
    assert rows() == before


def test_a_published_table_cannot_be_changed_by_anybody(town):
    revision = services.publish_rules(
        actor=system(),
        key="old_age",
        name="高龄津贴规则",
        department_id=town.departments["market"],
        **parts(),
    )

    for forbidden in (
        lambda: RuleRevision.objects.filter(id=revision.id).update(name="改了"),
        lambda: RuleRevision.objects.filter(id=revision.id).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert RuleRevision.objects.get(id=revision.id).name == "高龄津贴规则"
