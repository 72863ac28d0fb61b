"""秒批: a table of rules grants what fits, hands everything else to a person, and never refuses."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from tongban.base.accounts.models import NaturalPerson
from tongban.base.accounts.queries import age_on, birth_of
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.facts import facts_of
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case, Ruling
from tongban.handling.cases.services.ruling import BY_RULES
from tongban.handling.cases.tests import city, looking
from tongban.management.catalog.models import Item, ItemRevision
from tongban.management.catalog.services import publish_item
from tongban.management.rules.content import as_jdm, examples_as_values, inputs_as_values
from tongban.management.rules.services import publish_rules
from tongban.management.rules.types import RuleContent, RuleExample, RuleInput, RuleRow
from tongban.management.workflow.services import publish_process
from tongban.management.workflow.shipped import processes
from tongban.sharing.licenses.models import License

SMALL = RuleContent(
    inputs=(
        RuleInput("age", "周岁年龄", "number", "person.age"),
        RuleInput("rented", "房子是租的", "flag", "form.rented"),
    ),
    rows=(
        RuleRow({"age": ">= 18", "rented": "false"}, True, "own_house", "成年人用自己的房子"),
        RuleRow({"rented": "true"}, False, "lease", "租的房子要看合同"),
    ),
    examples=(
        RuleExample("自己的", {"age": 40, "rented": False}, True, "own_house"),
        RuleExample("租的", {"age": 40, "rented": True}, False, "lease"),
    ),
)


def publish(town, content=SMALL, key="small_food"):
    return publish_rules(
        actor=system(),
        key=key,
        name="小餐饮规则",
        department_id=town.departments["market"],
        jdm=as_jdm(content),
        inputs=inputs_as_values(content),
        examples=examples_as_values(content),
        by_law="小餐饮管理办法第九条",
    )


def by_rules(town, content=SMALL, item="food", process="standard_license", **changes):
    """The item is decided by the table from now on; its applicant is verified."""
    revision = publish(town, content)
    publish_item(
        actor=system(),
        item_id=town.items[item],
        guide=city.guide(rule_table="small_food", **changes),
        form_id=town.forms["food"],
        process_id=town.processes[process],
    )
    verified(town, 2)
    return revision


def verified(town, level, key="gu"):
    NaturalPerson.objects.filter(id=town.persons[key]).update(assurance=level)


pytestmark = pytest.mark.django_db


def kinds(case):
    return looking.events(case)


def test_what_fits_is_granted_when_it_is_filed_with_its_licence(town):
    revision = by_rules(town)

    case = town.filed(rented=False)

    assert (case.state, case.decision) == ("closed", "granted")
    assert case.closed_at == Case.objects.get(id=case.id).closed_at
    assert kinds(case) == [
        "filed", "prereviewed", "accepted", "reviewed", "granted", "issued", "closed",
    ]  # fmt: skip
    assert {e.by["name"] for e in case.events.exclude(kind="filed")} == {BY_RULES}
    assert License.objects.get(id=case.license_id).status == "01"
    ruling = Ruling.objects.get(case=case)
    assert (ruling.rules_id, ruling.grants, ruling.row, ruling.reason) == (
        revision.id, True, 1, "own_house",
    )  # fmt: skip
    assert [bool(outcome) for _kind, _day, outcome in looking.clocks(case)] == [True] * 4


def test_days_are_read_as_days_or_counted_to_the_filing(town):
    content = RuleContent(
        inputs=tuple(
            RuleInput(name, name, kind, source)
            for name, kind, source in (
                ("opens", "date", "form.opens_on"),
                ("since", "days", "form.opens_on"),
                ("years", "years", "form.opens_on"),
                ("age", "years", "person.born_on"),
                ("words", "days", "form.remark"),
            )
        )
    )
    verified(town, 2)
    with city.moved_to(looking.moment(2027, 5, 11, 9, 0)):
        case = Case.objects.get(id=town.filed(opens_on="2026-05-01", remark="昨天").id)
    facts = facts_of(case, content)
    assert facts["opens"].value == "2026-05-01"
    assert (facts["since"].value, facts["years"].value) == (375, 1)
    born = birth_of(case.person)
    assert facts["age"].value == age_on(born, date(2027, 5, 11))
    assert facts["age"].is_verified
    assert (facts["words"].value, facts["words"].is_verified) == (None, False)


def test_the_days_of_a_licence_are_read_and_what_has_no_end_has_no_value(town):
    by_rules(town)
    license_id = town.filed(rented=False).license_id
    held = License.objects.get(id=license_id)
    kind = held.revision.license_type.code
    content = RuleContent(
        inputs=(
            RuleInput("since", "领证天数", "days", f"license.{kind}.issued_on"),
            RuleInput("until", "到期", "date", f"license.{kind}.valid_until"),
        )
    )
    case = Case.objects.get(id=town.filed(rented=True).id)
    facts = facts_of(case, content)
    assert (facts["since"].value, facts["since"].is_verified) == (0, True)
    assert facts["until"].value == held.valid_until.isoformat()
    License.objects.update(valid_until=None)
    facts = facts_of(case, content)
    assert (facts["until"].value, facts["until"].is_verified) == (None, True)


def test_who_applies_is_told_of_the_result_alone(town):
    by_rules(town)

    case = town.filed(rented=False)

    (told,) = looking.notices(case)
    assert "已办成" in told


def test_the_values_are_kept_sealed(town):
    by_rules(town)
    case = town.filed(rented=False)

    kept = json.loads(Ruling.objects.get(case=case).facts)
    assert [(f["name"], f["value"], f["verified"], f["from"]) for f in kept] == [
        ("age", 46, True, "person.age"),
        ("rented", False, True, "form.rented"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM cases_ruling")
        (raw,) = cursor.fetchone()
    assert "age" not in str(raw)


@pytest.mark.parametrize(
    ("answers", "level", "reason", "about"),
    [
        ({"rented": True}, 2, "lease", ""),
        ({"rented": False}, 1, "input_unverified", "周岁年龄"),
    ],
)
def test_everything_else_goes_to_a_person_as_if_there_were_no_table(
    town, answers, level, reason, about
):
    by_rules(town, min_assurance=1)
    verified(town, level)

    case = town.filed(**answers)

    assert (case.state, case.decision, case.waiting_duties) == ("filed", "", ["window"])
    assert kinds(case) == ["filed"]
    ruling = Ruling.objects.get(case=case)
    assert (ruling.grants, ruling.reason, ruling.about) == (False, reason, about)
    (told,) = looking.notices(case)
    assert "已提交" in told
    acts.pass_prereview(actor=town.officer("window"), case_id=case.id)
    assert acts.accept_case(actor=town.officer("window"), case_id=case.id).state == "accepted"


def test_whoever_wants_a_person_gets_one(town):
    by_rules(town)
    draft = town.draft(rented=False)

    case = acts.file_case(actor=town.person(), case_id=draft.id, by_person=True)

    assert (case.state, Ruling.objects.count()) == ("filed", 0)


def test_it_judges_once_and_again_changes_nothing(town):
    by_rules(town)
    case = town.filed(rented=False)
    before = kinds(case), looking.audits(case), License.objects.count()

    acts.decide_by_rules(actor=system(BY_RULES), case_id=case.id)
    finish_case(str(case.id))

    assert (kinds(case), looking.audits(case), License.objects.count()) == before
    assert Ruling.objects.count() == 1


def test_a_person_who_began_is_not_overtaken(town):
    by_rules(town)
    draft = town.draft(rented=False)
    case = acts.file_case(actor=town.person(), case_id=draft.id, by_person=True)
    acts.pass_prereview(actor=town.officer("window"), case_id=case.id)
    acts.accept_case(actor=town.officer("window"), case_id=case.id)
    before = kinds(case), looking.audits(case)

    acts.decide_by_rules(actor=system(BY_RULES), case_id=case.id)

    assert (kinds(case), looking.audits(case)) == before
    assert Ruling.objects.count() == 0


def test_the_platform_does_no_step_that_no_table_granted(town):
    by_rules(town)
    case = town.filed(rented=True)
    before = kinds(case), looking.audits(case)

    for act in (acts.pass_prereview, acts.accept_case, acts.pass_review, acts.grant):
        with pytest.raises(Forbidden) as refused:
            act(actor=system(BY_RULES), case_id=case.id)
        assert refused.value.code == "no_rule"
    for act in (acts.refuse, acts.refuse_to_accept):
        with pytest.raises(Forbidden):
            act(actor=system(BY_RULES), case_id=case.id, reason="不行")

    assert (kinds(case), looking.audits(case)) == before


def test_a_case_keeps_the_table_it_was_judged_by(town):
    first = by_rules(town)
    case = town.filed(rented=False)
    wider = replace(SMALL, rows=(replace(SMALL.rows[0], words="改了说法"), SMALL.rows[1]))
    second = publish(town, wider)

    assert second.version == 2
    assert Ruling.objects.get(case=case).rules_id == first.id
    assert queries.ruling_of(case).reason == "成年人用自己的房子"


def test_what_was_chosen_in_the_form_is_told_in_the_words_of_the_form(town):
    choosing = RuleContent(
        inputs=(RuleInput("trade", "卖什么", "list", "form.trade"),),
        rows=(
            RuleRow({"trade": "contains($, 'hot')"}, False, "hot", "热食要看厨房"),
            RuleRow({"trade": "contains($, 'cold')"}, True, "cold", "只卖冷食"),
        ),
        examples=(
            RuleExample("热的", {"trade": ["hot"]}, False, "hot"),
            RuleExample("冷的", {"trade": ["cold"]}, True, "cold"),
        ),
    )
    by_rules(town, choosing)
    view = queries.ruling_of(town.filed(rented=False))
    assert [words for _fact, words in view.facts] == ["热食"]
    assert list(view.row) == [("卖什么", "选了 热食")]


def test_a_process_that_is_published_meanwhile_leaves_filed_cases_theirs(town):
    by_rules(town)
    draft = town.draft(rented=False)
    shipped = next(p for p in processes() if p.key == "standard_license")
    publish_process(
        actor=system(),
        key="standard_license",
        name="改过的流程",
        bpmn=shipped.bpmn.replace("送达结果", "送达结果。", 1),
        declared=shipped.declared,
    )

    case = acts.file_case(actor=town.person(), case_id=draft.id)

    assert case.state == "closed"
    assert case.process_id == town.processes["standard_license"]


def test_a_process_that_needs_a_person_takes_everything_back_but_the_filing(town):
    """The guide's check refuses such a pair; laid into the tables by hand it still grants nothing."""
    by_rules(town)
    revision = Item.objects.get(id=town.items["joint"]).revision
    ItemRevision.objects.create(
        item_id=town.items["joint"],
        version=revision.version + 1,
        name=revision.name,
        guide=city.guide(rule_table="small_food").as_json(),
        form_id=revision.form_id,
        process_id=revision.process_id,
        published_at=revision.published_at,
        published_by={},
    )
    Item.objects.filter(id=town.items["joint"]).update(
        revision=ItemRevision.objects.get(item_id=town.items["joint"], version=2)
    )

    case = town.filed("joint", rented=False)

    assert (case.decision, case.accepted_at, kinds(case)) == ("", None, ["filed"])
    ruling = Ruling.objects.get(case=case)
    assert (ruling.grants, ruling.row, ruling.reason) == (False, None, "step_for_a_person")
    assert License.objects.count() == 0


def test_a_fault_in_the_table_keeps_nobody_from_applying(town, monkeypatch):
    by_rules(town)

    def breaks(*_given):
        raise RuntimeError

    monkeypatch.setattr("tongban.handling.cases.services.ruling.facts_of", breaks)

    case = town.filed(rented=False)

    assert (case.state, Ruling.objects.count()) == ("filed", 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rule_table": "nowhere"}, "rule_table_missing"),
        ({"process": "joint_review"}, "rule_table_people"),
        ({"content": replace(SMALL, inputs=(
            SMALL.inputs[0], replace(SMALL.inputs[1], source="form.rent")))},
         "rule_table_answers"),
        ({"content": replace(SMALL, inputs=(
            SMALL.inputs[0], replace(SMALL.inputs[1], source="form.kitchen")))},
         "rule_table_answers"),
        ({"content": replace(SMALL, inputs=(
            SMALL.inputs[0], replace(SMALL.inputs[1], source="material.plans")))},
         "rule_table_materials"),
    ],
)  # fmt: skip
def test_a_guide_whose_table_cannot_work_is_not_published(town, changes, code):
    publish(town, changes.get("content", SMALL))

    with pytest.raises(Invalid) as refused:
        publish_item(
            actor=system(),
            item_id=town.items["food"],
            guide=city.guide(rule_table=changes.get("rule_table", "small_food")),
            form_id=town.forms["food"],
            process_id=town.processes[changes.get("process", "standard_license")],
        )

    assert code in [finding.code for finding in refused.value.findings]
