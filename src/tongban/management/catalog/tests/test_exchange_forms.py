"""Forms and processes travel with their items: ready to apply elsewhere, checked as at publication,
nothing half come in, twice is once.
"""

import json
import uuid

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Invalid
from tongban.handling.cases.services import start_draft
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import Item, ItemDraft
from tongban.management.catalog.tests.test_exchange_items import (
    BASIC,
    EXTEND,
    changed,
    counts,
    empty_the_catalogue,
    exported,
    only,
    take,
    told,
)
from tongban.management.eforms.models import FormRevision
from tongban.management.workflow.models import ProcessRevision


def content(data):
    return json.loads(data)


@pytest.fixture
def food(town):
    """A file with the one item, its form and its process."""
    return changed(exported(), only(town.codes["food"]))


def elsewhere():
    """Another installation: neither items nor forms nor processes."""
    from django.db import connection

    empty_the_catalogue()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for kind in (FormRevision, ProcessRevision):
            cursor.execute(f'DELETE FROM "{kind._meta.db_table}"')
        cursor.execute("SET session_replication_role = origin")


ONE_OF = {"forms": "form", "processes": "process"}


def altered(data, kind, change):
    """The file with the form or process that its item names changed, and nothing else beside."""
    found = content(data)
    used = json.loads(found["tables"][EXTEND][0]["extend_field"])["tongban"]
    (one,) = [c for c in found[kind] if c["guid"] == used[ONE_OF[kind]]]
    change(one)
    found[kind] = [one]
    return json.dumps(found).encode()


def refused(data, *, publish=True):
    """Import a file that does not hold; nothing may be written but what was given back."""
    kinds = (Item, ItemDraft, FormRevision, ProcessRevision)
    before = [list(k.objects.order_by("pk").values()) for k in kinds]
    report = take(data, publish=publish)
    assert [list(k.objects.order_by("pk").values()) for k in kinds] == before
    assert (report.new, report.changed, report.refused) == (0, 0, 1)
    return report


def test_a_file_holds_each_form_and_process_once_and_items_name_them(town):
    found = content(exported())
    for kind in ("forms", "processes"):
        guids = [one["guid"] for one in found[kind]]
        assert len(guids) == len(set(guids)) > 0
    named = [json.loads(row["extend_field"])["tongban"] for row in found["tables"][EXTEND]]
    assert {one["form"] for one in named if "form" in one} == {f["guid"] for f in found["forms"]}
    assert {one["process"] for one in named if "process" in one} == {
        p["guid"] for p in found["processes"]
    }


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_tables_alone_carry_none_and_come_in_as_before(town, file_format):
    data = exported(file_format)
    with nothing_changes():
        assert take(data).rejected == ()


def test_an_item_comes_in_ready_to_apply(town, food):
    form = FormRevision.objects.get(id=town.forms["food"])
    elsewhere()
    report = take(food, publish=True)
    assert (counts(report), report.rejected, report.drafts) == ((1, 1, 0, 0, 0), (), 0)
    item = Item.objects.get(code=town.codes["food"])
    assert (item.state, item.is_online) == ("published", True)
    here = FormRevision.objects.get()
    assert (here.key, here.name, here.version) == (form.key, form.name, 1)
    assert here.schema == form.schema
    assert item.revision.form_id == here.id
    assert item.revision.process.key == "standard_license"
    case = start_draft(actor=town.person(), item_code=item.code)
    assert case.revision_id == item.revision_id
    with nothing_changes():
        again = take(food, publish=True)
    assert (again.unchanged, again.batch) == (1, "")


def test_without_publishing_it_waits_as_a_draft_with_both(town, food):
    elsewhere()
    report = take(food)
    assert (counts(report), report.drafts) == ((1, 1, 0, 0, 0), 1)
    draft = ItemDraft.objects.get()
    assert draft.form_id == FormRevision.objects.get().id
    assert draft.process_id == ProcessRevision.objects.get().id
    assert draft.must_left == 0
    with nothing_changes():
        assert take(food).unchanged == 1


def test_here_the_same_form_is_the_same_revision_whatever_came_after(town, food):
    old = FormRevision.objects.get(id=town.forms["food"])
    from tongban.management.eforms.services import publish_form

    publish_form(actor=operator(), key=old.key, name="新的一版", definition=old.schema)
    with nothing_changes():
        assert take(food).unchanged == 1


def test_another_form_of_the_same_item_becomes_a_draft(town, food):
    data = altered(food, "forms", lambda one: one.update(name="食品经营申请表（新）"))
    report = take(data)
    assert (counts(report), report.drafts) == ((1, 0, 1, 0, 0), 1)
    draft = ItemDraft.objects.get(item__code=town.codes["food"], state="drafting")
    assert draft.form.name == "食品经营申请表（新）"
    assert draft.item.revision.form_id == town.forms["food"]
    with nothing_changes():
        assert take(data).unchanged == 1


@pytest.mark.parametrize(
    ("kind", "change", "place"),
    [
        ("forms", lambda one: one.update(definition={"pages": []}), ""),
        ("forms", lambda one: one.update(definition=[]), "definition"),
        ("forms", lambda one: one["definition"]["pages"][0]["fields"][0].update(kind="sky"), None),
        ("forms", lambda one: one.update(key="../x"), "key"),
        ("forms", lambda one: one.update(name=5), "name"),
        ("forms", lambda one: one.update(name="长" * 201), "name"),
        ("forms", lambda one: one["definition"].update(x="\0"), "definition"),
        ("processes", lambda one: one.update(bpmn="<x"), None),
        (
            "processes",
            lambda one: one.update(bpmn="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            None,
        ),
        (
            "processes",
            lambda one: one.update(bpmn=one["bpmn"].replace("sequenceFlow", "flow")),
            None,
        ),
        ("processes", lambda one: one.update(declared=5), "declared"),
        ("processes", lambda one: one.update(key="大写"), "key"),
        ("processes", lambda one: one.pop("bpmn"), "bpmn"),
    ],
)
def test_what_does_not_hold_is_given_back_with_its_place(town, food, kind, change, place):
    data = altered(food, kind, change)
    elsewhere()
    report = refused(data)
    faults = [row for row in report.rejected if row.table_sql_name == kind]
    assert faults
    assert {row.line for row in faults} == {1}
    assert all(row.remark for row in faults)
    if place is not None:
        assert faults[0].remark.partition("：")[0] == place or place == ""
    assert (BASIC, 1, "carried") in told(report)


def test_steps_that_nobody_does_keep_it_from_being_published(town, food):
    """The linter's rules hold for what comes in, as for what is made here."""
    data = altered(
        food, "processes", lambda one: one.update(bpmn=one["bpmn"].replace('"review"', '"juggle"'))
    )
    elsewhere()
    report = take(data, publish=True)
    if report.refused:
        assert (BASIC, 1, "carried") in told(report)
    else:
        assert (report.new, report.drafts) == (1, 1)
        assert ItemDraft.objects.get().must_left > 0


def test_a_form_goes_with_the_item_that_is_refused(town, food):
    """Nothing is half imported: of a refused item neither form nor process stays."""

    def other_body(found):
        found[BASIC][0]["dept_code"] = "11341690000009999X"

    elsewhere()
    report = refused(changed(food, other_body))
    assert ("dept_unknown") in {row.err_type for row in report.rejected}
    assert not FormRevision.objects.exists()


def test_a_refusal_after_publication_takes_the_form_back(town, food):
    services.begin_draft(actor=town.officer("manager"), item_id=town.items["food"])
    data = altered(food, "forms", lambda one: one.update(name="另一张表"))
    report = refused(data, publish=False)
    assert told(report) == [(BASIC, 1, "draft_open")]
    assert not FormRevision.objects.filter(name="另一张表").exists()


def test_what_runs_here_is_not_changed_from_above(town, food):
    data = altered(food, "forms", lambda one: one.update(name="省里的表"))
    report = take(data, owner="province")
    assert report.rejected == ()
    item = Item.objects.get(code=town.codes["food"])
    assert item.revision.form_id == town.forms["food"]
    assert not FormRevision.objects.filter(name="省里的表").exists()


def test_from_above_a_new_item_comes_with_its_form(town, food):
    elsewhere()
    report = take(food, owner="province")
    assert (counts(report), report.rejected) == ((1, 1, 0, 0, 0), ())
    assert Item.objects.get().revision.form_id == FormRevision.objects.get().id
    with nothing_changes():
        assert take(food, owner="province").unchanged == 1


@pytest.mark.parametrize("kind", ["forms", "processes"])
@pytest.mark.parametrize("listed", [5, {}, "x", [{}] * 5001])
def test_lists_that_are_none_refuse_the_file(town, food, kind, listed):
    data = json.dumps({**content(food), kind: listed}).encode()
    with nothing_changes(), pytest.raises(Invalid):
        take(data)


@pytest.mark.parametrize("one", [5, {}, {"guid": 5}, {"guid": ""}])
def test_an_entry_that_is_none_is_told_and_holds_up_nobody(town, food, one):
    found = content(food)
    found["forms"].append(one)
    report = take(json.dumps(found).encode())
    assert (report.refused, report.unchanged) == (0, 1)
    assert told(report) == [("forms", len(found["forms"]), "required")]


def test_two_entries_of_one_name_are_told(town, food):
    found = content(food)
    found["forms"].append({**found["forms"][0], "name": "另一张"})
    report = take(json.dumps(found).encode())
    assert ("forms", len(found["forms"]), "twice") in told(report)


def test_a_name_that_the_file_does_not_bring_is_as_if_none_was_said(town, food):
    def strange(tables):
        row = tables[EXTEND][0]
        ours = json.loads(row["extend_field"])
        ours["tongban"]["form"] = str(uuid.uuid4())
        row["extend_field"] = json.dumps(ours)

    data = changed(food, strange)
    with nothing_changes():
        assert take(data).unchanged == 1
