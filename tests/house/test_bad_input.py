"""Input that pretends: another division, another post, a code guessed at a window."""

import pytest

from tests.house.city import HERE
from tongban.base.audit.models import Entry
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.ids import new_id
from tongban.base.notices.models import Message
from tongban.handling.cases.models import Case

pytestmark = pytest.mark.django_db

NAMES = ("division", "division_code", "division_id", "department", "department_id", "post")


def test_a_division_is_not_what_a_request_says_it_is(city):
    """Whoever acts for another county says in every way that there is that it is this one."""
    stranger = city.client("other")
    case, officer = city.filed, city.actor("officer")
    told = dict.fromkeys(NAMES, HERE) | {
        "department": str(officer.department_id),
        "department_id": str(officer.department_id),
        "post": str(officer.post_id),
        "capacity": city.capacities["officer"],
    }
    headers = {f"X-{name.replace('_', '-')}": value for name, value in told.items()}
    for name, value in told.items():
        stranger.cookies[name] = value
    assert stranger.get("/desk/").status_code == 200, "its session is written down once"
    before = Entry.objects.count(), Case.objects.get(id=case.id).state

    page = stranger.get("/desk/", told, headers=headers)
    seen = stranger.get(f"/desk/cases/{case.number}/", told, headers=headers)
    done = stranger.post(
        f"/desk/cases/{case.number}/acts/pass_prereview/",
        {**told, "opinion": "材料齐全。"},
        headers=headers,
    )

    assert page.status_code == 200
    assert case.number not in page.content.decode()
    assert (seen.status_code, done.status_code) == (404, 404)
    assert (Entry.objects.count(), Case.objects.get(id=case.id).state) == before


def test_a_post_that_one_does_not_hold_cannot_be_chosen(city):
    stranger = city.client("other")
    for wanted in (
        city.capacities["officer"],
        f"post:{new_id()}",
        f"post:{city.actor('officer').post_id} ",
        f"POST:{city.actor('officer').post_id}",
        "system",
        "operator",
        "machine",
    ):
        answer = stranger.post("/capacity/", {"capacity": wanted})
        assert answer.status_code in {403, 422}, wanted
        assert stranger.get(f"/desk/cases/{city.filed.number}/").status_code == 404


def test_a_capacity_that_was_written_into_the_session_is_looked_up_all_the_same(city):
    stranger = city.client("other")
    session = stranger.session
    session["capacity"] = city.capacities["officer"]
    session.save()

    assert stranger.get(f"/desk/cases/{city.filed.number}/").status_code in {302, 403, 404}


def test_a_code_is_not_guessed_at_a_window(city):
    """The act that refuses a wrong code takes everything back; the count of tries stays."""
    window = city.client("officer")
    given = {
        "name": "欧阳小满",
        "document_type": "111",
        "id_number": complete_id_card("34169019700102801"),
        "phone": "10099990000",
        "agreed": "on",
    }
    page = window.post("/desk/people/new/", {**given, "send": "1"}).content.decode()
    registration = page.split('name="registration" value="')[1].split('"')[0]
    text = Message.objects.filter(template__key="window_code").latest("created_at").text
    code = text.split("验证码 ")[1][:6]
    given["registration"] = registration
    for number in range(1, 12):
        wrong = f"{(int(code) + number) % 1_000_000:06d}"
        assert window.post("/desk/people/new/", {**given, "code": wrong}).status_code == 422

    refused = window.post("/desk/people/new/", {**given, "code": code})

    assert refused.status_code == 422
    assert "试的次数太多了" in refused.content.decode()
    assert not Entry.objects.filter(act="register_at_window").exists()
