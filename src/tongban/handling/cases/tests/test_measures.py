"""延长和特别程序: asked for, approved by another, told; what stands still does not count."""

from datetime import date

import pytest

from tongban.base.clocks.models import Clock, Pause
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Measure
from tongban.handling.cases.tests.city import guide, moved_to
from tongban.handling.cases.tests.looking import clocks, events, moment, nothing_changes, notices
from tongban.handling.cases.tests.test_desk_pages import at_desk, beside, read
from tongban.management.catalog.models import Item
from tongban.management.catalog.services import publish_item
from tongban.management.catalog.types import GuideExtension, GuideLimit

MONDAY = moment(2026, 3, 2, 10, 0)
EXTENSION = GuideExtension(10, "本机关负责人", "行政许可法第四十二条")
LONG = {"statutory": GuideLimit(20, clause="行政许可法第四十二条", extension=EXTENSION)}


def publishing(town, **changes):
    publish_item(
        actor=operator(),
        item_id=town.items["food"],
        guide=guide(**changes),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )


def accepted(town, step="review", **changes):
    with moved_to(MONDAY):
        publishing(town, **(changes or LONG))
        return town.at(step)


def asked(town, case, who="handler", **more):
    given = {"procedure": "testing", "reason": "要送检样品", "days": 5, **more}
    with moved_to(moment(2026, 3, 3, 9, 0)):
        return services.ask_procedure(actor=town.officer(who), case_id=case.id, **given)


def approved(town, measure, who="signer", at=None):
    with moved_to(at or moment(2026, 3, 3, 15, 0)):
        return services.approve_measure(actor=town.officer(who), measure_id=measure.id)


def refused(error, act, wanted="", /, **given):
    with nothing_changes(), pytest.raises(error) as caught:
        act(**given)
    if wanted:
        assert caught.value.code == wanted
    return caught.value


class TestExtension:
    def test_it_adds_the_guides_days_once_another_has_approved(self, town):
        case = accepted(town)
        assert clocks(case)[-1] == ("statutory", "2026-03-30", "")
        with moved_to(moment(2026, 3, 3, 9, 0)):
            measure = services.ask_extension(
                actor=town.officer("handler"), case_id=case.id, reason="要请专家看"
            )
        assert clocks(case)[-1] == ("statutory", "2026-03-30", "")
        approved(town, measure)
        assert clocks(case)[-1] == ("statutory", "2026-04-14", "")
        measure.refresh_from_db()
        assert (measure.state, measure.days, measure.clause) == (
            "done",
            10,
            "行政许可法第四十二条",
        )
        assert events(case)[-1] == "extended"
        assert "延长到 4 月 14 日" in notices(case)[-1]
        assert "要请专家看" in notices(case)[-1]

    def test_where_the_promise_has_one_too_both_are_extended(self, town):
        promise = GuideLimit(7, clause="承诺", extension=GuideExtension(3, "负责人", "承诺"))
        case = accepted(town, promised=promise, **LONG)
        with moved_to(moment(2026, 3, 3, 9, 0)):
            measure = services.ask_extension(
                actor=town.officer("handler"), case_id=case.id, reason="要请专家看"
            )
        approved(town, measure)
        assert [row[:2] for row in clocks(case)[-2:]] == [
            ("promised", "2026-03-16"),
            ("statutory", "2026-04-14"),
        ]

    def test_once_and_no_more(self, town):
        case = accepted(town)
        given = {"actor": town.officer("handler"), "case_id": case.id, "reason": "忙"}
        with moved_to(moment(2026, 3, 3, 9, 0)):
            measure = services.ask_extension(**given)
            refused(Conflict, services.ask_extension, "measure_open", **given)
        approved(town, measure)
        with moved_to(moment(2026, 3, 4, 9, 0)):
            refused(Conflict, services.ask_extension, "extended_already", **given)
            refused(
                Conflict,
                services.approve_measure,
                "measure_state",
                actor=town.officer("signer"),
                measure_id=measure.id,
            )

    def test_not_where_the_guide_has_none(self, town):
        case = accepted(town, promised=GuideLimit(7, clause="承诺"))
        refused(
            Conflict,
            services.ask_extension,
            "no_extension",
            actor=town.officer("handler"),
            case_id=case.id,
            reason="忙",
        )

    def test_not_after_the_limit_is_over(self, town):
        case = accepted(town)
        with moved_to(moment(2026, 3, 3, 9, 0)):
            measure = services.ask_extension(
                actor=town.officer("handler"), case_id=case.id, reason="忙"
            )
        with moved_to(moment(2026, 4, 1, 9, 0)):
            refused(
                Conflict,
                services.approve_measure,
                "clock_over",
                actor=town.officer("signer"),
                measure_id=measure.id,
            )


class TestProcedure:
    def test_both_sides_read_that_the_limits_stand_still(self, town):
        case = accepted(town)
        with moved_to(moment(2026, 3, 3, 12, 0)):
            assert "停表中" not in read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
        approved(town, asked(town, case))
        with moved_to(moment(2026, 3, 4, 9, 0)):
            own = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
            desk = read(at_desk(town, "handler").get(f"/desk/cases/{case.number}/"))
        assert "已经受理，期限依法停着" in own
        assert "停表中，这几天不算" in own
        assert '<span class="is-paused">停表中</span><span class="is-paused">检测，' in desk
        assert "前办结" not in desk

    def test_its_time_does_not_count_and_its_result_is_told(self, town):
        case = accepted(town)
        before = {kind: due for kind, due, _outcome in clocks(case)}
        measure = approved(town, asked(town, case))
        assert measure.state == "running"
        assert set(Clock.objects.filter(subject_id=case.id, ended_at=None).values_list(
            "limit_kind", flat=True
        ).exclude(paused_at=None)) == {"promised", "statutory"}  # fmt: skip
        pause = Pause.objects.get(subject_id=case.id)
        assert (pause.kind, pause.clause, pause.approver["name"]) == (
            "testing",
            "行政许可法第四十五条",
            town.officer("signer").name,
        )
        assert "预计 5 个工作日" in notices(case)[-1]
        with moved_to(moment(2026, 3, 10, 9, 0)):
            services.end_procedure(
                actor=town.officer("handler"), measure_id=measure.id, result="检测合格"
            )
        after = {kind: due for kind, due, _outcome in clocks(case)}
        # It stood still on the 3rd, 4th, 5th, 6th and 9th: five working days.
        assert (before["promised"], after["promised"]) == ("2026-03-11", "2026-03-18")
        assert (before["statutory"], after["statutory"]) == ("2026-03-30", "2026-04-07")
        assert events(case)[-2:] == ["procedure_begun", "procedure_ended"]
        assert "接着算，3 月 18 日 前办结" in notices(case)[-1]

    def test_while_it_runs_nothing_is_decided(self, town):
        case = accepted(town, "decide")
        measure = approved(town, asked(town, case))
        for act, more in ((services.grant, {}), (services.refuse, {"reason": "不合格"})):
            refused(
                Conflict,
                act,
                "procedure_running",
                actor=town.officer("signer"),
                case_id=case.id,
                **more,
            )
        with moved_to(moment(2026, 3, 10, 9, 0)):
            services.end_procedure(
                actor=town.officer("handler"), measure_id=measure.id, result="检测合格"
            )
            services.grant(actor=town.officer("signer"), case_id=case.id)

    def test_an_applicant_who_takes_the_case_back_ends_it(self, town):
        case = accepted(town)
        measure = approved(town, asked(town, case))
        with moved_to(moment(2026, 3, 4, 9, 0)):
            services.withdraw_case(actor=town.person(), case_id=case.id)
        measure.refresh_from_db()
        assert measure.state == "dropped"
        assert not Pause.objects.filter(subject_id=case.id, ended_at=None).exists()

    def test_what_is_still_only_asked_for_ends_with_the_decision(self, town):
        case = accepted(town, "decide")
        measure = asked(town, case)
        services.grant(actor=town.officer("signer"), case_id=case.id)
        measure.refresh_from_db()
        assert measure.state == "dropped"

    @pytest.mark.parametrize(
        "more",
        [
            {"procedure": "holiday"},
            {"procedure": "own_clause", "own": "公示（没有写在指南里）"},
            {"days": 0},
            {"days": 366},
            {"reason": " "},
            {"reason": "长" * 1001},
        ],
    )
    def test_nothing_beyond_law_and_guide_stops_a_limit(self, town, more):
        case = accepted(town)
        with nothing_changes(), pytest.raises(Invalid):
            asked(town, case, **more)

    def test_the_items_own_procedure_names_its_clause(self, town):
        own = "公示（某条例第九条）"
        case = accepted(town, special_procedures=(own,), **LONG)
        measure = approved(town, asked(town, case, procedure="own_clause", own=own))
        assert (measure.name, measure.clause) == (own, own)
        assert Pause.objects.get(subject_id=case.id).kind == "own_clause"

    def test_the_eight_are_for_licensing_alone(self, town):
        case = accepted(town)
        Item.objects.filter(id=case.item_id).update(item_type="20")
        with nothing_changes(), pytest.raises(Invalid):
            asked(town, case)

    def test_one_at_a_time(self, town):
        case = accepted(town)
        asked(town, case)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            asked(town, case, procedure="hearing")
        assert caught.value.code == "measure_open"


class TestWho:
    @pytest.mark.parametrize("who", ["window", "manager", "admin", "health_handler", "signer"])
    def test_only_who_handles_it_asks(self, town, who):
        case = accepted(town)
        for act, more in (
            (services.ask_extension, {}),
            (services.ask_procedure, {"procedure": "testing", "days": 5}),
        ):
            refused(
                Forbidden,
                act,
                actor=town.officer(who),
                case_id=case.id,
                reason="忙",
                **more,
            )

    def test_only_who_signs_answers(self, town):
        case = accepted(town)
        measure = asked(town, case)
        for actor in (
            town.officer("handler"),
            town.officer("inspector"),
            town.officer("health_signer"),
            town.officer("window"),
            town.person(),
            operator(),
            VISITOR,
        ):
            refused(Forbidden, services.approve_measure, actor=actor, measure_id=measure.id)
            refused(
                Forbidden,
                services.refuse_measure,
                actor=actor,
                measure_id=measure.id,
                answer="不必",
            )

    def test_nobody_approves_what_one_asked_for(self, town):
        from dataclasses import replace

        case = accepted(town)
        both = replace(town.officer("signer"), duties=frozenset({"handler", "signer"}))
        with moved_to(moment(2026, 3, 3, 9, 0)):
            measure = services.ask_procedure(
                actor=both, case_id=case.id, procedure="testing", reason="送检", days=3
            )
            refused(
                Forbidden,
                services.approve_measure,
                "own_measure",
                actor=both,
                measure_id=measure.id,
            )
            assert approved(town, measure, "signer2").state == "running"

    def test_the_applicant_has_no_part_in_it(self, town):
        case = accepted(town)
        refused(
            Forbidden,
            services.ask_extension,
            actor=town.person(),
            case_id=case.id,
            reason="等等我",
        )


def test_a_refusal_needs_a_reason_and_moves_nothing(town):
    case = accepted(town)
    measure = asked(town, case)
    signer = town.officer("signer")
    refused(Invalid, services.refuse_measure, actor=signer, measure_id=measure.id, answer=" ")
    before = clocks(case)
    services.refuse_measure(actor=signer, measure_id=measure.id, answer="样品不用送检")
    measure.refresh_from_db()
    assert (measure.state, measure.answer) == ("refused", "样品不用送检")
    assert clocks(case) == before
    assert "procedure_begun" not in events(case)


def test_before_acceptance_there_is_no_time_to_extend_or_stop(town):
    case = accepted(town, "accept")
    for act, more in (
        (services.ask_extension, {}),
        (services.ask_procedure, {"procedure": "testing", "days": 5}),
    ):
        refused(
            Conflict,
            act,
            "wrong_state",
            actor=town.officer("handler"),
            case_id=case.id,
            reason="忙",
            **more,
        )


def test_what_is_not_there_is_missing(town):
    accepted(town)
    for act, more in (
        (services.approve_measure, {}),
        (services.refuse_measure, {"answer": "不"}),
    ):
        refused(Missing, act, actor=town.officer("signer"), measure_id=new_id(), **more)
    refused(
        Missing,
        services.end_procedure,
        actor=town.officer("handler"),
        measure_id=new_id(),
        result="好",
    )


class TestPages:
    def test_from_asking_to_the_result_at_the_desk(self, town):
        case = accepted(town)
        with moved_to(moment(2026, 3, 3, 9, 0)):
            handler, signer = at_desk(town, "handler"), at_desk(town, "signer")
            address = f"/desk/cases/{case.number}/"
            page = read(handler.get(address))
            assert "申请延长期限…" in page
            assert "检测" in page
            answer = handler.post(
                f"{address}time/procedure/",
                {"procedure": "testing", "reason": "要送检样品", "days": "5"},
            )
            assert answer.status_code == 302
            measure = Measure.objects.get(case=case)
            assert "等您批准" in read(signer.get("/desk/"))
            assert "批准并告知申请人" in read(signer.get(address))
            signer.post(f"{address}time/{measure.id}/approve/", {"text": ""})
            assert "结束，时限接着算" in read(handler.get(address))
        with moved_to(moment(2026, 3, 10, 9, 0)):
            handler = at_desk(town, "handler")
            handler.post(f"{address}time/{measure.id}/end/", {"text": "检测合格"})
            page = read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))
        assert "不算在办理期限里。理由：要送检样品（依据：行政许可法第四十五条）" in page
        assert "检测的结果：检测合格" in page

    def test_what_does_not_hold_is_told_on_the_page(self, town):
        case = accepted(town)
        with moved_to(moment(2026, 3, 3, 9, 0)):
            desk = at_desk(town, "handler")
            for data in ({"procedure": "testing", "reason": "检", "days": "x"}, {}):
                with nothing_changes():
                    answer = desk.post(f"/desk/cases/{case.number}/time/procedure/", data)
                assert answer.status_code == 422

    def test_another_cases_measure_is_not_found_here(self, town):
        case, other = accepted(town), town.at("review")
        measure = asked(town, case)
        with moved_to(moment(2026, 3, 3, 9, 0)), nothing_changes():
            answer = at_desk(town, "signer").post(
                f"/desk/cases/{other.number}/time/{measure.id}/approve/", {}
            )
        assert answer.status_code == 404


def test_what_waits_for_a_signer_is_of_the_own_department(town):
    case = accepted(town)
    measure = asked(town, case)
    assert [m.id for m in queries.measures_awaiting(town.officer("signer"))] == [measure.id]
    assert queries.measures_awaiting(town.officer("health_signer")) == []
    assert queries.measures_awaiting(town.officer("handler")) == []


def test_the_day_in_the_timeline_is_the_new_last_day(town):
    case = accepted(town)
    with moved_to(moment(2026, 3, 3, 9, 0)):
        measure = services.ask_extension(
            actor=town.officer("handler"), case_id=case.id, reason="要请专家看"
        )
    approved(town, measure)
    event = case.events.get(kind="extended")
    assert date.fromisoformat(event.detail["due_on"]) == date(2026, 4, 14)


def test_beside_a_case_one_button_is_filled_also_while_a_procedure_runs(town):
    case = accepted(town, "review")
    assert beside(town, case, "handler")[1] == ["审查通过"]
    measure = asked(town, case)
    # Who signs has no step here: the measure is what there is to do.
    assert beside(town, case, "signer")[1] == ["批准并告知申请人"]
    approved(town, measure)
    assert beside(town, case, "handler")[1] == ["结束，时限接着算"]
    later = accepted(town, "decide")
    asked(town, later)
    page, filled = beside(town, later, "signer")
    assert filled == ["准予"]
    assert "批准并告知申请人" in page
