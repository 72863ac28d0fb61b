"""寄来的材料: registered when they are there, given back, and both sides see where they are."""

from datetime import timedelta

import pytest

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services
from tongban.handling.cases.tests.looking import nothing_changes, notices
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_post import HOME, _posting
from tongban.management.delivery import jobs
from tongban.management.delivery.models import Parcel

__all__ = ["_posting"]


def on_its_way(town):
    """A case and the papers that its applicant let a courier fetch."""
    case = town.filed()
    services.send_papers(actor=town.person(), case_id=case.id, requirement_key="plan", **HOME)
    parcel = Parcel.objects.get()
    jobs.book(str(parcel.id))
    return case, parcel


def received(town):
    case, parcel = on_its_way(town)
    services.register_papers(
        actor=town.officer("window"), case_id=case.id, parcel_id=parcel.id, words="原件 1 份"
    )
    return case, parcel


def give_back(town, case, parcel, way="post", who="window", **where):
    return services.return_papers(
        actor=town.officer(who), case_id=case.id, parcel_id=parcel.id, way=way, **where
    )


def test_the_office_says_when_it_has_them_and_the_applicant_reads_it(town):
    case, parcel = received(town)
    parcel.refresh_from_db()
    assert parcel.received_by["name"] == "官甲"
    page = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
    assert "办事单位收到了" in page
    assert "原件 1 份" in page
    with nothing_changes(), pytest.raises(Conflict):
        services.register_papers(actor=town.officer("window"), case_id=case.id, parcel_id=parcel.id)
    # What the courier tells later does not unsay it.
    with moved_to(now() + timedelta(hours=30)):
        jobs.track(0)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.received_words) == ("delivered", "原件 1 份")


def test_they_go_back_by_post_to_where_they_came_from_and_are_tracked(town):
    case, parcel = received(town)
    give_back(town, case, parcel)
    back = Parcel.objects.get(direction="ret")
    assert (back.recipient, back.address, back.payer) == ("谷雨", "希夷大道 1 号", "office")
    assert back.answers_id == parcel.id
    assert "已经退还" in notices(case)[-1]
    with nothing_changes(), pytest.raises(Conflict) as caught:
        give_back(town, case, parcel)
    assert caught.value.code == "parcel_state"
    jobs.book(str(back.id))
    told = len(notices(case))
    with moved_to(now() + timedelta(hours=30)):
        jobs.track(0)
    back.refresh_from_db()
    assert back.state == "delivered"
    assert len(notices(case)) == told
    page = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
    assert back.tracking_number in page
    assert "退还材料" in page


def test_what_did_not_arrive_back_is_given_back_again(town):
    case, parcel = received(town)
    give_back(town, case, parcel, phone="10000000000")
    jobs.book(str(Parcel.objects.get(direction="ret").id))
    with moved_to(now() + timedelta(hours=30)):
        jobs.track(0)
        give_back(town, case, parcel, "window", name="谷雨")
    states = list(Parcel.objects.filter(direction="ret").order_by("asked_at").values_list("state"))
    assert states == [("returned",), ("delivered",)]


def test_a_letter_that_nobody_announced_is_registered_and_never_twice(town):
    case = town.filed()
    ask = {"actor": town.officer("window"), "case_id": case.id, "number": "SF123"}
    for key in ("", "application", "id", "nonsense"):
        with nothing_changes(), pytest.raises(Invalid):
            services.register_papers(requirement_key=key, **ask)
    services.register_papers(requirement_key="plan", **ask)
    parcel = Parcel.objects.get()
    assert (parcel.direction, parcel.state, parcel.tracking_number) == ("in", "delivered", "SF123")
    assert parcel.received_at is not None
    with nothing_changes(), pytest.raises(Conflict):
        services.register_papers(requirement_key="plan", **ask)
    # Back to where the applicant lives: there is no sender's address, and nobody has to read one.
    give_back(town, case, parcel)
    assert Parcel.objects.get(direction="ret").address == "希夷大道 1 号"


def test_nothing_goes_back_before_it_came_and_nowhere_else(town):
    case, parcel = on_its_way(town)
    with nothing_changes(), pytest.raises(Conflict):
        give_back(town, case, parcel)
    services.register_papers(actor=town.officer("window"), case_id=case.id, parcel_id=parcel.id)
    for way in ("", "pigeon", "electronic"):
        with nothing_changes(), pytest.raises(Invalid):
            give_back(town, case, parcel, way)
    with nothing_changes(), pytest.raises(Missing):
        services.return_papers(
            actor=town.officer("window"), case_id=case.id, parcel_id=new_id(), way="post"
        )
    assert not Parcel.objects.filter(direction="ret").exists()


def test_only_the_office_of_the_case(town):
    case, parcel = on_its_way(town)
    for who in ("far_window", "health_handler", "admin"):
        with nothing_changes(), pytest.raises(Forbidden):
            services.register_papers(actor=town.officer(who), case_id=case.id, parcel_id=parcel.id)
    with nothing_changes(), pytest.raises(Forbidden):
        services.register_papers(actor=town.person(), case_id=case.id, parcel_id=parcel.id)
    draft = town.draft(actor=town.person("xia"))
    with nothing_changes(), pytest.raises(Forbidden):
        services.register_papers(
            actor=town.officer("window"), case_id=draft.id, requirement_key="plan"
        )


def test_the_panel_registers_and_gives_back_and_shows_no_phone(town):
    case, parcel = on_its_way(town)
    desk = at_desk(town, "window")
    address = f"/desk/cases/{case.number}/"
    page = read(desk.get(address))
    assert "材料收到了" in page
    assert HOME["phone"] not in page
    desk.post(f"{address}papers-in/receive/", {"parcel": str(parcel.id), "words": "原件"})
    page = read(desk.get(address))
    assert "已登记收到" in page
    assert "交快递寄回" in page
    with nothing_changes():
        for move, sent in (("burn", str(parcel.id)), ("post", "x"), ("post", str(new_id()))):
            given = {"parcel": sent}
            assert desk.post(f"{address}papers-in/{move}/", given).status_code == 404
    desk.post(f"{address}papers-in/window/", {"parcel": str(parcel.id), "name": "谷雨"})
    back = Parcel.objects.get(direction="ret")
    assert (back.state, back.handed_to) == ("delivered", "谷雨")
    assert "交快递寄回" not in read(desk.get(address))
