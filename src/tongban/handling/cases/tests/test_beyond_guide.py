"""What the guide does not list is asked for with a clause, approved by another, told and reported."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.base.audit.models import Entry
from tongban.base.clocks.models import Clock, Pause
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import BeyondRequest, Irregularity
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_entering_for_people import at_window
from tongban.sharing.materials.queries import materials_of

WANTED = {
    "name": "消防检查意见书",
    "reason": "楼上是公共娱乐场所",
    "law": "《中华人民共和国消防法》",
    "article": "第十五条",
}


@pytest.fixture
def case(town):
    return town.at("review")


def ask(town, case, **changes):
    return acts.ask_beyond_guide(
        actor=town.officer("handler"), case_id=case.id, **{**WANTED, **changes}
    )


def decide(town, case, asked, who="signer", act=acts.approve_beyond_guide, **more):
    return act(actor=town.officer(who), case_id=case.id, beyond_id=asked.id, **more)


def answer(town, case, asked, who="gu", **more):
    return acts.answer_beyond_guide(
        actor=town.person(who), case_id=case.id, beyond_id=asked.id, **more
    )


def refused(error, code, do):
    with nothing_changes(), pytest.raises(error) as caught:
        do()
    if error is Invalid:
        assert [f.code for f in caught.value.findings] == [code]
    else:
        assert caught.value.code == code


def mine(town, case):
    return read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))


def test_who_serves_the_person_finds_it_and_answers_for_it(town, case):
    asked = ask(town, case)
    decide(town, case, asked)
    served = at_window(town)
    client = at_desk(town, "window")
    with CaptureQueriesContext(connection) as taken:
        page = read(client.get(f"/desk/serve/{served.delegation_id}/"))
    assert "等本人答复指南以外的要求" in page
    asking = [q for q in taken if 'FROM "cases_beyondrequest"' in q["sql"]]
    assert len(asking) == 1, "the views of the cases know it already"
    there = f"/desk/serve/{served.delegation_id}/cases/{case.id}/beyond/"
    assert WANTED["reason"] in read(client.get(there))
    stranger = at_window(town, key="far_window", person="xia")
    with nothing_changes(), pytest.raises(Forbidden):
        acts.answer_beyond_guide(actor=stranger, case_id=case.id, beyond_id=asked.id, words="没有")
    assert client.post(there, {"beyond": "x"}).status_code == 404
    assert client.post(there, {"beyond": asked.id}).status_code == 422
    client.post(there, {"beyond": asked.id, "words": "本人说没有"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("none", "本人说没有")
    told = Entry.objects.get(act="answer_beyond_guide").actor
    assert (told["capacity"], told["ward"]) == ("window", str(town.persons["gu"]))
    assert "等本人答复" not in read(client.get(f"/desk/serve/{served.delegation_id}/"))


def test_nothing_reaches_the_applicant_before_the_approval(town, case):
    told, lines = looking.notices(case), looking.events(case)
    asked = ask(town, case)
    assert (asked.state, asked.clause) == ("asked", "《中华人民共和国消防法》第十五条")
    assert (looking.notices(case), looking.events(case)) == (told, lines)
    assert Irregularity.objects.count() == 0
    assert "消防检查意见书" not in mine(town, case)
    refused(Missing, "missing", lambda: answer(town, case, asked, words="没有"))


def test_approved_it_is_told_with_its_clause_and_goes_to_supervision(town, case):
    clocks = list(Clock.objects.values("id", "due_on", "paused_at"))
    asked = decide(town, case, ask(town, case), words="确有规定")
    assert asked.state == "open"
    assert looking.events(case)[-1] == "beyond_asked"
    assert "依法还要您交“消防检查意见书”" in looking.notices(case)[-1]
    (row,) = Irregularity.objects.all()
    assert (row.kind, row.state, row.words) == ("beyond_guide", "open", WANTED["reason"])
    assert row.by["account"] == str(town.officer("signer").account_id)
    assert row.detail == {
        "beyond": str(asked.id),
        "name": "消防检查意见书",
        "clause": "《中华人民共和国消防法》第十五条",
        "asked_by": town.officer("handler").as_value(),
    }
    page = mine(town, case)
    assert "《中华人民共和国消防法》第十五条" in page
    assert WANTED["reason"] in page
    assert 'href="#own-beyond">去答复' in page
    assert "您现在不用做什么" not in page
    assert queries.view_of(case).is_your_turn
    assert list(Clock.objects.values("id", "due_on", "paused_at")) == clocks
    assert Pause.objects.count() == 0
    assert looking.audits(case)[-2:] == ["ask_beyond_guide", "approve_beyond_guide"]


def test_supervision_reads_it(town, case):
    decide(town, case, ask(town, case))
    watching = replace(town.officer("handler"), duties=frozenset({"inspector"}))
    assert [row.kind for row in queries.irregularities(watching)] == ["beyond_guide"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "required"),
        ({"name": "长" * 101}, "required"),
        ({"reason": ""}, "required"),
        ({"law": ""}, "required"),
        ({"article": ""}, "required"),
        ({"article": "有关规定"}, "required"),
        ({"name": "租赁合同"}, "in_the_guide"),
    ],
)
def test_without_name_reason_law_or_article_it_is_not_asked(town, case, change, code):
    refused(Invalid, code, lambda: ask(town, case, **change))


def test_the_same_is_not_asked_twice_at_once(town, case):
    first = ask(town, case)
    refused(Conflict, "beyond_open", lambda: ask(town, case))
    decide(town, case, first, act=acts.refuse_beyond_guide, words="消防法没有这样写")
    assert ask(town, case).state == "asked"


def test_nobody_approves_what_the_own_account_asked(town, case):
    asked = ask(town, case)
    both = replace(town.officer("handler"), duties=frozenset({"handler", "signer"}))
    refused(
        Forbidden,
        "own_measure",
        lambda: acts.approve_beyond_guide(actor=both, case_id=case.id, beyond_id=asked.id),
    )


@pytest.mark.parametrize("who", ["window", "handler"])
def test_only_a_signer_of_the_office_approves(town, case, who):
    asked = ask(town, case)
    refused(Forbidden, "wrong_post", lambda: decide(town, case, asked, who))


def test_the_window_does_not_ask(town, case):
    refused(
        Forbidden,
        "wrong_post",
        lambda: acts.ask_beyond_guide(actor=town.officer("window"), case_id=case.id, **WANTED),
    )


def test_refused_it_stays_inside_and_needs_words(town, case):
    asked = ask(town, case)
    refused(
        Invalid,
        "required",
        lambda: decide(town, case, asked, act=acts.refuse_beyond_guide, words=" "),
    )
    lines = looking.events(case)
    decide(town, case, asked, act=acts.refuse_beyond_guide, words="消防法没有这样写")
    assert (looking.events(case), Irregularity.objects.count()) == (lines, 0)
    assert "消防" not in mine(town, case)
    refused(Conflict, "beyond_state", lambda: decide(town, case, asked))
    refused(Missing, "missing", lambda: answer(town, case, asked, words="没有"))


def test_the_applicant_hands_it_in_once(town, case):
    asked = decide(town, case, ask(town, case))
    refused(Invalid, "required", lambda: answer(town, case, asked, words=" "))
    refused(Forbidden, "not_your_case", lambda: answer(town, case, asked, "qiu", words="没有"))
    answer(town, case, asked, stream=picture(), filename="意见书.png")
    kept = next(m for m in materials_of("case", case.id) if m.requirement_key.startswith("beyond"))
    assert (kept.name, kept.requirement_key) == ("消防检查意见书", f"beyond:{asked.id}")
    assert BeyondRequest.objects.get().state == "given"
    assert looking.events(case)[-1] == "beyond_answered"
    refused(Conflict, "beyond_state", lambda: answer(town, case, asked, words="没有"))
    desk = at_desk(town, "handler")
    assert f"/materials/{kept.id}/" in read(desk.get(f"/desk/cases/{case.number}/"))
    assert desk.get(f"/desk/cases/{case.number}/materials/{kept.id}/").status_code == 200


def test_the_applicant_may_say_that_it_is_not_there(town, case):
    asked = decide(town, case, ask(town, case))
    answer(town, case, asked, words="楼上没有娱乐场所")
    row = BeyondRequest.objects.get()
    assert (row.state, row.answer) == ("none", "楼上没有娱乐场所")
    assert not queries.view_of(case).is_your_turn
    line = queries.timeline_of(case, queries.view_of(case))[1]
    assert line.text == "说明没有“消防检查意见书”。楼上没有娱乐场所"


def test_a_decision_does_not_wait_and_ends_what_is_open(town):
    case = town.at("decide")
    ask(town, case)
    told = decide(town, case, ask(town, case, name="环评批复"))
    acts.grant(actor=town.officer("signer"), case_id=case.id)
    assert set(BeyondRequest.objects.values_list("state", flat=True)) == {"dropped"}
    refused(Conflict, "wrong_state", lambda: ask(town, case))
    refused(Conflict, "wrong_state", lambda: answer(town, case, told, words="没有"))


@pytest.mark.parametrize("end", ["withdraw", "not_accepted"])
def test_it_ends_with_its_case(town, end):
    case = town.filed()
    asked = ask(town, case)
    if end == "withdraw":
        acts.withdraw_case(actor=town.person(), case_id=case.id)
    else:
        acts.refuse_to_accept(actor=town.officer("window"), case_id=case.id, reason="不归我们")
    assert BeyondRequest.objects.get().state == "dropped"
    refused(Conflict, "wrong_state", lambda: decide(town, case, asked))


def test_another_cases_request_is_none(town, case):
    other = ask(town, town.at("review", actor=town.person("qiu")))
    refused(Missing, "missing", lambda: decide(town, case, other))


def test_it_is_done_from_the_pages(town, case):
    desk, signer = at_desk(town, "handler"), at_desk(town, "signer")
    page = f"/desk/cases/{case.number}/"
    assert 'name="article"' in read(desk.get(page))
    with nothing_changes():
        wrong = desk.post(f"{page}beyond/", {**WANTED, "article": "有关规定"})
    assert wrong.status_code == 422
    assert "请写第几条" in read(wrong)
    assert desk.post(f"{page}beyond/", WANTED).status_code == 302
    asked = BeyondRequest.objects.get()
    assert "指南以外的材料，等您批准" in read(signer.get("/desk/"))
    assert signer.post(f"{page}beyond/{asked.id}/other/").status_code == 404
    signer.post(f"{page}beyond/{asked.id}/approve/", {"beyond_words": "同意"})
    gu = at_desk(town, "gu")
    gu.post(f"/my/cases/{case.id}/beyond/{asked.id}/", {"words": ""})
    assert BeyondRequest.objects.get().state == "open"
    gu.post(f"/my/cases/{case.id}/beyond/{asked.id}/", {"words": "没有"})
    assert BeyondRequest.objects.get().state == "none"
    assert "您已说明没有" in mine(town, case)
