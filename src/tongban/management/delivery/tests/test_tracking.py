"""What couriers tell: in any order, repeated, forged; and couriers that do not keep the protocol."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.management.delivery import jobs, services, types
from tongban.management.delivery.couriers.demo import courier as demo
from tongban.management.delivery.models import Booking, Parcel, ParcelEvent
from tongban.management.delivery.states import newest_state
from tongban.management.delivery.types import (
    TOLD,
    CourierEvent,
    Direction,
    ParcelState,
    Sent,
    Way,
)


@pytest.fixture(autouse=True)
def _by_the_demo(settings):
    settings.COURIER = "demo"


def asked(town, **changes):
    given = {
        "subject_kind": "pigeon",
        "subject_id": new_id(),
        "subject_number": "1",
        "what": "鸽子证",
        "department_id": town.departments["market"],
        "division_code": "341602000000",
        "direction": Direction.OUT,
        "way": Way.POST,
        "name": "谷雨",
        "phone": "10000000001",
        "address": "希夷大道 1 号",
    }
    return services.ask_parcel(actor=system(), sent=Sent(**{**given, **changes}))


def on_its_way(town, **changes):
    parcel = services.give_to_courier(actor=system(), parcel_id=asked(town, **changes).id)
    jobs.book(str(parcel.id))
    parcel.refresh_from_db()
    return parcel


def rows():
    return list(Parcel.objects.values()), list(ParcelEvent.objects.values())


@given(
    st.lists(st.tuples(st.sampled_from(TOLD), st.integers(0, 3)), min_size=1, max_size=6),
    st.data(),
)
def test_the_state_does_not_hang_on_the_order(told, data):
    assert newest_state(data.draw(st.permutations(told))) == newest_state(told)


def test_told_in_any_order_and_again_it_comes_to_the_same(town):
    begin = now()
    events = [
        CourierEvent("a", ParcelState.PICKED_UP, begin),
        CourierEvent("b", ParcelState.UNDER_WAY, begin + timedelta(hours=1)),
        CourierEvent("c", ParcelState.DELIVERED, begin + timedelta(hours=2)),
    ]
    ends = set()
    for order in (events, events[::-1], [events[1], events[2], events[0]]):
        parcel = on_its_way(town)
        for event in (*order, *order):
            services.take_tracking(
                actor=system(), courier="demo", number=parcel.tracking_number, events=[event]
            )
        parcel.refresh_from_db()
        ends.add((parcel.state, parcel.ended_at, parcel.events.count()))
    assert ends == {("delivered", events[2].at, 3)}


@pytest.mark.parametrize(
    ("phone", "end"),
    [("10000000001", "delivered"), ("10000000000", "returned"), ("10000009999", "lost")],
)
def test_the_job_follows_a_parcel_to_its_end(town, phone, end):
    parcel = on_its_way(town, phone=phone)
    for hours, state in ((0, "picked_up"), (7, "under_way"), (30, end), (50, end)):
        with moved_to(now() + timedelta(hours=hours)):
            jobs.track(0)
        parcel.refresh_from_db()
        assert parcel.state == state


def test_a_courier_is_ordered_once(town):
    parcel = on_its_way(town)
    before = rows()
    jobs.book(str(parcel.id))
    assert rows() == before


def test_the_failing_courier_leaves_the_parcel_as_it_is(town, settings):
    settings.COURIER = "failing"
    parcel = services.give_to_courier(actor=system(), parcel_id=asked(town).id)
    before = rows()
    jobs.book(str(parcel.id))
    tried = Booking.objects.get()
    assert (tried.state, tried.attempts, tried.reason) == ("waiting", 1, "timeout")
    assert rows() == before
    services.book_parcel(actor=system(), parcel_id=parcel.id, number="F1")
    jobs.track(0)
    assert rows()[1] == before[1] == []


@pytest.mark.parametrize("missing", ["name", "phone", "address"])
def test_a_letter_without_address_is_refused(town, missing):
    for value in ("", "  ", "x" * 300, "x\x00"):
        before = rows()
        with pytest.raises(Invalid) as caught:
            asked(town, **{missing: value})
        assert rows() == before
        assert [f.place for f in caught.value.findings] == [missing]


def test_another_way_takes_the_place_of_the_first_until_it_is_handed_over(town):
    first = asked(town)
    second = asked(town, subject_id=first.subject_id, way=Way.WINDOW)
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "asked")
    before = rows()
    for act, more in ((services.give_to_courier, {}), (services.hand_out, {"to": "谷雨"})):
        with pytest.raises(Conflict):
            act(actor=system(), parcel_id=first.id, **more)
    with pytest.raises(Invalid):
        services.hand_out(actor=system(), parcel_id=second.id, to=" ")
    assert rows() == before
    assert services.hand_out(actor=system(), parcel_id=second.id, to="谷雨").state == "delivered"


def test_where_it_goes_is_sealed(town):
    from django.db import connection

    parcel = asked(town)
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, phone, address FROM delivery_parcel")
        (kept,) = cursor.fetchall()
    assert all("希夷".encode() not in bytes(one) and b"1000000" not in bytes(one) for one in kept)
    assert Parcel.objects.get(id=parcel.id).address == "希夷大道 1 号"


class TestCallback:
    def told(self, headers, body, courier="demo"):
        sent = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items()}
        return Client(raise_request_exception=False).post(
            f"/delivery/callback/{courier}/", body, content_type="application/json", **sent
        )

    def test_a_signed_message_is_taken_and_a_forged_one_is_not(self, town):
        parcel = on_its_way(town)
        event = CourierEvent("a", ParcelState.DELIVERED, now(), "收件地址")
        headers, body = demo.message_of(parcel.tracking_number, [event])
        before = rows()
        assert self.told(headers, body.replace(b"delivered", b"lost")).status_code == 401
        assert self.told({}, body).status_code == 401
        assert self.told({}, b"x" * 70000).status_code == 400
        for wrong in (b"", b"[]", b'{"number": "1", "events": [{}]}'):
            signed = demo.message_of("x", [])[0] | {demo.SIGNATURE: demo._signature(wrong)}
            assert self.told(signed, wrong).status_code == 400
        assert self.told({}, b"x", "failing").status_code == 401
        assert self.told({}, b"x", "nobody").status_code == 404
        assert self.told(*demo.message_of("not ours", [event])).status_code == 404
        assert rows() == before
        for _time in range(2):
            assert self.told(headers, body).status_code == 200
        parcel.refresh_from_db()
        assert (parcel.state, parcel.events.count()) == ("delivered", 1)

    def test_only_the_platform_takes_it(self, town):
        parcel = on_its_way(town)
        before = rows()
        with pytest.raises(Forbidden):
            services.take_tracking(
                actor=town.officer("handler"),
                courier="demo",
                number=parcel.tracking_number,
                events=[],
            )
        assert rows() == before


def test_what_keeps_no_protocol_is_not_registered():
    class Half:
        name = "half"

        def ask(self):
            return ""

        def track(self, number):
            return []

        def read(self, headers, body):
            return "", []

    for wrong in (Half(), object()):
        with pytest.raises(TypeError):
            types.register_courier(wrong)
    with pytest.raises(LookupError):
        types.courier_named("half")
    with pytest.raises(TypeError):
        types.register_subject(object())
