"""Two people do the same thing at the same moment, each on a connection of their own."""

import threading

import pytest
from django.db import connection

from tongban.base.kernel.errors import Conflict, TongbanError
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.tests import looking
from tongban.sharing.licenses.models import License

pytestmark = pytest.mark.django_db(transaction=True)


def together(*doings):
    """Run all at once; what each gave or raised, in the order given."""
    gate = threading.Barrier(len(doings))
    answers = [None] * len(doings)

    def run(place, doing):
        try:
            gate.wait(30)
            answers[place] = doing()
        except TongbanError as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def split(answers):
    refused = [a for a in answers if isinstance(a, TongbanError)]
    return [a for a in answers if not isinstance(a, TongbanError)], refused


def test_one_draft_filed_twice_at_once_gets_one_number(open_town):
    case = open_town.draft()
    person = open_town.person()
    done, refused = split(together(*[lambda: acts.file_case(actor=person, case_id=case.id)] * 2))
    assert (len(done), [e.code for e in refused]) == (1, ["already_filed"])
    assert looking.events(case) == ["filed"]
    assert looking.audits(case) == ["start_draft", "file_case"]
    assert len(looking.notices(case)) == 1
    assert len(looking.clocks(case)) == 1


def test_two_presses_of_begin_make_one_draft(open_town):
    person = open_town.person()
    code = open_town.codes["food"]
    first, second = together(*[lambda: acts.start_draft(actor=person, item_code=code)] * 2)
    assert first.id == second.id
    assert Case.objects.count() == 1


@pytest.mark.parametrize("other", ["grant", "refuse"])
def test_two_officers_decide_at_once_and_one_decision_stands(open_town, other):
    case = open_town.at("decide")
    one, two = open_town.officer("signer"), open_town.officer("signer2")
    reason = {"reason": "面积不够"} if other == "refuse" else {}
    done, refused = split(
        together(
            lambda: acts.grant(actor=one, case_id=case.id),
            lambda: getattr(acts, other)(actor=two, case_id=case.id, **reason),
        )
    )
    assert len(done) == 1
    (error,) = refused
    assert isinstance(error, Conflict)
    assert (error.code, error.status.value) == ("wrong_state", 409)
    decisions = CaseEvent.objects.filter(case=case, kind__in=["granted", "refused"])
    assert [e.kind for e in decisions] == [Case.objects.get(id=case.id).decision]
    assert len(looking.jobs("cases.finish_case")) == (1 if decisions[0].kind == "granted" else 0)


def test_withdrawing_and_granting_at_once_leaves_one_of_them(open_town):
    case = open_town.at("decide")
    person, signer = open_town.person(), open_town.officer("signer")
    done, refused = split(
        together(
            lambda: acts.withdraw_case(actor=person, case_id=case.id),
            lambda: acts.grant(actor=signer, case_id=case.id),
        )
    )
    assert (len(done), [e.code for e in refused]) == (1, ["wrong_state"])
    case = Case.objects.get(id=case.id)
    assert (case.state, case.decision) in {("withdrawn", ""), ("granted", "granted")}


def test_two_workers_finish_one_case_once(open_town):
    case = open_town.at("issue")
    together(*[lambda: finish_case(case_id=str(case.id))] * 2)
    assert License.objects.count() == 1
    assert Case.objects.get(id=case.id).state == "closed"
    assert looking.events(case)[-2:] == ["issued", "closed"]
    assert looking.events(case).count("closed") == 1
    assert len(looking.notices(case)) == 3
