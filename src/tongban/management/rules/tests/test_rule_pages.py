"""The desk's pages about rules: from an empty table to one in force, without script."""

import json
from dataclasses import replace

import pytest
from django.test import Client

from tongban.management.rules import queries, services
from tongban.management.rules.content import as_jdm
from tongban.management.rules.models import RuleDraft
from tongban.management.rules.tests.tables import OLD_AGE
from tongban.management.rules.tests.test_judge import RECKONED

pytestmark = pytest.mark.django_db


def signed_in(town, who):
    client = Client()
    client.force_login(town.account(who))
    return client


def draft():
    return RuleDraft.objects.latest("created_at")


def test_a_table_is_written_checked_and_put_in_force(town):
    manager = signed_in(town, "manager")
    assert (
        manager.post("/desk/rules/", {"key": "old_age", "name": "高龄津贴规则"}).status_code == 302
    )
    change = "/desk/rules/old_age/change/"
    manager.post(
        f"{change}inputs/",
        {
            "saved": "1", "name": "高龄津贴规则", "by_law": "某办法第三条", "policy": "first",
            "i0-label": "周岁年龄", "i0-name": "age", "i0-kind": "number", "i0-where": "person.age",
            "i1-label": "在别处领", "i1-name": "other", "i1-kind": "flag", "i1-where": "form",
            "i1-which": "elsewhere",
        },
    )  # fmt: skip
    manager.post(
        f"{change}rows/",
        {
            "saved": "2",
            "r0-age-op": "ge", "r0-age-value": "80", "r0-other-op": "no",
            "r0-grants": "yes", "r0-reason": "old_enough", "r0-words": "满 80 周岁",
            "r1-age-op": "any", "r1-other-op": "yes", "r1-order": "1",
            "r1-grants": "no", "r1-reason": "elsewhere", "r1-words": "说在别处领",
        },
    )  # fmt: skip
    assert [row.reason for row in draft().content.rows] == ["elsewhere", "old_enough"]
    page = manager.get(change).content.decode()
    assert "至少 80" in page
    assert "至少要有一个应当交给人办的例子" in page
    manager.post(
        f"{change}examples/",
        {
            "saved": "3",
            "e0-name": "八十岁", "e0-v-age": "80", "e0-v-other": "no", "e0-grants": "yes",
            "e1-name": "没核实的", "e1-v-age": "", "e1-v-other": "no", "e1-grants": "no",
            "e1-reason": "input_unverified",
        },
    )  # fmt: skip
    assert "可以提交了" in manager.get(change).content.decode()
    assert manager.post(f"{change}decide/", {"move": "submit"}).status_code == 302
    manager.post(f"{change}decide/", {"move": "approve"})
    assert queries.in_force("old_age") is None
    signer = signed_in(town, "signer")
    assert signer.post(f"{change}decide/", {"move": "approve", "saved": "1"}).status_code == 302
    assert queries.in_force("old_age") is None
    saved = draft().saved
    answer = signer.post(f"{change}decide/", {"move": "approve", "saved": str(saved)})
    assert answer.headers["Location"] == "/desk/rules/old_age/"
    view = queries.in_force("old_age")
    assert (view.version, len(view.content.rows)) == (1, 2)
    page = signer.get("/desk/rules/old_age/").content.decode()
    assert "某办法第三条" in page
    assert "现在按这一版执行" in page
    assert signer.get("/desk/rules/old_age/versions/1/").status_code == 200
    assert signer.get("/desk/rules/old_age/versions/2/").status_code == 404
    assert "试算" in signer.get("/desk/rules/old_age/what-if/").content.decode()


@pytest.fixture
def begun(town):
    manager = town.officer("manager")
    made = services.open_table(
        actor=manager, key="old_age", name="高龄", department_id=town.departments["market"]
    )
    services.save_rules(
        actor=manager, draft_id=made.id, saved=1, content=OLD_AGE, name="高龄", by_law=""
    )
    return "/desk/rules/old_age/change/"


def test_what_was_typed_wrong_stays_and_is_told(town, begun):
    manager = signed_in(town, "manager")
    answer = manager.post(
        f"{begun}rows/",
        {
            "saved": "2",
            "r1-age-op": "ge",
            "r1-age-value": "八十",
            "r1-words": "满",
            "r1-reason": "x",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "八十" in page
    assert 'href="#f-r1-age-value"' in page
    assert draft().saved == 2
    assert [row.reason for row in draft().content.rows] == [row.reason for row in OLD_AGE.rows]


def test_a_colleagues_save_is_not_overwritten(town, begun):
    manager = signed_in(town, "manager2")
    answer = manager.post(f"{begun}examples/", {"saved": "1", "e0-name": "改", "e0-grants": "no"})
    assert answer.status_code == 422
    assert "刚刚也改了这张表" in answer.content.decode()
    assert len(draft().content.examples) == len(OLD_AGE.examples)


def test_rows_and_examples_follow_a_new_name(town, begun):
    manager = signed_in(town, "manager")
    given = {"saved": "2", "name": "高龄", "policy": "first"}
    for n, one in enumerate(OLD_AGE.inputs):
        where, _dot, which = one.source.partition(".")
        given |= {
            f"i{n}-was": one.name, f"i{n}-name": "years" if one.name == "age" else one.name,
            f"i{n}-label": one.label, f"i{n}-kind": one.kind,
            f"i{n}-where": "form" if where == "form" else one.source,
            f"i{n}-which": which if where == "form" else "",
        }  # fmt: skip
    manager.post(f"{begun}inputs/", given)
    kept = draft().content
    assert [one.name for one in kept.inputs] == ["years", "kind", "elsewhere"]
    assert kept.rows[1].cells["years"] == ">= 80"
    assert kept.examples[0].values["years"] == 80
    assert draft().left == 0


def test_a_jdm_is_taken_over_and_one_with_a_function_is_refused(town, begun):
    manager = signed_in(town, "manager")
    wrong = as_jdm(OLD_AGE)
    wrong["nodes"][1] |= {"type": "functionNode", "name": "算分"}
    answer = manager.post(f"{begun}jdm/", {"saved": "2", "jdm": json.dumps(wrong)})
    assert answer.status_code == 422
    assert "算分" in answer.content.decode()
    assert manager.post(f"{begun}jdm/", {"saved": "2", "jdm": "{"}).status_code == 422
    answer = manager.post(
        f"{begun}jdm/", {"saved": "2", "jdm": json.dumps(as_jdm(replace(RECKONED, inputs=())))}
    )
    assert answer.status_code == 302
    assert [step.key for step in draft().content.steps] == ["share"]


def test_another_departments_table_is_as_if_there_were_none(town, begun):
    stranger = signed_in(town, "health_signer")
    for address in ("", "change/", "change/rows/", "what-if/"):
        assert stranger.get(f"/desk/rules/old_age/{address}").status_code == 404
    assert "高龄" not in stranger.get("/desk/rules/").content.decode()
    assert signed_in(town, "handler").get("/desk/rules/").status_code == 403
