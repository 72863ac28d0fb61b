"""公示: what everybody may read of decisions, the feed of it, and what is withdrawn."""

from datetime import timedelta

import pytest
from django.test import Client

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import MARKET
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.documents.models import Paper, Publication
from tongban.management.documents.services import withdraw_grants, withdraw_publication

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def refusals_are_public(settings):
    settings.PUBLISH_REFUSALS = True


def decided(town, item="food", *, refused=False, actor=None):
    case = town.at("decide", item, actor)
    if refused:
        acts.refuse(actor=town.officer("signer"), case_id=case.id, reason="没有操作间")
    else:
        acts.grant(actor=town.officer("signer"), case_id=case.id, opinion="符合条件")
    return Case.objects.get(id=case.id)


def paper(case):
    return Paper.objects.get(subject_id=case.id, kind__in=["grant", "refusal"])


def told(later=MINUTE * 2, **wanted):
    """What the open interface says some minutes from now."""
    with moved_to(now() + later):
        answer = Client().get("/api/v1/publications", wanted)
    assert answer.status_code == 200, answer.content
    return answer.json()


def rows(**wanted):
    return told(**wanted)["publications"]


def test_grants_and_refusals_are_told_and_no_human_being_is_named_whole(town):
    granted = decided(town)
    refused = decided(town, refused=True)
    company = decided(town, "shop", actor=town.clerk("gu"))
    assert told(timedelta(0))["publications"] == []  # a minute, so that late commits are not missed
    found = {row["number"]: row for row in rows()}
    assert len(found) == 3
    assert {key: found[paper(granted).number][key] for key in ("outcome", "holder", "result")} == {
        "outcome": "granted",
        "holder": "谷*",
        "result": "食品经营许可证",
    }
    row = found[paper(refused).number]
    assert (row["outcome"], row["outcome_text"], row["result"]) == ("refused", "不予批准", "")
    assert row["holder"] == "个人（姓名不公开）"
    assert row["department_code"] == MARKET
    assert found[paper(company).number]["holder"] == "小满面馆"
    page = Client().get("/published/").content.decode()
    assert "谷雨" not in str(found) + page
    assert town.numbers["gu"] not in str(found) + page
    assert "不予批准" in page


def test_page_by_page_nothing_is_skipped_and_what_is_withdrawn_comes_again(town):
    first, second, third = (decided(town) for _each in range(3))
    seen, after = [], ""
    while page := (answer := told(limit=2, after=after))["publications"]:
        seen += [row["number"] for row in page]
        after = answer["next"]
        if len(seen) == 2:
            withdraw_publication(
                actor=town.officer("signer"), paper_id=paper(first).id, reason="登错了"
            )
    assert seen == [paper(first).number, paper(second).number, paper(third).number, ""]
    gone = Publication.objects.get(paper=paper(first))
    (last,) = rows(changed_since=gone.changed_at.isoformat())
    assert (last["id"], last["holder"], last["item_name"]) == (str(gone.id), "", "")
    assert last["withdrawn_at"]
    assert told(after=after) == {"publications": [], "next": after}
    assert rows(division="341621000000") == []


@pytest.mark.parametrize("after", ["x", "1-2", "-", "9" * 30 + "-" + "0" * 32, "１-" + "0" * 32])
def test_what_is_no_cursor_is_refused(db, after):
    answer = Client().get("/api/v1/publications", {"after": after})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "cursor")


def test_withdrawn_by_the_signer_with_a_reason_and_by_nobody_else(town):
    case = decided(town)
    one = paper(case)
    given = {"paper_id": one.id, "reason": "登错了"}
    for key in ("window", "handler", "far_signer"):
        if key in town.accounts:
            with nothing_changes(), pytest.raises(Forbidden):
                withdraw_publication(actor=town.officer(key), **given)
    signer = town.officer("signer")
    with nothing_changes(), pytest.raises(Invalid):
        withdraw_publication(actor=signer, paper_id=one.id, reason=" ")
    with nothing_changes(), pytest.raises(Missing):
        withdraw_publication(actor=signer, paper_id=case.id, reason="没有")
    client = Client()
    client.force_login(town.account("signer"))
    client.post(f"/desk/papers/{one.id}/withdraw/", {"reason": "登错了"})
    page = client.get(f"/desk/papers/{one.id}/").content.decode()
    assert "已撤下" in page
    assert one.number not in Client().get("/published/").content.decode()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        withdraw_publication(actor=signer, **given)
    assert refused.value.code == "withdrawn"


def test_a_refusal_is_published_only_where_the_city_chose_so(town, settings):
    settings.PUBLISH_REFUSALS = False
    refused, granted = decided(town, refused=True), decided(town)
    assert Publication.objects.get().paper == paper(granted)
    assert paper(refused).number


def test_what_is_revoked_is_withdrawn_and_a_refusal_is_not(town):
    case, other = decided(town), decided(town, refused=True)
    for one in (case, other):
        withdraw_grants(actor=system(), subject_kind="case", subject_id=one.id, reason="已撤销")
    assert Publication.objects.get(paper=paper(case)).withdrawn_at
    assert Publication.objects.get(paper=paper(other)).withdrawn_at is None
