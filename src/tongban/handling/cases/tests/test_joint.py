"""并联审批: one case, several departments at once, each with a limit and an answer of its own."""

import pytest

from tongban.base.audit.queries import looks_at
from tongban.base.clocks.models import Clock
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases import jobs, queries, services
from tongban.handling.cases.models import Case, SubCase
from tongban.handling.cases.tests.city import HALL, HEALTH, guide, moved_to
from tongban.handling.cases.tests.looking import clocks, events, everything, moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, press, read
from tongban.handling.cases.tests.test_two_at_once import split, together
from tongban.management.catalog.services import publish_item
from tongban.management.catalog.types import GuideExtension, GuideLimit, JointPart

MONDAY = moment(2026, 3, 2, 10, 0)
TUESDAY = moment(2026, 3, 3, 9, 0)
HEALTH_PART = JointPart(
    HEALTH, "看厨房卫生", 5, "办法第三条", shows=("form:kitchen", "material:plan")
)
HALL_PART = JointPart(HALL, "看场地登记", 3, "办法第四条")
JOINT_LIMIT = GuideLimit(
    45,
    clause="行政许可法第四十二条",
    extension=GuideExtension(15, "谯城区人民政府负责人", "行政许可法第四十二条"),
)


def accepted(town, step="review", parts=(HEALTH_PART, HALL_PART), **changes):
    with moved_to(MONDAY):
        publish_item(
            actor=operator(),
            item_id=town.items["food"],
            guide=guide(joint_parts=parts, statutory=JOINT_LIMIT, **changes),
            form_id=town.forms["food"],
            process_id=town.processes["standard_license"],
        )
        return town.at(step)


def parts_of(case):
    return {s.department.credit_code: s for s in case.subcases.select_related("department")}


def hall_officer(town):
    """The hall's own handler: a window's post does not answer for a department."""
    from dataclasses import replace

    return replace(town.officer("window"), duties=frozenset({"handler"}))


def answered(town, part, who="health_handler", agrees=True, opinion="", at=TUESDAY):
    actor = hall_officer(town) if who == "hall" else town.officer(who)
    with moved_to(at):
        return services.answer_jointly(
            actor=actor, subcase_id=part.id, agrees=agrees, opinion=opinion
        )


def sub_clocks(part):
    return [
        (c.due_on.isoformat(), c.outcome)
        for c in Clock.objects.filter(subject_id=part.id).order_by("started_at", "id")
    ]


def all_rows():
    """What an act may write, with the joint parts."""
    return everything() | {"SubCase": list(SubCase.objects.order_by("pk").values())}


def refused(error, act, wanted="", /, **given):
    before = all_rows()
    with pytest.raises(error) as caught:
        act(**given)
    assert all_rows() == before
    if wanted:
        assert caught.value.code == wanted
    return caught.value


class TestSplit:
    def test_an_accepted_case_is_split_with_codes_limits_and_questions_of_their_own(self, town):
        case = accepted(town)
        rows = parts_of(case)
        assert [(s.code, s.asked, s.state, sub_clocks(s)) for s in (rows[HEALTH], rows[HALL])] == [
            (f"{case.number}-L1", "看厨房卫生", "waiting", [("2026-03-09", "")]),
            (f"{case.number}-L2", "看场地登记", "waiting", [("2026-03-05", "")]),
        ]
        assert events(case)[-2:] == ["accepted", "joint_begun"]
        assert clocks(case)[-1] == ("statutory", "2026-05-08", "")

    def test_before_acceptance_and_without_joint_parts_there_is_nothing(self, town):
        assert not accepted(town, "accept").subcases.exists()
        assert not accepted(town, parts=()).subcases.exists()

    def test_a_case_that_is_sent_back_and_accepted_again_is_split_once(self, town):
        case = accepted(town)
        with moved_to(TUESDAY):
            services.return_review(actor=town.officer("handler"), case_id=case.id, reason="再看")
            services.accept_case(actor=town.officer("window"), case_id=case.id)
        assert case.subcases.count() == 2
        assert events(case).count("joint_begun") == 1

    def test_silence_that_accepts_splits_too(self, town):
        case = accepted(town, "accept")
        with moved_to(moment(2026, 3, 12, 9, 0)):
            services.accept_by_silence(actor=system(), case_id=case.id)
        assert case.subcases.count() == 2


class TestAnswers:
    def test_all_agree_and_the_lead_grants(self, town):
        case = accepted(town, "decide")
        rows = parts_of(case)
        answered(town, rows[HEALTH], opinion="卫生合格")
        answered(town, rows[HALL], "hall")
        rows = parts_of(case)
        assert (rows[HEALTH].state, rows[HEALTH].opinion) == ("agreed", "卫生合格")
        assert sub_clocks(rows[HEALTH]) == [("2026-03-09", "in_time")]
        with moved_to(TUESDAY):
            services.grant(actor=town.officer("signer"), case_id=case.id)
        assert Case.objects.get(id=case.id).decision == "granted"

    def test_nobody_decides_before_all_have_answered(self, town):
        case = accepted(town, "decide")
        answered(town, parts_of(case)[HEALTH])
        given = {"actor": town.officer("signer"), "case_id": case.id}
        with moved_to(TUESDAY):
            error = refused(Conflict, services.grant, "joint_unanswered", **given)
            assert "谯城区政务服务中心还没有答复" in error.message
            refused(Conflict, services.refuse, "joint_unanswered", **given, reason="不行")

    def test_what_one_disagrees_with_is_not_granted_but_may_be_refused(self, town):
        case = accepted(town, "decide")
        rows = parts_of(case)
        answered(town, rows[HEALTH], agrees=False, opinion="没有洗消间")
        answered(town, rows[HALL], "hall")
        signer = town.officer("signer")
        with moved_to(TUESDAY):
            refused(Conflict, services.grant, "joint_disagreed", actor=signer, case_id=case.id)
            services.refuse(actor=signer, case_id=case.id, reason="卫健委不同意：没有洗消间")
        assert Case.objects.get(id=case.id).state == "closed"

    def test_a_disagreement_needs_its_reason(self, town):
        part = parts_of(accepted(town))[HEALTH]
        given = {"actor": town.officer("health_handler"), "subcase_id": part.id}
        with moved_to(TUESDAY):
            refused(Invalid, services.answer_jointly, **given, agrees=False, opinion=" ")
            refused(Invalid, services.answer_jointly, **given, agrees=True, opinion="长" * 1001)

    def test_once_answered_it_is_the_leads_turn(self, town):
        part = parts_of(accepted(town))[HEALTH]
        answered(town, part)
        with moved_to(TUESDAY):
            refused(
                Conflict,
                services.answer_jointly,
                "not_awaited",
                actor=town.officer("health_signer"),
                subcase_id=part.id,
                agrees=False,
                opinion="不行",
            )

    def test_only_the_joint_department_answers_and_only_the_lead_returns(self, town):
        case = accepted(town)
        part = parts_of(case)[HEALTH]
        given = {"subcase_id": part.id, "agrees": True, "opinion": ""}
        for actor in (
            town.officer("handler"), town.officer("window"), town.officer("signer"),
            hall_officer(town), town.person(), operator(), VISITOR,
        ):  # fmt: skip
            refused(Forbidden, services.answer_jointly, actor=actor, **given)
        answered(town, part)
        for actor in (
            town.officer("health_handler"), town.officer("window"), town.person(), VISITOR,
        ):  # fmt: skip
            refused(
                Forbidden, services.return_subcase, actor=actor, subcase_id=part.id, reason="再看"
            )

    def test_nobody_answers_about_ones_own_case(self, town):
        from dataclasses import replace

        part = parts_of(accepted(town))[HEALTH]
        actor = replace(town.officer("health_handler"), person_id=town.persons["gu"])
        refused(
            Forbidden,
            services.answer_jointly,
            "own_case",
            actor=actor,
            subcase_id=part.id,
            agrees=True,
            opinion="",
        )

    def test_what_is_not_there_is_missing(self, town):
        accepted(town)
        officer = town.officer("health_handler")
        given = {"actor": officer, "subcase_id": new_id()}
        refused(Missing, services.answer_jointly, **given, agrees=True, opinion="")
        refused(Missing, services.end_joint_limit, actor=system(), subcase_id=new_id())
        with pytest.raises(Missing):
            queries.joint_case(officer, "341602-20260302-000001-L9")


class TestReturn:
    def test_a_part_comes_back_with_its_days_anew(self, town):
        case = accepted(town, "decide")
        part = parts_of(case)[HEALTH]
        answered(town, part, agrees=False, opinion="没有洗消间")
        with moved_to(moment(2026, 3, 4, 9, 0)):
            services.return_subcase(
                actor=town.officer("handler"), subcase_id=part.id, reason="新图上有洗消间"
            )
        part = parts_of(case)[HEALTH]
        assert (part.state, part.returned_for) == ("returned", "新图上有洗消间")
        assert sub_clocks(part) == [("2026-03-09", "in_time"), ("2026-03-11", "")]
        answered(town, part, "health_signer", at=moment(2026, 3, 5, 9, 0))
        assert parts_of(case)[HEALTH].state == "agreed"

    def test_it_needs_a_reason_and_an_answer_to_return(self, town):
        case = accepted(town)
        part = parts_of(case)[HEALTH]
        given = {"actor": town.officer("handler"), "subcase_id": part.id}
        with moved_to(TUESDAY):
            refused(Conflict, services.return_subcase, "not_answered", **given, reason="再看")
        answered(town, part)
        with moved_to(TUESDAY):
            refused(Invalid, services.return_subcase, **given, reason="")


SILENCES = [("alarm", "late", ""), ("agrees", "deemed", "late"), ("goes_on", "passed_over", "late")]


class TestLimits:
    @pytest.mark.parametrize(("silence", "state", "outcome"), SILENCES)
    def test_a_missing_answer_means_what_the_guide_says(self, town, silence, state, outcome):
        part = JointPart(HEALTH, "看厨房卫生", 5, "办法第三条", silence)
        case = accepted(town, "decide", parts=(part,))
        with moved_to(moment(2026, 3, 10, 9, 0)):
            for _twice in range(2):
                jobs.limits_over(0)
            row = parts_of(case)[HEALTH]
            assert (row.state, sub_clocks(row)) == (state, [("2026-03-09", outcome)])
            assert events(case).count("joint_late") == 1
            signer = town.officer("signer")
            if silence == "alarm":
                refused(Conflict, services.grant, "joint_unanswered", actor=signer, case_id=case.id)
            else:
                assert services.grant(actor=signer, case_id=case.id).decision == "granted"

    def test_after_an_alarm_the_answer_still_counts(self, town):
        case = accepted(town, "decide", parts=(HEALTH_PART,))
        late = moment(2026, 3, 10, 9, 0)
        with moved_to(late):
            jobs.limits_over(0)
        answered(town, parts_of(case)[HEALTH], at=late)
        assert sub_clocks(parts_of(case)[HEALTH]) == [("2026-03-09", "late")]
        with moved_to(late):
            assert services.grant(actor=town.officer("signer"), case_id=case.id).decision

    def test_in_time_nothing_is_done(self, town):
        case = accepted(town)
        with moved_to(moment(2026, 3, 4, 9, 0)):
            before = all_rows()
            services.end_joint_limit(actor=system(), subcase_id=parts_of(case)[HEALTH].id)
            assert all_rows() == before

    def test_joint_handling_may_be_extended_by_fifteen_days_once_approved(self, town):
        case = accepted(town)
        with moved_to(TUESDAY):
            measure = services.ask_extension(
                actor=town.officer("handler"), case_id=case.id, reason="三个部门要一起到现场"
            )
            services.approve_measure(actor=town.officer("signer"), measure_id=measure.id)
        assert measure.days == 15
        assert clocks(case)[-1] == ("statutory", "2026-05-28", "")

    def test_the_parts_stand_still_with_their_case(self, town):
        case = accepted(town)
        with moved_to(TUESDAY):
            measure = services.ask_procedure(
                actor=town.officer("handler"),
                case_id=case.id,
                procedure="testing",
                reason="送检",
                days=5,
            )
            services.approve_measure(actor=town.officer("signer"), measure_id=measure.id)
        with moved_to(moment(2026, 3, 10, 9, 0)):
            jobs.limits_over(0)
            assert {p.state for p in parts_of(case).values()} == {"waiting"}
            services.end_procedure(
                actor=town.officer("handler"), measure_id=measure.id, result="合格"
            )
        assert sub_clocks(parts_of(case)[HEALTH]) == [("2026-03-16", "")]


def test_with_its_case_every_open_part_ends(town):
    case = accepted(town)
    rows = parts_of(case)
    answered(town, rows[HEALTH])
    with moved_to(TUESDAY):
        services.withdraw_case(actor=town.person(), case_id=case.id)
    rows = parts_of(case)
    assert (rows[HEALTH].state, rows[HALL].state) == ("agreed", "withdrawn")
    assert sub_clocks(rows[HALL]) == [("2026-03-05", "cancelled")]
    refused(
        Conflict,
        services.answer_jointly,
        "not_awaited",
        actor=hall_officer(town),
        subcase_id=rows[HALL].id,
        agrees=True,
        opinion="",
    )


@pytest.mark.django_db(transaction=True)
class TestTogether:
    """Branches that return, are withdrawn, time out or finish together, each on its connection."""

    def test_two_departments_answer_at_once_and_both_count(self, open_town):
        case = accepted(open_town)
        rows = parts_of(case)
        done, refusals = split(
            together(
                lambda: answered(open_town, rows[HEALTH]),
                lambda: answered(open_town, rows[HALL], "hall"),
            )
        )
        assert (len(done), refusals) == (2, [])
        assert {p.state for p in parts_of(case).values()} == {"agreed"}

    def test_two_officers_of_one_department_answer_once(self, open_town):
        case = accepted(open_town)
        part = parts_of(case)[HEALTH]
        done, refusals = split(
            together(
                lambda: answered(open_town, part),
                lambda: answered(open_town, part, "health_signer", agrees=False, opinion="不行"),
            )
        )
        assert (len(done), [e.code for e in refusals]) == (1, ["not_awaited"])
        said = [e for e in events(case) if e in {"joint_agreed", "joint_disagreed"}]
        assert said == [f"joint_{parts_of(case)[HEALTH].state}"]

    def test_withdrawing_and_answering_at_once_leaves_nothing_open(self, open_town):
        case = accepted(open_town)
        person = open_town.person()
        together(
            lambda: services.withdraw_case(actor=person, case_id=case.id),
            lambda: answered(open_town, parts_of(case)[HEALTH]),
        )
        assert Case.objects.get(id=case.id).state == "withdrawn"
        states = {p.state for p in parts_of(case).values()}
        assert states <= {"withdrawn", "agreed"}
        assert not Clock.objects.filter(
            subject_id__in=[p.id for p in parts_of(case).values()], ended_at=None
        ).exists()

    def test_the_limit_and_the_answer_at_once_make_one_of_them(self, open_town):
        part = JointPart(HEALTH, "看厨房卫生", 5, "办法第三条", "agrees")
        case = accepted(open_town, parts=(part,))
        late = moment(2026, 3, 10, 9, 0)
        row = parts_of(case)[HEALTH]
        with moved_to(late):
            together(
                lambda: services.end_joint_limit(actor=system(), subcase_id=row.id),
                lambda: services.answer_jointly(
                    actor=open_town.officer("health_handler"),
                    subcase_id=row.id,
                    agrees=False,
                    opinion="不行",
                ),
            )
        state = parts_of(case)[HEALTH].state
        assert state in {"deemed", "disagreed", "waiting"}
        assert len(sub_clocks(row)) == 1

    def test_deciding_and_returning_at_once_never_decides_over_an_open_part(self, open_town):
        case = accepted(open_town, "decide", parts=(HEALTH_PART,))
        row = parts_of(case)[HEALTH]
        answered(open_town, row)
        with moved_to(TUESDAY):
            together(
                lambda: services.grant(actor=open_town.officer("signer"), case_id=case.id),
                lambda: services.return_subcase(
                    actor=open_town.officer("handler"), subcase_id=row.id, reason="再看"
                ),
            )
        state, decision = parts_of(case)[HEALTH].state, Case.objects.get(id=case.id).decision
        assert (state, decision) in {("agreed", "granted"), ("returned", "")}


class TestPages:
    def test_the_department_sees_what_it_needs_and_answers(self, town):
        case = accepted(town)
        code = parts_of(case)[HEALTH].code
        with moved_to(TUESDAY):
            desk = at_desk(town, "health_handler")
            assert "看厨房卫生" in read(desk.get("/desk/"))
            page = read(desk.get(f"/desk/joint/{code}/"))
            assert "厨房面积" in page
            assert "布局图" in page
            assert "开业日期" not in page
            assert "租赁合同" not in page
            assert looks_at("case", case.id)[0].reason == "联办：看厨房卫生"
            before = all_rows()
            answer = desk.post(f"/desk/joint/{code}/", {"answer": "disagree", "opinion": ""})
            assert answer.status_code == 422
            assert all_rows()["SubCase"] == before["SubCase"]
            desk.post(f"/desk/joint/{code}/", {"answer": "disagree", "opinion": "没有洗消间"})
            assert "看厨房卫生" not in read(desk.get("/desk/"))
            assert "没有洗消间" in read(desk.get(f"/desk/joint/{code}/"))
            lead = read(at_desk(town, "handler").get(f"/desk/cases/{case.number}/"))
            mine = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
        for page in (lead, mine):
            assert "谯城区卫生健康委员会不同意。" in page
            assert "没有洗消间" in page
            assert "谯城区政务服务中心" in page

    def test_the_lead_asks_anew_on_the_page_of_the_case(self, town):
        case = accepted(town)
        part = parts_of(case)[HEALTH]
        answered(town, part)
        with moved_to(TUESDAY):
            desk = at_desk(town, "handler")
            address = f"/desk/cases/{case.number}/joint/{part.code}/"
            assert desk.post(address, {"reason": ""}).status_code == 422
            assert desk.post(address, {"reason": "图换了"}).status_code == 302
            assert desk.post(f"{address[:-2]}9/", {"reason": "图"}).status_code == 404
        assert parts_of(case)[HEALTH].state == "returned"

    def test_files_that_it_need_not_see_are_not_given(self, town):
        from tongban.sharing.materials.queries import materials_of

        case = accepted(town)
        code = parts_of(case)[HEALTH].code
        files = {m.requirement_key: m.id for m in materials_of("case", case.id) if m.file_id}
        with moved_to(TUESDAY):
            desk = at_desk(town, "health_handler")
            assert desk.get(f"/desk/joint/{code}/{files['plan']}/").status_code == 200
            assert desk.get(f"/desk/joint/{code}/{files['lease']}/").status_code == 404
            for other in ("handler", "window"):
                answer = at_desk(town, other).get(f"/desk/joint/{code}/{files['plan']}/")
                assert answer.status_code == 404

    def test_a_decision_that_is_held_is_told_on_the_page(self, town):
        case = accepted(town, "decide")
        with moved_to(TUESDAY), nothing_changes():
            answer = press(at_desk(town, "signer"), case, "grant", opinion="好")
        assert answer.status_code == 409
        assert "还没有答复，不能作决定" in read(answer)
