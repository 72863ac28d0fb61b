"""The applicant's pages where acts meet them: correcting, withdrawing, rating."""

import pytest
from django.test import Client

from tongban.handling.cases import services as acts
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.looking import nothing_changes


@pytest.fixture
def me(town):
    client = Client()
    client.force_login(town.account("gu"), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def picture_file(colour="red"):
    file = picture(colour)
    file.name = "图.png"
    return file


def test_a_correction_is_made_on_one_page(town, me):
    case = town.at("correct")
    path = f"/my/cases/{case.id}/correct/"
    page = me.get(path).content.decode()
    assert "请标出水池" in page
    assert ">2 处</span>要您补正" in page
    with nothing_changes():
        assert me.post(path).status_code == 422
    response = me.post(path, {"remark": "早七点", "m-plan": picture_file()})
    assert response.status_code == 302
    case = Case.objects.get(id=case.id)
    assert (case.state, answers_of(case)["remark"]) == ("filed", "早七点")


def test_what_a_corrected_answer_opens_is_asked_on_the_same_page(town, me):
    case = town.filed(rented=False, trade=["cold"])
    acts.request_correction(
        actor=town.officer("window"),
        case_id=case.id,
        items=[("form:trade", "您也卖热食"), ("form:rented", "房子是租的")],
    )
    path = f"/my/cases/{case.id}/correct/"
    page = me.get(path).content.decode()
    assert 'data-when="trade"' in page
    assert "租赁合同" not in page
    response = me.post(path, {"trade": ["hot"], "rented": "yes"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "请填厨房面积" in page
    assert 'name="m-lease"' in page
    given = {"trade": ["hot"], "rented": "yes", "kitchen": "２０", "m-lease": picture_file()}
    assert me.post(path, given).status_code == 302
    assert answers_of(Case.objects.get(id=case.id))["kitchen"] == 20


def test_nobody_else_opens_the_pages(town):
    case = town.at("correct")
    for who, status in (("xia", 404), ("window", 403)):
        client = Client()
        client.force_login(town.account(who), "allauth.account.auth_backends.AuthenticationBackend")
        with nothing_changes():
            for path in ("", "correct/", "rate/", "license/"):
                assert client.get(f"/my/cases/{case.id}/{path}").status_code == status
            assert client.post(f"/my/cases/{case.id}/withdraw/").status_code == status


def test_withdrawing_twice_is_told(town, me):
    case = town.filed()
    assert me.post(f"/my/cases/{case.id}/withdraw/", {"reason": "不开了"}).status_code == 302
    assert Case.objects.get(id=case.id).state == "withdrawn"
    with nothing_changes():
        assert me.post(f"/my/cases/{case.id}/withdraw/").status_code == 409


def test_a_refused_case_reads_its_reason_and_remedies_at_once(town, me):
    case = town.at("decide")
    acts.refuse(actor=town.officer("signer"), case_id=case.id, reason="面积不够")
    page = me.get(f"/my/cases/{case.id}/").content.decode()
    assert "没有批准" in page
    assert "已经批准" not in page
    assert "面积不够" in page
    assert "谯城区人民法院" in page


def test_filing_twice_from_the_page_shows_the_same_case(town, me):
    town.draft()
    path = f"/apply/{town.codes['food']}/check/"
    assert me.post(path).status_code == 422
    first = me.post(path, {"promise": "on"})
    with nothing_changes():
        second = me.post(path, {"promise": "on"})
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_what_is_missing_is_said_at_its_field_and_leads_there(town, me):
    town.draft()
    with nothing_changes():
        page = me.post(f"/apply/{town.codes['food']}/check/").content.decode()
    assert 'href="#f-promise"' in page
    assert 'id="f-promise-error"' in page
    case = town.at("issue")
    finish_case(case_id=str(case.id))
    with nothing_changes():
        page = me.post(f"/my/cases/{case.id}/rate/").content.decode()
    assert 'href="#f-satisfaction-1"' in page
    assert 'id="f-satisfaction-error"' in page


def test_ones_licences_are_told_by_their_names(town, me):
    case = town.at("issue")
    assert "还没有电子证照" in me.get("/my/licenses/").content.decode()
    finish_case(case_id=str(case.id))
    held = Case.objects.get(id=case.id).license
    page = me.get("/my/licenses/").content.decode()
    assert f"<h2>{held.revision.name}</h2>" in page
    assert held.number in page


def test_a_licence_is_downloaded_by_its_holder(town, me):
    case = town.at("issue")
    assert me.get(f"/my/cases/{case.id}/license/").status_code == 404
    finish_case(case_id=str(case.id))
    response = me.get(f"/my/cases/{case.id}/license/")
    assert response.headers["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_a_rating_is_given_once(town, me):
    case = town.at("issue")
    finish_case(case_id=str(case.id))
    path = f"/my/cases/{case.id}/rate/"
    with nothing_changes():
        assert me.post(path).status_code == 422
    given = {"satisfaction": "1", "tags": ["510"], "text": "快\0"}
    assert me.post(path, given).status_code == 302
    with nothing_changes():
        assert me.post(path, given).status_code == 409


def test_progress_shows_nothing_personal(town):
    case = town.filed()
    client = Client()
    given = {"number": case.query_number, "last_four": town.numbers["gu"][-4:]}
    page = client.post("/progress/", given).content.decode()
    assert "正在预审" in page
    for secret in ("谷雨", town.numbers["gu"], town.phones["gu"]):
        assert secret not in page
    wrong = client.post("/progress/", {**given, "last_four": "0000"})
    other = client.post("/progress/", {"number": "123456789012", "last_four": "0000"})
    assert wrong.status_code == other.status_code == 404
    assert "没有查到" in wrong.content.decode()


def test_ones_turn_stands_first_then_what_is_under_way_then_what_is_done(town, me):
    under_way = town.filed()
    mine = town.at("correct")
    done = town.filed()
    acts.withdraw_case(actor=town.person("gu"), case_id=done.id)
    page = me.get("/my/").content.decode()
    order = [
        page.index(words)
        for words in (
            "等您处理</h2>",
            mine.number,
            "正在办的</h2>",
            under_way.number,
            "办完的</h2>",
            done.number,
        )
    ]
    assert order == sorted(order)
