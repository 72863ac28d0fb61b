"""The desk over HTTP: who may enter, what a press does, what it says when it cannot."""

import re

import pytest
from django.test import Client

from tongban.base.audit.queries import looks_at
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.sharing.materials.queries import materials_of


def at_desk(town, post):
    client = Client()
    client.force_login(town.account(post), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def press(client, case, act, **data):
    return client.post(f"/desk/cases/{case.number}/acts/{act}/", data)


def read(response):
    return response.content.decode()


def test_the_desk_shows_what_waits_and_one_case(town):
    case = town.filed()
    desk = at_desk(town, "window")
    assert case.applicant_name in read(desk.get("/desk/"))
    page = desk.get(f"/desk/cases/{case.number}/")
    assert page.status_code == 200
    assert "预审通过" in read(page)
    assert town.numbers["gu"] not in read(page)
    assert town.phones["gu"] not in read(page)
    assert [look.name for look in looks_at("case", case.id)] == ["官甲"]


def test_a_press_does_the_act_and_goes_back_to_the_list(town):
    case = town.filed()
    response = press(at_desk(town, "window"), case, "pass_prereview", opinion="齐")
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert Case.objects.get(id=case.id).state == "prereviewed"


def test_a_correction_is_sent_with_what_was_ticked(town):
    case = town.filed()
    response = press(
        at_desk(town, "window"),
        case,
        "request_correction_at_prereview",
        place=["material:plan", "form:remark"],
        **{"why-material:plan": "标水池", "why-form:remark": "写时间"},
    )
    assert response.status_code == 302
    assert Case.objects.get(id=case.id).corrections.get().items[0]["message"] == "标水池"


def test_what_is_wrong_with_a_notice_is_said_on_the_page(town):
    case = town.filed()
    desk = at_desk(town, "window")
    with nothing_changes():
        response = press(
            desk, case, "request_correction_at_prereview", place="material:plan", opinion="x"
        )
    assert response.status_code == 422
    assert "请写明要怎么改" in read(response)
    with nothing_changes():
        assert press(desk, case, "request_correction_at_prereview").status_code == 422
        assert press(desk, case, "refuse_to_accept_at_prereview").status_code == 422


def test_a_second_press_says_that_it_is_done(town):
    case = town.filed()
    desk = at_desk(town, "window")
    press(desk, case, "pass_prereview")
    with nothing_changes():
        response = press(desk, case, "pass_prereview")
    assert response.status_code == 302
    assert "可能同事刚办过" in read(desk.get(response.headers["Location"]))


def test_what_is_over_has_no_days_left(town):
    """Its limits have ended: the page says how long it took."""
    case = town.at("decide")
    desk = at_desk(town, "signer")
    assert "还剩" in read(desk.get(f"/desk/cases/{case.number}/"))
    acts.refuse(actor=town.officer("signer"), case_id=case.id, reason="厨房太小")
    page = read(desk.get(f"/desk/cases/{case.number}/"))
    assert "受理当天就办完了，承诺时限是" in page
    assert "还剩" not in page

    taken_back = town.at("review")
    acts.withdraw_case(actor=town.person(), case_id=taken_back.id)
    page = read(at_desk(town, "handler").get(f"/desk/cases/{taken_back.number}/"))
    assert "受理当天就办完了。" in page
    assert "按时办结" not in page


@pytest.mark.parametrize(
    ("post", "status"), [("handler", 403), ("far_window", 404), ("health_signer", 404)]
)
def test_the_wrong_post_gets_an_error_with_a_status(town, post, status):
    case = town.filed()
    desk = at_desk(town, post)
    with nothing_changes():
        assert press(desk, case, "pass_prereview").status_code == status


def test_an_unknown_act_and_an_unknown_case_are_not_found(town):
    case = town.filed()
    desk = at_desk(town, "window")
    with nothing_changes():
        assert press(desk, case, "erase").status_code == 404
        assert desk.get("/desk/cases/341602-20260302-999999/").status_code == 404
        assert desk.get("/desk/?q=%00&page=%00").status_code == 200
        assert desk.get("/desk/?page=99999").status_code == 200


def test_a_material_is_shown_to_who_may_see_the_case_alone(town):
    case = town.filed()
    (plan,) = [m for m in materials_of("case", case.id) if m.requirement_key == "plan"]
    path = f"/desk/cases/{case.number}/materials/{plan.id}/"
    assert at_desk(town, "window").get(path).status_code == 200
    assert at_desk(town, "window").get(f"{path}preview/").status_code == 200
    assert at_desk(town, "far_window").get(path).status_code == 404
    other = town.filed(actor=town.person("xia"))
    crossed = f"/desk/cases/{other.number}/materials/{plan.id}/"
    assert at_desk(town, "window").get(crossed).status_code == 404


def beside(town, case, who):
    """What stands beside the case, and the words of its filled buttons."""
    page = read(at_desk(town, who).get(f"/desk/cases/{case.number}/"))
    aside = page.partition('<aside aria-label="时限和可以做的"')[2].partition("</aside>")[0]
    filled = re.findall(r'<button class="tb-btn tb-btn--primary"[^>]*>([^<]*)', aside)
    return page, filled


def test_limits_and_acts_come_before_what_is_read(town):
    """On a phone one comes after the other; the keyboard follows the page."""
    page, filled = beside(town, town.filed(), "window")
    places = [page.index(mark) for mark in ("<h1>", 'id="acts"', 'id="cl"', 'id="gc"')]
    assert places == sorted(places)
    assert filled == ["预审通过"]


def test_ones_own_case_is_shown_without_buttons(town):
    case = town.at("decide", actor=town.person("signer"))
    page = read(at_desk(town, "signer").get(f"/desk/cases/{case.number}/"))
    assert "按规定要回避" in page
    with nothing_changes():
        assert press(at_desk(town, "signer"), case, "grant").status_code == 403


def test_a_sent_back_case_offers_no_correction(town):
    case = town.at("review")
    acts.return_review(actor=town.officer("handler"), case_id=case.id, reason="再看")
    page = read(at_desk(town, "window").get(f"/desk/cases/{case.number}/"))
    assert "发出补正通知" not in page
    assert "补正只能在受理前" in page


def test_the_desk_offers_the_most_urgent_case_and_does_not_open_it(town):
    first, second = town.filed(), town.filed()
    desk = at_desk(town, "window")
    press(desk, first, "pass_prereview")
    page = read(desk.get("/desk/"))
    offered = page[page.index("下一件</h2>") :]
    assert f'href="/desk/cases/{first.number}/" data-focus' in offered
    assert f'href="/desk/cases/{second.number}/"' not in offered
    assert not looks_at("case", first.id)
    assert not looks_at("case", second.id)


def test_a_desk_that_nothing_waits_at_offers_nothing(town):
    page = read(at_desk(town, "window").get("/desk/"))
    assert "都办完了" in page
    assert "打开办理" not in page


def test_a_post_that_no_case_comes_to_is_led_to_its_own_work(town):
    page = read(at_desk(town, "admin").get("/desk/"))
    shown = page[page.index("您这个岗位的事</h2>") :]
    assert 'href="/desk/items/"' in shown
    assert "都办完了" not in page
    assert "一次办几件" not in page


def test_an_officers_error_page_leads_back_to_the_desk(town):
    answer = at_desk(town, "window").get("/desk/cases/1-1-1/")
    assert answer.status_code == 404
    assert 'href="/desk/">回工作台</a>' in read(answer)
