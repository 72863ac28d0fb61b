"""容缺受理 and termination: only what the guide lets come later, signed, in time, or the case ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import now
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import limits_over
from tongban.handling.cases.models import Case, Promise
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import guide, moved_to, picture
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import publishing

MONDAY = moment(2026, 3, 2, 10, 0)
LATE = tuple(
    replace(m, late_days=5) if m.key in {"plan", "lease"} else m for m in guide().materials
)


@pytest.fixture(autouse=True)
def connected(settings):
    settings.CREDIT_SOURCE = "demo"


@pytest.fixture
def draft(town):
    """A draft whose lease is not there; the guide lets plan and lease come later."""
    with moved_to(MONDAY):
        publishing(town, materials=LATE)
        case = town.draft()
        lease = dict(queries_of(case))["lease"]
        acts.drop_material(actor=town.person(), case_id=case.id, material_id=lease)
    return Case.objects.get(id=case.id)


def queries_of(case):
    from tongban.sharing.materials.queries import handed_in

    return handed_in("case", case.id)


def drawn(town, draft, keys=("lease",)):
    return acts.draw_promise(actor=town.person(), case_id=draft.id, keys=list(keys))


def signed(town, draft):
    promise, code = drawn(town, draft)
    given = {"actor": town.person(), "case_id": draft.id, "promise_id": promise.id}
    assert acts.sign_promise(**given, code=code)
    return Promise.objects.get(id=promise.id)


@pytest.fixture
def accepted(town, draft):
    """Filed with a promise and accepted on the Monday."""
    with moved_to(MONDAY):
        signed(town, draft)
        acts.file_case(actor=town.person(), case_id=draft.id)
        acts.pass_prereview(actor=town.officer("window"), case_id=draft.id)
        acts.accept_case(actor=town.officer("window"), case_id=draft.id)
    return Case.objects.get(id=draft.id)


def told(town, case, key="lease"):
    case = Case.objects.get(id=case.id)
    rows = queries.materials_for_desk(case)
    return {m.key: words for m, words in queries.materials_standing(case, rows)}[key]


def supplied(town, case, key="lease"):
    return acts.supply_late(
        actor=town.person(),
        case_id=case.id,
        requirement_key=key,
        stream=picture(),
        filename="合同.png",
    )


def refused(error, code, do):
    with nothing_changes(), pytest.raises(error) as caught:
        do()
    assert code in {caught.value.code, *(f.code for f in getattr(caught.value, "findings", ()))}


class TestPromise:
    """承诺书."""

    def test_without_one_the_material_is_missing(self, town, draft):
        refused(
            Invalid,
            "material_missing",
            lambda: acts.file_case(actor=town.person(), case_id=draft.id),
        )

    def test_it_says_what_by_when_and_what_follows_and_is_signed_by_code(self, town, draft):
        with moved_to(MONDAY):
            promise, code = drawn(town, draft)
            assert "租赁合同" in promise.text
            assert "受理后 5 天内补齐" in promise.text
            assert code not in str(promise.__dict__)
            assert code in looking.notices(draft)[-1]
            given = {"actor": town.person(), "case_id": draft.id, "promise_id": promise.id}
            assert acts.sign_promise(**given, code="wrong") is False
            assert acts.sign_promise(**given, code=code) is True
        promise.refresh_from_db()
        assert (promise.state, promise.signed_at, promise.wording) == ("signed", MONDAY, "late-1")
        assert promise.signed_by["name"] == "谷雨"
        assert looking.audits(draft)[-2:] == ["draw_promise", "sign_promise"]
        refused(Conflict, "code_over", lambda: acts.sign_promise(**given, code=code))

    def test_five_wrong_codes_or_five_minutes_end_it(self, town, draft):
        promise, code = drawn(town, draft)
        given = {"actor": town.person(), "case_id": draft.id, "promise_id": promise.id}
        with moved_to(now() + timedelta(minutes=6)):
            refused(Conflict, "code_over", lambda: acts.sign_promise(**given, code=code))
        for _n in range(5):
            assert acts.sign_promise(**given, code="0") is False
        refused(Conflict, "code_over", lambda: acts.sign_promise(**given, code=code))

    @pytest.mark.parametrize("keys", [[], ["photo"], ["lease", "id"], ["plan"], ["nothing"]])
    def test_nothing_else_can_come_later(self, town, draft, keys):
        refused(Invalid, "cannot_come_later", lambda: drawn(town, draft, keys))

    def test_five_codes_an_hour(self, town, draft):
        for _n in range(5):
            drawn(town, draft)
        refused(Conflict, "too_many_codes", lambda: drawn(town, draft))
        assert list(Promise.objects.values_list("state", flat=True)) == ["dropped"] * 4 + ["drawn"]

    def test_none_is_taken_from_who_is_on_the_list(self, town, draft):
        person = draft.person
        person.id_number = person.id_number[:-1] + "0"
        person.save()
        assert queries.promises_offered(Case.objects.get(id=draft.id)) == []
        refused(Conflict, "no_promise", lambda: drawn(town, draft))

    def test_a_list_that_does_not_answer_takes_the_way_away_and_refuses_nobody(
        self, town, draft, settings
    ):
        settings.CREDIT_SOURCE = "failing"
        assert queries.promises_offered(draft) == []
        refused(Conflict, "no_promise", lambda: drawn(town, draft))
        town.upload(draft, "lease")
        assert acts.file_case(actor=town.person(), case_id=draft.id).number

    def test_another_ones_is_not_drawn(self, town, draft):
        for actor in (town.person("xia"), town.officer("window")):
            with nothing_changes(), pytest.raises(Forbidden):
                acts.draw_promise(actor=actor, case_id=draft.id, keys=["lease"])


class TestMeanwhile:
    """Accepted and handled; granted only once everything is there."""

    def test_the_time_runs_from_acceptance_and_is_told(self, town, accepted):
        promise = Promise.objects.get()
        assert f"{promise.due_on}" == "2026-03-09"  # the 7th is a Saturday
        assert ("late_material", "2026-03-09", "") in looking.clocks(accepted)
        assert "late_begun" in looking.events(accepted)
        assert any("3 月 9 日 前补交承诺的 1 份材料" in text for text in looking.notices(accepted))

    def test_the_officer_reads_what_is_promised_by_when_and_what_was_not_kept(self, town, draft):
        with moved_to(MONDAY):
            signed(town, draft)
            case = acts.file_case(actor=town.person(), case_id=draft.id)
            assert told(town, case) == "已承诺，受理后 5 个工作日内补交"
            acts.pass_prereview(actor=town.officer("window"), case_id=case.id)
            acts.accept_case(actor=town.officer("window"), case_id=case.id)
            assert told(town, case) == "已承诺，3 月 9 日前补交"
            assert "已承诺" in read(at_desk(town, "handler").get(f"/desk/cases/{case.number}/"))
        Promise.objects.update(state="broken")
        assert told(town, case) == "没有交，承诺没有兑现"
        Promise.objects.update(state="dropped")
        assert told(town, case) == "没有交"

    def test_review_goes_on_and_nothing_is_granted(self, town, accepted):
        with moved_to(MONDAY):
            acts.pass_review(actor=town.officer("handler"), case_id=accepted.id)
            signer = {"actor": town.officer("signer"), "case_id": accepted.id}
            refused(Conflict, "material_awaited", lambda: acts.grant(**signer))
            supplied(town, accepted)
            assert Promise.objects.get().state == "kept"
            assert ("late_material", "2026-03-09", "in_time") in looking.clocks(accepted)
            assert acts.grant(**signer).decision == "granted"

    def test_it_may_be_refused_for_another_reason(self, town, accepted):
        with moved_to(MONDAY):
            acts.pass_review(actor=town.officer("handler"), case_id=accepted.id)
            acts.refuse(actor=town.officer("signer"), case_id=accepted.id, reason="场所不行")
        assert Promise.objects.get().state == "dropped"

    def test_no_notice_asks_for_what_was_promised(self, town, draft):
        with moved_to(MONDAY):
            signed(town, draft)
            acts.file_case(actor=town.person(), case_id=draft.id)
            refused(
                Invalid,
                "beyond_the_guide",
                lambda: acts.request_correction(
                    actor=town.officer("window"),
                    case_id=draft.id,
                    items=[("material:lease", "请交")],
                ),
            )

    def test_only_what_was_promised_is_taken_and_once(self, town, accepted):
        refused(Invalid, "material_not_promised", lambda: supplied(town, accepted, "plan"))
        with moved_to(MONDAY):
            supplied(town, accepted)
        refused(Invalid, "material_not_promised", lambda: supplied(town, accepted))

    def test_handed_in_before_acceptance_it_is_kept_at_once(self, town, draft):
        with moved_to(MONDAY):
            signed(town, draft)
            town.upload(draft, "lease")
            acts.file_case(actor=town.person(), case_id=draft.id)
            acts.pass_prereview(actor=town.officer("window"), case_id=draft.id)
            acts.accept_case(actor=town.officer("window"), case_id=draft.id)
        assert Promise.objects.get().state == "kept"
        assert "late_material" not in {kind for kind, _due, _out in looking.clocks(draft)}

    def test_it_reminds_once_and_ends_the_case_when_the_day_is_over(self, town, accepted):
        with moved_to(moment(2026, 3, 5, 9, 0)), nothing_changes():
            limits_over(0)
        with moved_to(moment(2026, 3, 6, 9, 0)):
            limits_over(0)
            with nothing_changes():
                limits_over(0)
        assert "3 月 9 日 到期" in looking.notices(accepted)[-1]
        with moved_to(moment(2026, 3, 9, 23, 0)), nothing_changes():
            limits_over(0)
        with moved_to(moment(2026, 3, 10, 0, 1)):
            limits_over(0)
        case = Case.objects.get(id=accepted.id)
        assert (case.state, case.waiting_duties, case.decision) == ("terminated", [], "")
        assert Promise.objects.get().state == "broken"
        assert looking.events(case)[-1] == "terminated"
        assert all(outcome for _kind, _due, outcome in looking.clocks(case))
        refused(Conflict, "wrong_state", lambda: supplied(town, case))

    def test_until_the_job_has_run_a_late_one_is_taken(self, town, accepted):
        with moved_to(moment(2026, 3, 10, 9, 0)):
            supplied(town, accepted)
            with nothing_changes():
                acts.close_unsupplied(actor=system(), case_id=accepted.id)
        assert Promise.objects.get().state == "kept"


class TestTermination:
    """终止."""

    def test_by_the_signer_for_a_cause_with_its_clause(self, town):
        case = town.at("review")
        acts.terminate_case(
            actor=town.officer("signer"), case_id=case.id, cause="gone", words="店已经拆了"
        )
        case.refresh_from_db()
        assert (case.state, case.reason) == ("terminated", "店已经拆了")
        assert case.closed_at is not None
        assert {outcome for _kind, _due, outcome in looking.clocks(case)} == {
            "in_time",
            "cancelled",
        }
        line = queries.timeline_of(case, queries.view_of(case))[0]
        assert "行政许可法第七十条第五项" in line.text
        assert "已经终止" in looking.notices(case)[-1]
        assert queries.inbox(town.officer("handler")) == queries.Inbox()

    @pytest.mark.parametrize(
        ("cause", "words", "code"),
        [
            ("whim", "不想办", "required"),
            ("not_supplied", "没交", "required"),
            ("gone", " ", "required"),
        ],
    )
    def test_no_other_cause_and_not_without_words(self, town, cause, words, code):
        case = town.at("decide")
        refused(
            Invalid,
            code,
            lambda: acts.terminate_case(
                actor=town.officer("signer"), case_id=case.id, cause=cause, words=words
            ),
        )

    @pytest.mark.parametrize("who", ["window", "handler", "health_signer", "far_window"])
    def test_by_nobody_else(self, town, who):
        case = town.at("review")
        refused(
            Forbidden,
            "wrong_post",
            lambda: acts.terminate_case(
                actor=town.officer(who), case_id=case.id, cause="gone", words="拆了"
            ),
        )

    @pytest.mark.parametrize("step", ["prereview", "correct", "issue"])
    def test_only_between_acceptance_and_decision(self, town, step):
        case = town.at(step)
        refused(
            Conflict,
            "wrong_state",
            lambda: acts.terminate_case(
                actor=town.officer("signer"), case_id=case.id, cause="gone", words="拆了"
            ),
        )

    def test_over_http(self, town):
        case = town.at("review")
        desk = at_desk(town, "signer")
        assert 'id="way-ending"' in read(desk.get(f"/desk/cases/{case.number}/"))
        address = f"/desk/cases/{case.number}/ending/"
        with nothing_changes():
            assert desk.post(address, {"cause": "gone"}).status_code == 422
        assert desk.post(address, {"cause": "gone", "words": "拆了"}).status_code == 302
        assert Case.objects.get(id=case.id).state == "terminated"
        assert "这次申请终止了" in read(at_desk(town, "gu").get(f"/my/cases/{case.id}/"))


def test_the_whole_way_over_http(town, draft):
    mine, code = at_desk(town, "gu"), town.codes["food"]
    late = f"/apply/{code}/late/"
    assert "承诺晚一点交" in read(mine.get(f"/apply/{code}/materials/"))
    assert "租赁合同，受理后" in read(mine.get(late)).replace("\u2060", "")
    with nothing_changes():
        assert mine.post(late, {"key": "photo"}).status_code == 422
    page = read(mine.post(late, {"key": "lease"}))
    promise = Promise.objects.get()
    assert promise.text in page
    sent = next(t for t in reversed(looking.notices(draft)) if "验证码" in t)
    number = sent.split("验证码 ")[1][:6]
    assert number not in page
    wrong = mine.post(late, {"promise": str(promise.id), "code": "x"})
    assert wrong.status_code == 422
    assert "验证码不对" in read(wrong)
    assert mine.post(late, {"promise": str(promise.id), "code": number}).status_code == 302
    answer = mine.post(f"/apply/{code}/materials/", {"go": "1"})
    assert answer.headers["Location"] == f"/apply/{code}/check/"
    mine.post(f"/apply/{code}/check/", {"promise": "on"})
    acts.pass_prereview(actor=town.officer("window"), case_id=draft.id)
    acts.accept_case(actor=town.officer("window"), case_id=draft.id)
    case = Case.objects.get(id=draft.id)
    assert "还没有补来：租赁合同" in read(
        at_desk(town, "handler").get(f"/desk/cases/{case.number}/")
    )
    assert "补交“租赁合同”" in read(mine.get(f"/my/cases/{case.id}/"))
    file = picture()
    file.name = "合同.png"
    mine.post(f"/my/cases/{case.id}/late/", {"key": "lease", "file": file})
    assert Promise.objects.get().state == "kept"
