"""Halls, windows and sittings are kept by the administrator, and read by everybody."""

from datetime import time

import pytest

from tongban.base.audit.models import Entry
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to
from tongban.handling.cases.tests.looking import moment
from tongban.handling.halls import queries
from tongban.handling.halls.models import Hall, Sitting, Window
from tongban.handling.halls.services import (
    close_hall,
    close_window,
    keep_hall,
    keep_window,
    seat_officer,
    unseat_officer,
)

WORDS = {
    "name": "谯城区政务大厅",
    "address": "希夷大道 1 号",
    "hours": "周一至周五 9:00 到 17:00",
    "phone": "0558-0001000",
}


def rows():
    return (
        list(Hall.objects.order_by("id").values()),
        list(Window.objects.order_by("id").values()),
        list(Sitting.objects.order_by("id").values()),
        Entry.objects.count(),
    )


def opened(town, **more):
    return keep_hall(
        actor=town.officer("admin"), department_id=town.departments["hall"], **{**WORDS, **more}
    )


def seated(town, window, key="window", days=(1, 2, 3, 4, 5), begins=time(9), ends=time(17)):
    return seat_officer(
        actor=town.officer("admin"),
        window_id=window.id,
        account_id=town.accounts[key],
        weekdays=days,
        begins=begins,
        ends=ends,
    )


def test_a_hall_is_where_its_department_is_and_everybody_reads_of_it(town, client):
    hall = opened(town, directions="坐 3 路到希夷大道站")
    keep_window(actor=town.officer("admin"), hall_id=hall.id, number="3", name="综合窗口")

    page = client.get("/halls/").content.decode()

    assert hall.division_code == "341602000000"
    assert all(text in page for text in [*WORDS.values(), "坐 3 路到希夷大道站", "3 综合窗口"])


def test_what_is_missing_or_too_long_is_told_at_once_and_nothing_is_kept(town):
    before = rows()
    with pytest.raises(Invalid) as refused:
        opened(town, name=" ", phone="", address="长" * 201)
    assert [f.place for f in refused.value.findings] == ["name", "phone", "address"]
    assert rows() == before


def test_a_name_is_once_in_a_place(town):
    opened(town)
    before = rows()
    with pytest.raises(Conflict) as refused:
        opened(town)
    assert refused.value.code == "hall_there"
    assert rows() == before


def test_a_closed_hall_is_gone_with_its_windows_and_sittings(town):
    hall = opened(town)
    window = keep_window(actor=town.officer("admin"), hall_id=hall.id, number="3", name="综合窗口")
    seated(town, window)
    close_hall(actor=town.officer("admin"), hall_id=hall.id)

    assert queries.public_halls() == []
    assert queries.place_of(town.officer("window")) == {}
    before = rows()
    with pytest.raises(Missing):
        keep_window(actor=town.officer("admin"), hall_id=hall.id, number="4", name="综合窗口")
    assert rows() == before


def test_a_window_number_is_once_in_a_hall_and_free_again_when_closed(town):
    hall = opened(town)
    act = {"actor": town.officer("admin"), "hall_id": hall.id, "number": "3", "name": "综合窗口"}
    window = keep_window(**act)
    before = rows()
    with pytest.raises(Conflict) as refused:
        keep_window(**act)
    assert refused.value.code == "window_there"
    assert rows() == before
    close_window(actor=town.officer("admin"), window_id=window.id)
    assert keep_window(**act).id != window.id


def test_an_officer_is_where_the_plan_says_now(town):
    hall = opened(town)
    windows = [
        keep_window(actor=town.officer("admin"), hall_id=hall.id, number=n, name="综合窗口")
        for n in ("3", "4")
    ]
    seated(town, windows[0], days=(1, 2))
    seated(town, windows[1], days=(3,), begins=time(13))

    with moved_to(moment(2026, 11, 24, 10, 0)):  # a Tuesday
        assert queries.place_of(town.officer("window"))["window_number"] == "3"
    with moved_to(moment(2026, 11, 25, 14, 0)):  # a Wednesday
        assert queries.place_of(town.officer("window"))["window_number"] == "4"
    assert queries.place_of(town.officer("far_window")) == {}


def test_nobody_sits_at_two_windows_at_once(town):
    hall = opened(town)
    window = keep_window(actor=town.officer("admin"), hall_id=hall.id, number="3", name="综合窗口")
    kept = seated(town, window)
    before = rows()
    with pytest.raises(Conflict) as refused:
        seated(town, window, days=(5, 6), begins=time(16), ends=time(18))
    assert refused.value.code == "sits_there"
    assert rows() == before
    unseat_officer(actor=town.officer("admin"), sitting_id=kept.id)
    assert seated(town, window, days=(5,)).ended_at is None


def test_only_who_has_a_windows_post_sits_there(town):
    hall = opened(town)
    window = keep_window(actor=town.officer("admin"), hall_id=hall.id, number="3", name="综合窗口")
    before = rows()
    with pytest.raises(Conflict) as refused:
        seated(town, window, key="handler")
    assert refused.value.code == "not_at_windows"
    with pytest.raises(Invalid) as wrong:
        seated(town, window, days=(8,), begins=time(17), ends=time(9))
    assert [f.place for f in wrong.value.findings] == ["weekdays", "ends"]
    assert rows() == before


@pytest.mark.parametrize("key", ["window", "signer"])
def test_others_keep_no_halls(town, key):
    hall = opened(town)
    before = rows()
    actor = town.officer(key)
    for act in (
        lambda: keep_hall(actor=actor, department_id=town.departments["hall"], **WORDS),
        lambda: close_hall(actor=actor, hall_id=hall.id),
        lambda: keep_window(actor=actor, hall_id=hall.id, number="9", name="窗口"),
        lambda: unseat_officer(actor=actor, sitting_id=new_id()),
    ):
        with pytest.raises(Forbidden):
            act()
    assert rows() == before
