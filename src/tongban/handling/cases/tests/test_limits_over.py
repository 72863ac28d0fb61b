"""视为受理、补正不来办结: what happens when nobody does anything until a limit is over."""

import pytest

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import limits_over
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries import (
    inbox,
    my_case,
    timeline_of,
    unanswered_cases,
    uncorrected_cases,
    view_of,
)
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.catalog.models import Item
from tongban.management.catalog.services import publish_item
from tongban.management.catalog.types import GuideLimit, GuideSilence, ItemType
from tongban.management.workflow import queries as workflow

MONDAY = moment(2026, 3, 2, 9, 30)
LAST_MOMENT = moment(2026, 3, 9, 23, 59)
OVER = moment(2026, 3, 10, 0, 1)


def reread(case):
    return Case.objects.get(id=case.id)


@pytest.fixture
def filed(town):
    with moved_to(MONDAY):
        return town.filed()


def run(at):
    with moved_to(at):
        limits_over(0)


class TestSilence:
    """行政许可法 32: silent for five working days is accepted from the day of receipt."""

    def test_what_silence_means_is_data_of_the_items_revision(self, town):
        """Another kind of item whose own law says so: three natural days instead of five."""
        Item.objects.filter(id=town.items["food"]).update(
            item_type=ItemType.CONFIRMATION, code_profile="local"
        )
        publish_item(
            actor=city.operator(),
            item_id=town.items["food"],
            guide=city.guide(silence=GuideSilence(3, "某条例第九条", "natural_day")),
            form_id=town.forms["food"],
            process_id=town.processes["standard_license"],
        )
        with moved_to(MONDAY):
            case = town.filed()
        assert looking.clocks(case) == [("acceptance", "2026-03-05", "")]
        run(moment(2026, 3, 5, 23, 59))
        assert reread(case).state == "filed"
        run(moment(2026, 3, 6, 0, 1))
        assert (reread(case).state, reread(case).accepted_at) == ("accepted", MONDAY)

    @pytest.mark.parametrize("step", ["prereview", "accept"])
    def test_the_case_is_accepted_from_its_receipt_and_goes_on(self, town, step):
        with moved_to(MONDAY):
            case = town.at(step)
        run(OVER)
        case = reread(case)
        assert (case.state, case.waiting_duties) == ("accepted", ["handler"])
        assert (case.accepted_at, case.is_deemed_accepted) == (MONDAY, True)
        assert looking.clocks(case) == [
            ("acceptance", "2026-03-09", "late"),
            ("promised", "2026-03-11", ""),
            ("statutory", "2026-03-16", ""),
        ]
        assert looking.events(case)[-1] == "deemed_accepted"
        assert looking.audits(case)[-1] == "accept_by_silence"
        assert "依法从 3 月 2 日起视为受理，3 月 11 日 前办结" in looking.notices(case)[-1]
        assert workflow.position("case", case.id).awaits("review") is not None

    def test_the_last_day_belongs_to_the_office(self, filed):
        with nothing_changes():
            run(LAST_MOMENT)
        with moved_to(LAST_MOMENT):
            assert unanswered_cases() == []
            with nothing_changes():
                acts.accept_by_silence(actor=system(), case_id=filed.id)

    def test_running_again_changes_nothing(self, filed):
        run(OVER)
        with nothing_changes():
            run(OVER)
        with moved_to(OVER), nothing_changes():
            acts.accept_by_silence(actor=system(), case_id=filed.id)

    def test_applicant_and_officer_see_it(self, town, filed):
        run(OVER)
        with moved_to(OVER):
            mine = my_case(town.person(), filed.id)
            view = view_of(mine)
            assert view.headline == "依法视为已经受理，正在审查"
            assert "3 月 11 日" in view.lead
            line = next(e for e in timeline_of(mine, view) if "视为受理" in e.title)
            assert "从3 月 2 日收到之日起" in line.text.replace("\u00a0", " ")
            found = inbox(town.officer("handler"))
            (row,) = found.rows
            assert (found.total, row.case.is_deemed_accepted) == (1, True)

    def test_only_licensing_has_it(self, filed):
        Item.objects.filter(id=filed.item_id).update(item_type=ItemType.CONFIRMATION)
        with nothing_changes():
            run(OVER)
        with moved_to(OVER):
            assert unanswered_cases() == []

    def test_a_shorter_promise_that_is_broken_accepts_nothing_before_the_law_does(self, town):
        with moved_to(MONDAY):
            publish_item(
                actor=city.operator(),
                item_id=town.items["food"],
                guide=city.guide(acceptance=GuideLimit(1, clause="承诺")),
                form_id=town.forms["food"],
                process_id=town.processes["standard_license"],
            )
            case = town.filed()
        with nothing_changes():
            run(LAST_MOMENT)
        run(OVER)
        assert reread(case).is_deemed_accepted

    def test_a_corrected_case_counts_from_its_new_receipt(self, town):
        with moved_to(MONDAY):
            case = town.at("correct")
        again = moment(2026, 3, 12, 10, 0)
        with moved_to(again):
            town.upload(case, "plan")
            acts.save_answers(actor=town.person(), case_id=case.id, answers={"remark": "十点"})
            acts.correct_case(actor=town.person(), case_id=case.id)
        with nothing_changes():
            run(moment(2026, 3, 19, 23, 0))
        run(moment(2026, 3, 20, 0, 1))
        assert reread(case).accepted_at == again

    def test_only_the_platform_does_it(self, town, filed):
        with moved_to(OVER):
            for who in (town.officer("window"), town.person()):
                with nothing_changes(), pytest.raises(Forbidden):
                    acts.accept_by_silence(actor=who, case_id=filed.id)

    def test_an_officer_who_accepts_too_late_accepts_from_the_receipt(self, town):
        with moved_to(MONDAY):
            case = town.at("accept")
        with moved_to(OVER):
            acts.accept_case(actor=town.officer("window"), case_id=case.id, opinion="齐全")
        case = reread(case)
        assert (case.accepted_at, case.is_deemed_accepted) == (MONDAY, True)
        assert looking.events(case)[-2:] == ["deemed_accepted", "accepted"]
        assert looking.clocks(case)[1:] == [
            ("promised", "2026-03-11", ""),
            ("statutory", "2026-03-16", ""),
        ]

    @pytest.mark.parametrize("step", ["prereview", "accept"])
    def test_an_officer_cannot_send_back_what_the_law_has_accepted(self, town, step):
        with moved_to(MONDAY):
            case = town.at(step)
        window = town.officer("window")
        with moved_to(OVER):
            with nothing_changes(), pytest.raises(Conflict) as refused:
                acts.request_correction(
                    actor=window, case_id=case.id, items=[("material:plan", "标出水池")]
                )
            assert refused.value.code == "already_accepted"
            with nothing_changes(), pytest.raises(Conflict) as refused:
                acts.refuse_to_accept(actor=window, case_id=case.id, reason="不归我们管")
            assert refused.value.code == "already_accepted"


class TestNotCorrected:
    """补正不来办结: the applicant's natural days are over."""

    @pytest.fixture
    def correcting(self, town):
        with moved_to(MONDAY):
            return town.at("correct")

    @pytest.fixture
    def due(self, correcting):
        return correcting.corrections.get().due_on

    def test_the_case_ends_after_the_last_day(self, town, correcting, due):
        last = moment(due.year, due.month, due.day, 23, 59)
        with nothing_changes():
            run(last)
        over = moment(due.year, due.month, due.day + 1, 0, 1)
        run(over)
        case = reread(correcting)
        assert (case.state, case.waiting_duties, case.closed_at) == ("not_corrected", [], over)
        assert looking.clocks(case)[-1] == ("correction", due.isoformat(), "late")
        assert looking.events(case)[-1] == "not_corrected"
        assert looking.audits(case)[-1] == "close_uncorrected"
        assert "没有补正，已经办结" in looking.notices(case)[-1]
        with moved_to(over):
            view = view_of(my_case(town.person(), case.id))
            assert (view.headline, view.badge) == ("到期没有补正，已经办结", "补正不来办结")
            with nothing_changes():
                limits_over(0)
                acts.close_uncorrected(actor=system(), case_id=case.id)
            with nothing_changes(), pytest.raises(Conflict):
                acts.correct_case(actor=town.person(), case_id=case.id)
            assert town.draft().state == "draft"

    def test_what_was_corrected_in_time_goes_on(self, town, correcting, due):
        with moved_to(moment(due.year, due.month, due.day, 20, 0)):
            town.upload(correcting, "plan")
            acts.save_answers(
                actor=town.person(), case_id=correcting.id, answers={"remark": "十点"}
            )
            acts.correct_case(actor=town.person(), case_id=correcting.id)
        with moved_to(moment(due.year, due.month, due.day + 1, 8, 0)), nothing_changes():
            limits_over(0)
            assert uncorrected_cases() == []

    def test_only_the_platform_does_it(self, town, correcting):
        with moved_to(moment(2026, 9, 1, 9, 0)):
            for who in (town.officer("window"), town.person()):
                with nothing_changes(), pytest.raises(Forbidden):
                    acts.close_uncorrected(actor=who, case_id=correcting.id)


def test_one_case_that_cannot_go_on_does_not_hold_up_the_others(town, monkeypatch):
    with moved_to(MONDAY):
        first, second = town.filed(), town.filed()
    real = acts.accept_by_silence

    def broken(*, actor, case_id):
        if case_id == first.id:
            raise Conflict("这一件办不下去。", code="step_not_waiting")
        return real(actor=actor, case_id=case_id)

    monkeypatch.setattr(acts, "accept_by_silence", broken)
    run(OVER)
    assert not reread(first).is_deemed_accepted
    assert reread(second).is_deemed_accepted
