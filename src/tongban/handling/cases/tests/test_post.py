"""送达: the applicant says how, the office hands over, both see where it is."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import audits, events, nothing_changes, notices
from tongban.handling.cases.tests.looking import jobs as waiting_jobs
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_fees import finished
from tongban.handling.cases.types import ResultChoice
from tongban.management.catalog.services import publish_item
from tongban.management.delivery import jobs
from tongban.management.delivery.booking import RETRY_AFTER
from tongban.management.delivery.models import Booking, DemoShipment, Parcel

HOME = {"name": "谷雨", "phone": "10000000001", "address": "希夷大道 1 号"}


@pytest.fixture(autouse=True)
def _posting(town, settings):
    settings.COURIER = "demo"
    publish_item(
        actor=operator(),
        item_id=town.items["food"],
        guide=guide(delivery_ways=("现场领取", "邮寄", "网上下载"), by_post=True),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )


def chosen(town, case, way="post", **where):
    return services.choose_result_way(
        actor=town.person(), case_id=case.id, way=way, **(where or HOME)
    )


def sent(town, **where):
    case = finished(town.at("issue"))
    chosen(town, case, **{**HOME, **where})
    parcel = Parcel.objects.get(subject_id=case.id)
    services.send_result(actor=town.officer("window"), case_id=case.id, parcel_id=parcel.id)
    jobs.book(str(parcel.id))
    return case, parcel


def test_a_result_that_is_posted_is_told_and_tracked(town):
    case, parcel = sent(town)
    assert events(case)[-1] == "sent_out"
    assert "已交给快递" in notices(case)[-1]
    with moved_to(now() + timedelta(hours=30)):
        jobs.track(0)
        jobs.track(0)
    parcel.refresh_from_db()
    assert parcel.state == "delivered"
    assert events(case).count("sent_arrived") == 1
    assert "已送到" in notices(case)[-1]
    with nothing_changes(), pytest.raises(Conflict) as caught:
        chosen(town, case, "window")
    assert caught.value.code == "on_its_way"


def test_what_comes_back_may_be_fetched(town):
    case, _parcel = sent(town, phone="10000000000")
    with moved_to(now() + timedelta(hours=30)):
        jobs.track(0)
    assert events(case)[-1] == "sent_back"
    assert "请登录重新选怎么拿" in notices(case)[-1]
    with moved_to(now() + timedelta(hours=31)):
        chosen(town, case, "window")
        again = Parcel.objects.get(subject_id=case.id, state="asked")
        services.hand_result_out(
            actor=town.officer("window"), case_id=case.id, parcel_id=again.id, to="谷雨"
        )
    assert events(case)[-1] == "handed_out"


def test_only_the_ways_of_the_guide_and_only_by_the_applicant(town):
    case = town.filed()
    for way in ("pigeon", "", "WINDOW"):
        with nothing_changes(), pytest.raises(Invalid):
            chosen(town, case, way)
    for actor in (town.person("xia"), town.officer("window"), town.clerk()):
        with nothing_changes(), pytest.raises(Forbidden):
            services.choose_result_way(actor=actor, case_id=case.id, way="window")
    assert not Parcel.objects.exists()
    chosen(town, case, "window")
    chosen(town, case, "electronic")
    assert Parcel.objects.get().state == "cancelled"


def test_nothing_is_handed_over_before_there_is_a_result(town):
    case = town.at("review")
    chosen(town, case)
    parcel = Parcel.objects.get()
    act = {"case_id": case.id, "parcel_id": parcel.id}
    with pytest.raises(Conflict):
        services.send_result(actor=town.officer("window"), **act)
    for who in ("far_window", "health_handler", "admin"):
        with pytest.raises(Forbidden):
            services.send_result(actor=town.officer(who), **act)
    parcel.refresh_from_db()
    assert parcel.state == "asked"
    services.withdraw_case(actor=town.person(), case_id=case.id)
    parcel.refresh_from_db()
    assert parcel.state == "cancelled"
    with nothing_changes(), pytest.raises(Conflict):
        chosen(town, case)


def test_anothers_parcel_is_none(town):
    case = finished(town.at("issue"))
    with pytest.raises(Missing):
        services.send_result(actor=town.officer("window"), case_id=case.id, parcel_id=new_id())


def test_papers_are_for_a_material_of_the_guide_until_acceptance(town):
    case = town.filed()
    ask = {"case_id": case.id, **HOME}
    for key in ("application", "id", "nonsense"):
        with nothing_changes(), pytest.raises(Invalid):
            services.send_papers(actor=town.person(), requirement_key=key, **ask)
    services.send_papers(actor=town.person(), requirement_key="plan", **ask)
    parcel = Parcel.objects.get()
    assert (parcel.direction, parcel.requirement_key, parcel.payer) == ("in", "plan", "recipient")
    jobs.book(str(parcel.id))
    with moved_to(now() + timedelta(hours=30)):
        jobs.track(0)
    assert events(case)[-2:] == ["papers_sent", "papers_came"]
    accepted = town.at("review")
    with nothing_changes(), pytest.raises(Conflict):
        services.send_papers(
            actor=town.person(), requirement_key="plan", **{**ask, "case_id": accepted.id}
        )


class TestUnbooked:
    """The courier cannot be ordered: the desk says so, and an officer tries it again."""

    def stuck(self, town, settings):
        settings.COURIER = "failing"
        case = finished(town.at("issue"))
        chosen(town, case)
        parcel = Parcel.objects.get(subject_id=case.id)
        services.send_result(actor=town.officer("window"), case_id=case.id, parcel_id=parcel.id)
        at = now()
        for wait in (*RETRY_AFTER, None):
            with moved_to(at):
                jobs.book(str(parcel.id))
            at += wait or timedelta()
        booking = Booking.objects.get()
        assert (booking.state, booking.attempts, booking.reason) == (
            "stuck",
            len(RETRY_AFTER) + 1,
            "timeout",
        )
        return case, parcel

    def test_the_desk_lists_it_and_it_is_tried_again_once(self, town, settings):
        case, parcel = self.stuck(town, settings)
        desk = at_desk(town, "window")
        page = f"/desk/cases/{case.number}/"
        assert "快递叫不到的，要人来看" in read(desk.get("/desk/"))
        assert page in read(desk.get("/desk/"))
        assert "快递叫不到的，要人来看" not in read(at_desk(town, "health_signer").get("/desk/"))
        assert "试过 7 次" in read(desk.get(page))
        again = f"{page}post/{parcel.id}/again/"
        assert again in read(desk.get(page))
        # Who reads the case without this right sees it, and no button.
        seen = read(at_desk(town, "inspector").get(page))
        assert "快递叫不到" in seen
        assert again not in seen
        assert "已再叫一次快递" in read(desk.post(again, follow=True))
        booking = Booking.objects.get()
        assert (booking.state, booking.attempts) == ("waiting", 0)
        assert audits(case)[-1] == "try_courier_again"
        with nothing_changes():
            desk.post(again)
        assert "没有卡住" in read(desk.get(page))
        assert Booking.objects.get().attempts == 0
        assert "快递叫不到的，要人来看" not in read(desk.get("/desk/"))
        Parcel.objects.update(courier="demo")
        jobs.book(str(parcel.id))
        jobs.book(str(parcel.id))
        parcel.refresh_from_db()
        assert parcel.tracking_number
        assert DemoShipment.objects.count() == 1
        assert Booking.objects.get().state == "sent"

    def test_not_by_another_post_nor_of_another_case(self, town, settings):
        case, parcel = self.stuck(town, settings)
        given = {"case_id": case.id, "parcel_id": parcel.id}
        for who in ("inspector", "health_signer", "far_window", "admin"):
            with nothing_changes(), pytest.raises(Forbidden):
                services.try_courier_again(actor=town.officer(who), **given)
        with nothing_changes(), pytest.raises(Forbidden):
            services.try_courier_again(actor=town.person(), **given)
        other = town.filed()
        with nothing_changes(), pytest.raises(Missing):
            services.try_courier_again(
                actor=town.officer("window"), **{**given, "case_id": other.id}
            )
        assert Booking.objects.get().state == "stuck"

    def test_papers_that_nobody_fetches_are_tried_again_too(self, town, settings):
        settings.COURIER = "failing"
        case = town.filed()
        services.send_papers(actor=town.person(), case_id=case.id, requirement_key="plan", **HOME)
        Booking.objects.update(state="stuck", attempts=7, next_try_at=None, reason="timeout")
        parcel = Parcel.objects.get()
        desk = at_desk(town, "window")
        again = f"/desk/cases/{case.number}/post/{parcel.id}/again/"
        assert again in read(desk.get(f"/desk/cases/{case.number}/"))
        desk.post(again)
        assert Booking.objects.get().state == "waiting"

    def test_what_lay_ready_before_there_were_tries_is_found(self, town):
        case, parcel = sent(town)
        Booking.objects.all().delete()
        migration = import_module("tongban.management.delivery.migrations.0003_booking")
        migration.begin_booking(apps, None)
        assert not Booking.objects.exists(), "its courier has it"
        Parcel.objects.update(tracking_number=None)
        migration.begin_booking(apps, None)
        booking = Booking.objects.get()
        assert (booking.id, booking.state) == (parcel.id, "waiting")
        jobs.catch_up(0)
        assert {"parcel_id": str(parcel.id)} in waiting_jobs("delivery.book")
        assert case.number


def test_both_pages_from_the_choice_to_the_door(town):
    case = finished(town.at("issue"))
    mine, desk = at_desk(town, "gu"), at_desk(town, "window")
    address = f"/my/cases/{case.id}/"
    assert "结果怎么拿" in read(mine.get(address))
    mine.post(f"{address}post/result/", {"way": "post", **HOME, "address": ""})
    assert not Parcel.objects.exists()
    mine.post(f"{address}post/result/", {"way": "post", **HOME})
    parcel = Parcel.objects.get()
    assert "已封好，交给快递" in read(desk.get(f"/desk/cases/{case.number}/"))
    desk.post(f"/desk/cases/{case.number}/post/{parcel.id}/send/")
    jobs.book(str(parcel.id))
    with moved_to(now() + timedelta(hours=7)):
        jobs.track(0)
    parcel.refresh_from_db()
    page = read(mine.get(address))
    assert parcel.tracking_number in page
    assert "亳州转运中心" in page
    assert mine.post(f"{address}post/burn/").status_code == 404


class TestChosenWhileApplying:
    def test_the_choice_is_kept_with_the_filing_and_the_office_reads_it(self, town):
        mine, desk = at_desk(town, "gu"), at_desk(town, "window")
        town.draft()
        path = f"/apply/{town.codes['food']}/check/"
        page = read(mine.get(path))
        assert "结果怎么拿" in page
        assert 'value="希夷大道 1 号"' in page
        where = {f"result_{key}": value for key, value in HOME.items()}
        answer = mine.post(path, {"promise": "on", "result_way": "post", **where})
        assert answer.status_code == 302
        parcel = Parcel.objects.get()
        assert (parcel.way, parcel.state, parcel.recipient) == ("post", "asked", "谷雨")
        assert parcel.address == "希夷大道 1 号"
        case = Case.objects.get()
        assert parcel.subject_number == case.number
        shown = read(desk.get(f"/desk/cases/{case.number}/"))
        assert "等待交付" in shown
        assert "希夷大道 1 号" in shown
        # It is changed on the case's own page, as before.
        mine.post(f"/my/cases/{case.id}/post/result/", {"way": "electronic"})
        assert "申请者只要电子的" in read(desk.get(f"/desk/cases/{case.number}/"))

    @pytest.mark.parametrize(
        ("typed", "focus"),
        [
            ({"result_way": "post", "result_name": "谷雨"}, "f-result_phone"),
            ({"result_way": "pigeon"}, "f-result_way-1"),
            ({"result_way": "POST"}, "f-result_way-1"),
        ],
    )
    def test_a_wrong_choice_files_nothing_and_is_told_at_its_place(self, town, typed, focus):
        town.draft()
        path = f"/apply/{town.codes['food']}/check/"
        with nothing_changes():
            answer = at_desk(town, "gu").post(path, {"promise": "on", **typed})
        assert answer.status_code == 422
        assert f'href="#{focus}"' in read(answer)
        assert Case.objects.get().number is None

    def test_where_the_guide_hands_nothing_over_it_is_not_asked(self, town):
        publish_item(
            actor=operator(),
            item_id=town.items["food"],
            guide=guide(delivery_ways=("网上下载",)),
            form_id=town.forms["food"],
            process_id=town.processes["standard_license"],
        )
        draft = town.draft()
        page = read(at_desk(town, "gu").get(f"/apply/{town.codes['food']}/check/"))
        assert "结果怎么拿" not in page
        with nothing_changes(), pytest.raises(Invalid):
            services.file_case(actor=town.person(), case_id=draft.id, result=ResultChoice("window"))
        case = services.file_case(
            actor=town.person(), case_id=draft.id, result=ResultChoice("electronic")
        )
        assert case.number
        assert not Parcel.objects.exists()
