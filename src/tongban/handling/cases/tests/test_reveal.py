"""看完整号码: with a reason, recorded, and told to the applicant."""

import pytest

from tongban.base.audit.models import Entry
from tongban.base.audit.queries import looks_at
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.handling.cases import services as acts
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read


def press(client, case, **data):
    return client.post(f"/desk/cases/{case.number}/reveal/", data)


@pytest.mark.parametrize(
    ("part", "shown", "hidden"),
    [("id_number", "numbers", "phones"), ("phone", "phones", "numbers")],
)
def test_one_kind_of_number_is_shown_this_once_and_the_look_is_recorded(town, part, shown, hidden):
    case, desk = town.filed(), at_desk(town, "window")
    answer = press(desk, case, part=part, look_reason="打电话核对门牌")
    page = read(answer)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert getattr(town, shown)["gu"] in page
    assert getattr(town, hidden)["gu"] not in page
    (look,) = looks_at("case", case.id)
    assert (look.name, look.fields, look.reason) == ("官甲", (part,), "打电话核对门牌")
    # Whole numbers never come to lie in the trail.
    entry = Entry.objects.get(act="look")
    assert getattr(town, shown)["gu"] not in f"{entry.detail}{entry.actor}{entry.reason}"
    again = read(desk.get(f"/desk/cases/{case.number}/"))
    assert town.numbers["gu"] not in again
    assert town.phones["gu"] not in again


def test_the_applicant_reads_who_saw_what_and_why(town):
    case = town.filed()
    acts.reveal(
        actor=town.officer("window"), case_id=case.id, part="phone", reason="打电话核对门牌"
    )
    page = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
    assert "打电话核对门牌" in page
    assert "完整的手机号" in page
    assert "综合窗口 官甲" in page


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"part": "phone"}, "required"),
        ({"part": "phone", "reason": " \x00 "}, "required"),
        ({"part": "phone", "reason": "长" * 201}, "too_long"),
        ({"part": "answers", "reason": "好奇"}, "required"),
    ],
)
def test_without_a_reason_nothing_is_shown_or_recorded(town, data, code):
    case, desk = town.filed(), at_desk(town, "window")
    with nothing_changes():
        answer = press(desk, case, part=data["part"], look_reason=data.get("reason", ""))
    assert answer.status_code == 422
    assert town.phones["gu"] not in read(answer)
    assert town.numbers["gu"] not in read(answer)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.reveal(actor=town.officer("window"), case_id=case.id, **{"reason": "", **data})
    assert [f.code for f in refused.value.findings] == [code]


@pytest.mark.parametrize("post", ["far_window", "health_handler"])
def test_a_post_that_does_not_reach_the_case_sees_nothing(town, post):
    case = town.filed()
    with nothing_changes():
        assert press(at_desk(town, post), case, part="phone", look_reason="好奇").status_code == 404
        with pytest.raises(Forbidden):
            acts.reveal(actor=town.officer(post), case_id=case.id, part="phone", reason="好奇")


def test_an_applicant_has_no_such_button(town):
    case = town.filed()
    with nothing_changes():
        assert (
            press(at_desk(town, "qiu"), case, part="phone", look_reason="好奇").status_code == 403
        )
        with pytest.raises(Forbidden):
            acts.reveal(actor=town.person(), case_id=case.id, part="phone", reason="好奇")


def test_numbers_in_the_form_are_shown_by_the_same_reason(town):
    from types import SimpleNamespace

    from tongban.handling.cases.templatetags.desk import officer_value
    from tongban.management.eforms.types import Kind

    def bound(kind, shown):
        return SimpleNamespace(field=SimpleNamespace(kind=kind, source=""), shown=shown)

    number = bound(Kind.ID_CARD, town.numbers["gu"])
    assert officer_value(number, "id_number") == town.numbers["gu"]
    assert town.numbers["gu"] not in (officer_value(number, "phone"), officer_value(number))
    phone = bound(Kind.PHONE, town.phones["gu"])
    assert officer_value(phone, "phone") == town.phones["gu"]
    assert town.phones["gu"] not in (officer_value(phone, "id_number"), officer_value(phone))


def test_the_address_without_a_reason_is_the_case_as_it_always_is(town):
    case, desk = town.filed(), at_desk(town, "window")
    page = read(press(desk, case, part="phone", look_reason="核对"))
    # Links within the page lead back to the case, not to the address that was posted to.
    assert 'href="?' not in page
    answer = desk.get(f"/desk/cases/{case.number}/reveal/")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/desk/cases/{case.number}/",
    )


def test_an_officer_reads_of_the_applicant_and_not_of_oneself(town):
    case = town.at("correct")
    page = read(at_desk(town, "window").get(f"/desk/cases/{case.number}/"))
    assert "申请人提交了申请" in page
    assert "要申请人补正" in page
    assert "您提交了申请" not in page
