"""现场核查 and opinions: two people, told beforehand, by the guide's points, confirmed by each."""

from datetime import timedelta

import pytest

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, to_shanghai
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Inspection, InspectionMember, Opinion
from tongban.handling.cases.queries.inspecting import inspection_file
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import moved_to, picture
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import approved, asked, publishing

MONDAY = moment(2026, 3, 2, 10, 0)
TUESDAY = moment(2026, 3, 3, 10, 0)
POINTS = ("生熟分开", "有消毒柜")
GOOD = [("生熟分开", True, "分开了"), ("有消毒柜", True, "")]


@pytest.fixture
def case(town):
    with moved_to(MONDAY):
        publishing(town, inspection_points=POINTS)
        return town.at("review")


def planned(town, case, **more):
    given = {
        "actor": town.officer("handler"),
        "case_id": case.id,
        "planned_at": TUESDAY,
        "place": "希夷大道 128 号",
        "account_ids": [town.accounts["handler"], town.accounts["inspector"]],
        **more,
    }
    with moved_to(MONDAY):
        return acts.plan_inspection(**given)


def recorded(town, case, it, who="inspector", at=TUESDAY, **more):
    given = {"points": GOOD, "result": "pass", "words": "看过厨房", **more}
    with moved_to(at):
        return acts.record_inspection(
            actor=town.officer(who), case_id=case.id, inspection_id=it.id, **given
        )


def confirmed(town, case, it, who="handler"):
    with moved_to(TUESDAY):
        return acts.confirm_inspection(
            actor=town.officer(who), case_id=case.id, inspection_id=it.id
        )


def refused(error, code, do):
    with nothing_changes(), pytest.raises(error) as caught:
        do()
    if code:
        found = getattr(caught.value, "findings", ())
        assert code in {caught.value.code, *(f.code for f in found)}


def test_it_is_told_with_day_place_and_names(town, case):
    it = planned(town, case)
    assert (it.state, it.place) == ("planned", "希夷大道 128 号")
    assert {m.name for m in it.members.all()} == {
        town.officer("handler").name,
        town.officer("inspector").name,
    }
    assert looking.events(case)[-1] == "inspection_planned"
    assert "3 月 3 日 10:00 现场核查，地点：希夷大道 128 号" in looking.notices(case)[-1]
    assert looking.audits(case)[-1] == "plan_inspection"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"account_ids": ["handler"]}, "two_inspectors"),
        ({"account_ids": ["handler", "handler"]}, "two_inspectors"),
        ({"account_ids": ["handler", "health_handler"]}, "two_inspectors"),
        ({"account_ids": ["handler", "window"]}, "two_inspectors"),
        ({"account_ids": ["handler", "inspector", "manager"]}, "two_inspectors"),
        ({"account_ids": ["handler", "gu"]}, "two_inspectors"),
        ({"planned_at": MONDAY - timedelta(days=1)}, "range"),
        ({"planned_at": MONDAY + timedelta(days=400)}, "range"),
        ({"place": " "}, "required"),
        ({"place": "长" * 201}, "required"),
    ],
)
def test_two_officers_of_the_body_a_day_to_come_and_a_place(town, case, more, code):
    if "account_ids" in more:
        more = {"account_ids": [town.accounts[key] for key in more["account_ids"]]}
    refused(Invalid, code, lambda: planned(town, case, **more))


def test_an_officer_whose_own_case_it_is_cannot_be_named(town):
    with moved_to(MONDAY):
        case = town.at("review", actor=town.person("inspector"))
    refused(Invalid, "two_inspectors", lambda: planned(town, case))


def test_one_at_a_time(town, case):
    planned(town, case)
    refused(Conflict, "inspection_open", lambda: planned(town, case))


def test_it_is_done_when_everybody_who_was_there_has_confirmed(town, case):
    it = planned(town, case)
    it = recorded(town, case, it)
    assert (it.state, it.points[0]) == (
        "recorded",
        {"point": "生熟分开", "holds": True, "words": "分开了"},
    )
    refused(Conflict, "confirmed_already", lambda: confirmed(town, case, it, "inspector"))
    it = confirmed(town, case, it)
    assert it.state == "done"
    assert InspectionMember.objects.filter(inspection=it, confirmed_at=None).count() == 0
    assert looking.events(case)[-1] == "inspection_done"
    assert looking.audits(case)[-2:] == ["record_inspection", "confirm_inspection"]
    line = queries.timeline_of(case, queries.view_of(case))[1]
    assert line.text.endswith("核查，结果：符合。看过厨房")
    refused(Conflict, "inspection_state", lambda: recorded(town, case, it))


def test_what_is_written_anew_is_confirmed_anew(town, case):
    it = planned(
        town,
        case,
        account_ids=[town.accounts[key] for key in ("handler", "inspector", "signer")],
    )
    recorded(town, case, it)
    confirmed(town, case, it, "handler")
    recorded(town, case, it, "signer", result="fail", words="后门堵了")
    assert {m.account_id for m in it.members.filter(confirmed_at=None)} == {
        town.accounts["handler"],
        town.accounts["inspector"],
    }


def test_who_was_not_named_neither_writes_nor_confirms(town, case):
    it = planned(town, case)
    for who in ("handler2", "signer"):
        refused(Forbidden, "not_named", lambda who=who: recorded(town, case, it, who))
    refused(Forbidden, "wrong_post", lambda: recorded(town, case, it, "health_handler"))
    recorded(town, case, it)
    refused(Forbidden, "not_named", lambda: confirmed(town, case, it, "signer"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"points": GOOD[:1]}, "points_of_the_guide"),
        ({"points": [*GOOD, ("墙要白", True, "")]}, "points_of_the_guide"),
        ({"points": [GOOD[0], ("有消毒柜", False, "没有")]}, "point_fails"),
        ({"result": "maybe"}, "required"),
        ({"result": "fail", "words": ""}, "required"),
    ],
)
def test_the_record_has_every_point_of_the_guide_and_none_besides(town, case, more, code):
    it = planned(town, case)
    refused(Invalid, code, lambda: recorded(town, case, it, **more))


def test_nobody_is_there_before_the_time_that_was_told(town, case):
    it = planned(town, case)
    refused(Conflict, "too_early", lambda: recorded(town, case, it, at=MONDAY))


def test_a_record_is_confirmed_only_once_there_is_one(town, case):
    it = planned(town, case)
    refused(Conflict, "not_recorded", lambda: confirmed(town, case, it))


def test_while_it_is_open_nothing_is_decided(town):
    with moved_to(MONDAY):
        publishing(town, inspection_points=POINTS)
        case = town.at("decide")
    it = planned(town, case)
    signer = {"actor": town.officer("signer"), "case_id": case.id}
    refused(Conflict, "inspection_open", lambda: acts.grant(**signer))
    refused(Conflict, "inspection_open", lambda: acts.refuse(**signer, reason="不行"))
    recorded(town, case, it)
    refused(Conflict, "inspection_open", lambda: acts.grant(**signer))
    confirmed(town, case, it)
    with moved_to(TUESDAY):
        assert acts.grant(**signer).decision == "granted"


def test_it_is_called_off_with_a_reason_and_told(town, case):
    it = planned(town, case)
    off = {"actor": town.officer("handler"), "case_id": case.id, "inspection_id": it.id}
    refused(Invalid, "required", lambda: acts.cancel_inspection(**off, reason=" "))
    with moved_to(MONDAY):
        acts.cancel_inspection(**off, reason="下大雨")
    assert looking.events(case)[-1] == "inspection_off"
    assert "取消了，理由：下大雨" in looking.notices(case)[-1]
    planned(town, case)
    assert Inspection.objects.count() == 2


def test_a_case_that_is_taken_back_is_not_inspected(town, case):
    it = planned(town, case)
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    it.refresh_from_db()
    assert it.state == "cancelled"
    refused(Conflict, "wrong_state", lambda: recorded(town, case, it))


def test_photographs_by_who_was_there(town, case):
    it = planned(town, case)
    given = {"case_id": case.id, "inspection_id": it.id, "filename": "图.png"}
    photo = acts.add_inspection_photo(actor=town.officer("inspector"), stream=picture(), **given)
    assert inspection_file(case, photo.file_id) == photo.file_id
    with pytest.raises(Missing):
        inspection_file(case, new_id())
    refused(
        Forbidden,
        "not_named",
        lambda: acts.add_inspection_photo(actor=town.officer("signer"), stream=picture(), **given),
    )
    with pytest.raises(Invalid):
        acts.add_inspection_photo(
            actor=town.officer("inspector"),
            stream=city.io.BytesIO(b"no picture"),
            **{**given, "filename": "a.txt"},
        )


def test_another_cases_inspection_is_missing(town, case):
    it = planned(town, case)
    other = town.at("review")
    refused(Missing, "", lambda: recorded(town, other, it))


class TestTheStep:
    """The process' step says what two people have confirmed, and nothing else."""

    @pytest.fixture
    def joint(self, town):
        case = town.filed("joint")
        acts.accept_case(actor=town.officer("window"), case_id=case.id)
        return case

    def passing(self, town, case, act="pass_inspection", **more):
        return lambda: getattr(acts, act)(actor=town.officer("inspector"), case_id=case.id, **more)

    def test_not_without_an_inspection(self, town, joint):
        refused(Conflict, "not_inspected", self.passing(town, joint))
        refused(
            Conflict, "not_inspected", self.passing(town, joint, "fail_inspection", reason="不符")
        )

    def test_not_before_it_is_confirmed(self, town, joint):
        with moved_to(now()):
            it = acts.plan_inspection(
                actor=town.officer("inspector"),
                case_id=joint.id,
                planned_at=now(),
                place="店里",
                account_ids=[town.accounts["handler"], town.accounts["inspector"]],
            )
            acts.record_inspection(
                actor=town.officer("inspector"),
                case_id=joint.id,
                inspection_id=it.id,
                points=[],
                result="pass",
                words="看过",
            )
        refused(Conflict, "not_inspected", self.passing(town, joint))

    @pytest.mark.parametrize(
        ("found", "right", "wrong"),
        [
            ("pass", "pass_inspection", "fail_inspection"),
            ("fail", "fail_inspection", "pass_inspection"),
        ],
    )
    def test_only_as_it_was_found(self, town, joint, found, right, wrong):
        town.inspected(joint, found)
        why = {"pass_inspection": {}, "fail_inspection": {"reason": "不符"}}
        refused(Conflict, "inspected_otherwise", self.passing(town, joint, wrong, **why[wrong]))
        self.passing(town, joint, right, **why[right])()
        joint.refresh_from_db()
        assert joint.waiting_duties == ["handler"]


class TestOpinion:
    """专家和第三方意见."""

    def commissioned(self, town, case, **more):
        given = {"kind": "expert", "who": "示例评审中心", "question": "布局行不行", **more}
        with moved_to(TUESDAY):
            return acts.commission_opinion(actor=town.officer("handler"), case_id=case.id, **given)

    def received(self, town, case, opinion, **more):
        given = {"result": "可行", "stream": picture(), "filename": "报告.png", **more}
        return acts.receive_opinion(
            actor=town.officer("handler"), case_id=case.id, opinion_id=opinion.id, **given
        )

    def test_it_is_told_waited_for_and_kept_with_its_report(self, town):
        with moved_to(MONDAY):
            case = town.at("decide")
        opinion = self.commissioned(town, case)
        assert opinion.commissioned_at == TUESDAY
        signer = {"actor": town.officer("signer"), "case_id": case.id}
        refused(Conflict, "opinion_open", lambda: acts.grant(**signer))
        opinion = self.received(town, case, opinion)
        assert inspection_file(case, opinion.file_id) == opinion.file_id
        assert looking.events(case)[-2:] == ["opinion_asked", "opinion_came"]
        refused(Conflict, "opinion_received", lambda: self.received(town, case, opinion))
        acts.grant(**signer)

    def test_it_belongs_to_the_special_procedure_that_runs(self, town, case):
        assert self.commissioned(town, case).measure is None
        measure = approved(town, asked(town, case, procedure="expert_review"))
        assert self.commissioned(town, case).measure == measure

    @pytest.mark.parametrize("gap", [{"kind": "gossip"}, {"who": " "}, {"question": ""}])
    def test_who_is_asked_what(self, town, case, gap):
        refused(Invalid, "required", lambda: self.commissioned(town, case, **gap))

    @pytest.mark.parametrize("gap", [{"result": ""}, {"stream": None}])
    def test_a_conclusion_and_a_report(self, town, case, gap):
        opinion = self.commissioned(town, case)
        refused(Invalid, "required", lambda: self.received(town, case, opinion, **gap))

    def test_by_the_department_alone(self, town, case):
        for who in ("window", "health_handler", "signer"):
            refused(
                Forbidden,
                "wrong_post",
                lambda who=who: acts.commission_opinion(
                    actor=town.officer(who), case_id=case.id, kind="expert", who="甲", question="?"
                ),
            )

    def test_it_ends_with_its_case(self, town, case):
        opinion = self.commissioned(town, case)
        acts.withdraw_case(actor=town.person(), case_id=case.id)
        assert Opinion.objects.get(id=opinion.id).dropped_at is not None


class TestPages:
    """At the desk and in one's own case."""

    def test_the_whole_way_over_http(self, town, case):
        address = f"/desk/cases/{case.number}/"
        handler, inspector = at_desk(town, "handler"), at_desk(town, "inspector")
        page = read(handler.get(address))
        assert "要到现场看" in page or "约现场核查" in page
        plan = {
            "planned_at": f"{to_shanghai(now()):%Y-%m-%dT%H:%M}",
            "place": "希夷大道 128 号",
            "inspector": [str(town.accounts["handler"]), str(town.accounts["inspector"])],
        }
        assert handler.post(f"{address}inspections/", plan).status_code == 302
        it = Inspection.objects.get()
        mine = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
        assert "他们会先出示证件" in mine
        assert "生熟分开" in mine
        move = f"{address}inspections/{it.id}/"
        record = {"point-0": "yes", "point-1": "yes", "result": "pass", "words": "看过"}
        assert inspector.post(f"{move}photo/", {"photo": picture_file()}).status_code == 302
        assert inspector.post(f"{move}record/", record).status_code == 302
        page = read(handler.get(address))
        assert "记录属实，我确认" in page
        assert handler.post(f"{move}confirm/").status_code == 302
        it.refresh_from_db()
        assert it.state == "done"
        photo = it.photos.get()
        shown = f"{address}reports/{photo.file_id}/"
        assert f'<img class="tb-picture" src="{shown}"' in read(handler.get(address))
        assert handler.get(shown).status_code == 200
        assert handler.get(f"{address}reports/{new_id()}/").status_code == 404
        assert "结果：符合" in read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))

    def test_what_is_wrong_is_said_and_nothing_is_planned(self, town, case):
        handler = at_desk(town, "handler")
        for data in ({}, {"planned_at": "morgen"}, {"planned_at": "2026-03-03T10:00"}):
            with nothing_changes():
                answer = handler.post(f"/desk/cases/{case.number}/inspections/", data)
                assert answer.status_code == 422

    def test_a_point_left_open_is_not_written_down_as_one_that_fails(self, town, case):
        it = planned(town, case)
        address = f"/desk/cases/{case.number}/inspections/{it.id}/record/"
        told = {"point-0": "yes", "result": "fail", "words": "没有看到消毒柜"}
        with moved_to(TUESDAY):
            inspector = at_desk(town, "inspector")
            for wrong in ({}, {"point-1": ""}, {"point-1": "no", "point-2": "no"}):
                with nothing_changes():
                    answer = inspector.post(address, {**told, **wrong})
                assert answer.status_code == 422
                assert "按指南的核查要点逐条登记" in read(answer)
            assert inspector.post(address, {**told, "point-1": "no"}).status_code == 302
        it.refresh_from_db()
        assert [point["holds"] for point in it.points] == [True, False]

    def test_an_opinion_over_http(self, town, case):
        handler, address = at_desk(town, "handler"), f"/desk/cases/{case.number}/opinions/"
        asked_of = {"kind": "expert", "who": "评审中心", "question": "行不行"}
        assert handler.post(address, asked_of).status_code == 302
        opinion = Opinion.objects.get()
        with nothing_changes():
            assert handler.post(f"{address}{opinion.id}/", {"result": "行"}).status_code == 422
        answer = handler.post(f"{address}{opinion.id}/", {"result": "行", "report": picture_file()})
        assert answer.status_code == 302
        assert "收到专家或者第三方的意见" in read(handler.get(f"/desk/cases/{case.number}/"))

    def test_the_window_is_offered_none_of_it(self, town, case):
        page = read(at_desk(town, "window").get(f"/desk/cases/{case.number}/"))
        assert 'id="inspection"' not in page


def picture_file():
    out = picture()
    out.name = "现场.png"
    return out
