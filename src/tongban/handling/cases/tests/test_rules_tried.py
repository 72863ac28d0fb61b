"""A table of rules before it is approved, and two at once."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tongban.base.kernel.actors import system
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Ruling
from tongban.handling.cases.services.ruling import BY_RULES
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.test_ruling import (
    SMALL,
    by_rules,
    kinds,
    publish,
    verified,
)
from tongban.handling.cases.tests.test_two_at_once import split, together
from tongban.management.rules.commands import rules
from tongban.management.rules.models import RuleRevision
from tongban.management.rules.types import RuleExample
from tongban.management.rules.what_if import last_month, what_if
from tongban.sharing.licenses.models import License

pytestmark = pytest.mark.django_db


class TestWhatIf:
    def test_what_would_come_out_otherwise_is_told_each_way(self, town):
        by_rules(town)
        granted = town.filed(rented=False)
        by_hand = town.filed(rented=True)
        for act, who in (
            (acts.pass_prereview, "window"),
            (acts.accept_case, "window"),
            (acts.pass_review, "handler"),
        ):
            act(actor=town.officer(who), case_id=by_hand.id)
        acts.refuse(actor=town.officer("signer"), case_id=by_hand.id, reason="合同过期")
        turned = replace(
            SMALL,
            rows=(
                replace(SMALL.rows[0], cells={"age": ">= 18", "rented": "true"}),
                replace(SMALL.rows[1], cells={"rented": "false"}),
            ),
        )
        before = Ruling.objects.count(), RuleRevision.objects.count(), looking.audits(granted)

        found = what_if("small_food", turned, *last_month())

        assert (found.total, found.grants_before, found.grants_after) == (2, 1, 1)
        assert [c.case.number for c in found.newly_granted] == [by_hand.number]
        assert [c.case.number for c in found.no_longer_granted] == [granted.number]
        assert (found.changed, found.against_a_person) == (2, 1)
        same = what_if("small_food", SMALL, *last_month())
        assert (same.total, same.changed) == (2, 0)
        assert (
            Ruling.objects.count(), RuleRevision.objects.count(), looking.audits(granted),
        ) == before  # fmt: skip

    def test_the_command_says_the_same(self, town):
        by_rules(town)
        case = town.filed(rented=False)
        stricter = replace(
            SMALL,
            rows=(replace(SMALL.rows[0], cells={"age": ">= 60", "rented": "false"}), SMALL.rows[1]),
            examples=(
                RuleExample("老", {"age": 60, "rented": False}, True, "own_house"),
                SMALL.examples[1],
            ),
        )
        publish(town, stricter)

        said = CliRunner().invoke(rules, ["what-if", "small_food", "--json"])

        assert json.loads(said.output) == {
            "total": 1,
            "granted_before": 1,
            "granted_after": 0,
            "against_a_person": 0,
            "changed": [{"number": case.number, "by_person": "", "to": "person"}],
        }
        said = CliRunner().invoke(rules, ["what-if", "small_food"])
        assert f"{case.number}  改由人办" in said.output
        missing = CliRunner().invoke(rules, ["what-if", "nowhere"])
        assert missing.exit_code == 1

    def test_cases_from_before_the_table_are_read_anew(self, town):
        case = town.at("issue")
        verified(town, 2)

        found = what_if(
            "new_table",
            replace(
                SMALL, rows=(replace(SMALL.rows[0], cells={"age": ">= 18", "rented": "true"}),)
            ),
            *last_month(),
            item_code=town.codes["food"],
        )

        assert [(c.case.number, c.case.was_granted) for c in found.newly_granted] == [
            (case.number, True)
        ]


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_one_draft_filed_twice_at_once_is_granted_once(self, open_town):
        by_rules(open_town)
        draft = open_town.draft(rented=False)
        person = open_town.person()

        done, refused = split(
            together(*[lambda: acts.file_case(actor=person, case_id=draft.id)] * 2)
        )

        assert (len(done), [e.code for e in refused]) == (1, ["already_filed"])
        assert (Ruling.objects.count(), License.objects.count()) == (1, 1)

    def test_judged_twice_at_once_there_is_one_decision(self, open_town):
        by_rules(open_town)
        draft = open_town.draft(rented=False)
        case = acts.file_case(actor=open_town.person(), case_id=draft.id, by_person=True)

        done, refused = split(
            together(*[lambda: acts.decide_by_rules(actor=system(BY_RULES), case_id=case.id)] * 2)
        )

        assert (len(done), refused) == (2, [])
        assert (Ruling.objects.count(), License.objects.count()) == (1, 1)
        assert kinds(case).count("granted") == 1
