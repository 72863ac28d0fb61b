"""告知承诺: told whole, signed, instead of the material; checked after the grant, heard, decided."""

import pytest

from tongban.base.clocks.queries import clocks_of
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import AfterCheck, Case, CreditReport, Irregularity, Promise
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import publishing
from tongban.handling.cases.tests.test_promise import queries_of, refused
from tongban.management.catalog.types import GuidePromise

MONDAY = moment(2026, 3, 2, 10, 0)
LEASE = GuidePromise(
    name="场所可以合法使用",
    material="lease",
    requirement="有权使用经营场所。",
    by_law="食品经营许可管理办法第十二条",
    content="我有权使用这个场所。",
    liability="撤销许可，记入信用记录。",
    check="市场监管局到现场看。",
    check_days=20,
)
CLEAN = GuidePromise(
    name="没有被禁止从业",
    material="",
    requirement="五年内没有被吊销许可。",
    by_law="食品安全法第一百三十五条",
    content="我没有被禁止从业。",
    liability="撤销许可。",
    check="市场监管局查共享数据。",
    check_days=10,
)


@pytest.fixture(autouse=True)
def connected(settings):
    settings.CREDIT_SOURCE = "demo"


@pytest.fixture
def draft(town):
    """A draft whose lease is not there; the guide lets a promise stand for it."""
    with moved_to(MONDAY):
        publishing(town, promises=(LEASE, CLEAN))
        case = town.draft()
        acts.drop_material(
            actor=town.person(), case_id=case.id, material_id=dict(queries_of(case))["lease"]
        )
    return Case.objects.get(id=case.id)


def drawn(town, draft, keys=("p0",)):
    return acts.draw_replacement(actor=town.person(), case_id=draft.id, keys=list(keys))


def signed(town, draft, keys=("p0",)):
    promise, code = drawn(town, draft, keys)
    assert acts.sign_promise(
        actor=town.person(), case_id=draft.id, promise_id=promise.id, code=code
    )


def granted(town, draft, keys=("p0",)):
    with moved_to(MONDAY):
        signed(town, draft, keys)
        acts.file_case(actor=town.person(), case_id=draft.id)
        for _step, who, act, more in city.WAY[:4]:
            getattr(acts, act)(actor=town.officer(who), case_id=draft.id, **more)
        acts.issue_result(actor=system(), case_id=draft.id)
        acts.close_case(actor=system(), case_id=draft.id)
    return Case.objects.get(id=draft.id)


@pytest.fixture
def closed(town, draft):
    """Granted and closed on the Monday, on a promise."""
    return granted(town, draft)


@pytest.fixture
def check(closed):
    return AfterCheck.objects.get(case=closed)


def recorded(town, check, result, *, who="handler", way="on_site", words="房东说没有租给他"):
    return acts.record_after_check(
        actor=town.officer(who),
        case_id=check.case_id,
        check_id=check.id,
        result=result,
        way=way,
        words=words,
    )


@pytest.fixture
def hearing(town, check):
    with moved_to(moment(2026, 3, 5, 10, 0)):
        recorded(town, check, "false")
    return AfterCheck.objects.get(id=check.id)


def decided(town, act, check, *, who="signer", words="合同是假的"):
    return getattr(acts, act)(
        actor=town.officer(who), case_id=check.case_id, check_id=check.id, words=words
    )


class TestPromise:
    """What may be promised, and what the signed promise does."""

    def test_it_says_all_that_the_notice_must_say_and_stands_for_the_material(self, town, draft):
        with nothing_changes(), pytest.raises(Invalid):
            acts.file_case(actor=town.person(), case_id=draft.id)
        promise, _code = drawn(town, draft)
        for part in (
            LEASE.requirement, LEASE.by_law, LEASE.content, LEASE.liability, LEASE.check,
            "决定后 20 个工作日内核查",
        ):  # fmt: skip
            assert part in promise.text
        with nothing_changes(), pytest.raises(Invalid):
            acts.file_case(actor=town.person(), case_id=draft.id)
        signed(town, draft)
        assert Promise.objects.get(state="signed").kind == "instead"
        assert acts.file_case(actor=town.person(), case_id=draft.id).number

    @pytest.mark.parametrize("keys", [[], ["p2"], ["lease"], ["p0", "plan"]])
    def test_nothing_else_can_be_promised(self, town, draft, keys):
        refused(Invalid, "cannot_be_promised", lambda: drawn(town, draft, keys))

    def test_what_is_not_asked_in_this_case_is_not_offered(self, town, draft):
        acts.save_answers(
            actor=town.person(), case_id=draft.id, answers={**city.ANSWERS, "rented": False}
        )
        case = Case.objects.get(id=draft.id)
        assert [one["key"] for one in queries.replacements_offered(case)] == ["p1"]
        refused(Invalid, "cannot_be_promised", lambda: drawn(town, draft))

    def test_not_for_what_is_high_risk(self, town, draft, monkeypatch):
        """No such guide can be published; one that were there all the same is not relied on."""
        with nothing_changes(), pytest.raises(Invalid) as caught:
            publishing(town, promises=(LEASE,), is_high_risk=True)
        assert "promise_excluded" in {f.code for f in caught.value.findings}
        risky = city.guide(promises=(LEASE,), is_high_risk=True)
        monkeypatch.setattr("tongban.management.catalog.queries.guide", lambda _revision: risky)
        assert queries.replacements_offered(draft) == []
        refused(Invalid, "cannot_be_promised", lambda: drawn(town, draft))

    def test_none_is_taken_from_who_is_on_the_list(self, town, draft):
        person = draft.person
        person.id_number = person.id_number[:-1] + "0"
        person.save()
        assert queries.replacements_offered(Case.objects.get(id=draft.id)) == []
        refused(Conflict, "no_promise", lambda: drawn(town, draft))

    def test_signed_once_and_may_be_taken_back_before_filing(self, town, draft):
        signed(town, draft)
        refused(Conflict, "signed_already", lambda: drawn(town, draft))
        assert acts.drop_replacement(actor=town.person(), case_id=draft.id)
        refused(
            Invalid,
            "material_missing",
            lambda: acts.file_case(actor=town.person(), case_id=draft.id),
        )
        with nothing_changes():
            assert not acts.drop_replacement(actor=town.person(), case_id=draft.id)

    def test_a_promise_that_says_other_than_the_guide_stands_for_nothing(self, town, draft):
        signed(town, draft)
        promise = Promise.objects.get()
        promise.items = [{**promise.items[0], "liability": "没有后果"}]
        promise.save()
        refused(
            Invalid,
            "material_missing",
            lambda: acts.file_case(actor=town.person(), case_id=draft.id),
        )
        signed(town, draft)
        assert acts.file_case(actor=town.person(), case_id=draft.id).number

    def test_another_ones_is_neither_drawn_nor_dropped(self, town, draft):
        for actor in (town.person("xia"), town.officer("window")):
            with nothing_changes(), pytest.raises(Forbidden):
                acts.draw_replacement(actor=actor, case_id=draft.id, keys=["p0"])
            with nothing_changes(), pytest.raises(Forbidden):
                acts.drop_replacement(actor=actor, case_id=draft.id)

    def test_no_notice_asks_for_what_a_promise_stands_for(self, town, draft):
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


class TestCheck:
    """事后核查."""

    def test_its_time_runs_from_the_grant_and_outlives_the_case(self, town, closed, check):
        assert (closed.state, check.state, f"{check.due_on}") == ("closed", "open", "2026-03-30")
        (clock,) = clocks_of("after_check", check.id)
        assert (clock.is_open, f"{clock.due_on}") == (True, "2026-03-30")
        assert Promise.objects.get().state == "relied"
        assert "check_begun" in looking.events(closed)
        told = queries.materials_standing(closed, queries.materials_for_desk(closed))
        assert {m.key: words for m, words in told}["lease"] == "已承诺代替，批准后核查"

    def test_a_refused_case_is_not_checked(self, town, draft):
        signed(town, draft)
        acts.file_case(actor=town.person(), case_id=draft.id)
        for _step, who, act, more in city.WAY[:3]:
            getattr(acts, act)(actor=town.officer(who), case_id=draft.id, **more)
        acts.refuse(actor=town.officer("signer"), case_id=draft.id, reason="场所不行")
        assert not AfterCheck.objects.exists()
        assert Promise.objects.get().state == "dropped"

    def test_true_keeps_the_promise(self, town, closed, check):
        recorded(town, check, "true", way="sharing", words="登记的就是他")
        check.refresh_from_db()
        assert (check.state, Promise.objects.get().state) == ("true", "kept")
        assert clocks_of("after_check", check.id)[0].outcome
        refused(Conflict, "not_awaited", lambda: recorded(town, check, "false"))

    def test_of_two_the_last_one_keeps_it(self, town, draft):
        granted(town, draft, ("p0", "p1"))
        first, second = AfterCheck.objects.order_by("key")
        assert [f"{first.due_on}", f"{second.due_on}"] == ["2026-03-30", "2026-03-16"]
        recorded(town, first, "true")
        assert Promise.objects.get().state == "relied"
        recorded(town, second, "true")
        assert Promise.objects.get().state == "kept"

    def test_one_that_could_not_be_done_goes_to_supervision(self, town, check):
        recorded(town, check, "undone", words="店关着，三次没有人")
        (row,) = Irregularity.objects.all()
        assert (row.kind, row.words) == ("check_undone", "店关着，三次没有人")
        assert Promise.objects.get().state == "relied"

    @pytest.mark.parametrize(
        "changed", [{"result": "perhaps"}, {"way": "phone"}, {"words": " "}], ids=str
    )
    def test_nothing_is_left_out(self, town, check, changed):
        given = {"result": "true", "way": "on_site", "words": "看过", **changed}
        refused(Invalid, "required", lambda: recorded(town, check, **given))

    @pytest.mark.parametrize("who", ["window", "signer", "health_handler", "far_window"])
    def test_by_nobody_else(self, town, check, who):
        refused(Forbidden, "wrong_post", lambda: recorded(town, check, "true", who=who))

    def test_of_this_case_only(self, town, closed):
        with nothing_changes(), pytest.raises(Missing):
            acts.record_after_check(
                actor=town.officer("handler"),
                case_id=closed.id,
                check_id=new_id(),
                result="true",
                way="on_site",
                words="看过",
            )


class TestFalse:
    """Heard first; then taken back, or left."""

    def test_the_applicant_is_told_until_when_to_speak(self, hearing):
        assert (hearing.state, f"{hearing.heard_until}") == ("hearing", "2026-03-12")
        assert "3 月 12 日 前登录作陈述申辩" in looking.notices(hearing.case)[-1]
        assert not CreditReport.objects.exists()

    @pytest.mark.parametrize("act", ["revoke_after_check", "uphold_after_check"])
    def test_nobody_decides_before_the_applicant_was_heard(self, town, hearing, act):
        with moved_to(moment(2026, 3, 12, 23, 0)):
            refused(Conflict, "still_heard", lambda: decided(town, act, hearing))

    def test_heard_it_is_revoked_and_written_to_the_register(self, town, hearing):
        case = hearing.case
        with moved_to(moment(2026, 3, 6, 10, 0)):
            acts.state_defence(
                actor=town.person(), case_id=case.id, check_id=hearing.id, words="房东记错了"
            )
            decided(town, "revoke_after_check", hearing)
        hearing.refresh_from_db()
        case.license.refresh_from_db()
        assert (hearing.state, case.license.status) == ("revoked", "03")
        assert Promise.objects.get().state == "broken"
        report = CreditReport.objects.get()
        assert (report.case_id, report.words) == (case.id, "合同是假的")
        assert looking.events(case)[-2:] == ["defended", "grant_revoked"]
        assert "已经撤销" in looking.notices(case)[-1]
        assert queries.view_of(Case.objects.get(id=case.id)).headline == "准予已经撤销"
        with moved_to(moment(2026, 3, 6, 11, 0)):
            again = town.draft()
            assert queries.replacements_offered(again) == []
            refused(Conflict, "no_promise", lambda: drawn(town, again))
        with moved_to(moment(2027, 3, 8, 11, 0)):
            assert queries.replacements_offered(again)

    def test_silent_until_the_day_is_over_it_is_revoked_too(self, town, hearing):
        with moved_to(moment(2026, 3, 13, 9, 0)):
            decided(town, "revoke_after_check", hearing)
        assert AfterCheck.objects.get().state == "revoked"

    def test_with_the_grant_the_other_checks_fall(self, town, draft):
        granted(town, draft, ("p0", "p1"))
        first, second = AfterCheck.objects.order_by("key")
        with moved_to(moment(2026, 3, 5, 10, 0)):
            recorded(town, first, "false")
        with moved_to(moment(2026, 3, 13, 9, 0)):
            decided(town, "revoke_after_check", first)
        second.refresh_from_db()
        assert (second.state, clocks_of("after_check", second.id)[0].outcome) == (
            "dropped",
            "cancelled",
        )

    def test_it_may_stand_after_all(self, town, hearing):
        case = hearing.case
        with moved_to(moment(2026, 3, 6, 10, 0)):
            acts.state_defence(
                actor=town.person(), case_id=case.id, check_id=hearing.id, words="房东记错了"
            )
            decided(town, "uphold_after_check", hearing, words="房东改口了")
        case.license.refresh_from_db()
        assert (case.license.status, Promise.objects.get().state) == ("01", "kept")
        assert not CreditReport.objects.exists()
        assert looking.events(case)[-1] == "check_upheld"

    def test_it_is_said_once_and_by_the_applicant(self, town, hearing):
        given = {"case_id": hearing.case_id, "check_id": hearing.id, "words": "没有的事"}
        for actor in (town.person("xia"), town.officer("handler")):
            with nothing_changes(), pytest.raises(Forbidden):
                acts.state_defence(actor=actor, **given)
        refused(
            Invalid,
            "required",
            lambda: acts.state_defence(actor=town.person(), **{**given, "words": " "}),
        )
        acts.state_defence(actor=town.person(), **given)
        refused(
            Conflict, "defended_already", lambda: acts.state_defence(actor=town.person(), **given)
        )

    @pytest.mark.parametrize("act", ["revoke_after_check", "uphold_after_check"])
    @pytest.mark.parametrize("who", ["handler", "health_signer", "window"])
    def test_only_who_signs_decides(self, town, hearing, act, who):
        with moved_to(moment(2026, 3, 13, 9, 0)):
            refused(Forbidden, "wrong_post", lambda: decided(town, act, hearing, who=who))

    @pytest.mark.parametrize("act", ["revoke_after_check", "uphold_after_check"])
    def test_not_without_a_reason_and_not_unfound(self, town, check, act):
        refused(Conflict, "not_awaited", lambda: decided(town, act, check))
        with moved_to(moment(2026, 3, 5, 10, 0)):
            recorded(town, check, "false")
        with moved_to(moment(2026, 3, 13, 9, 0)):
            refused(Invalid, "required", lambda: decided(town, act, check, words=" "))


def test_the_whole_way_over_http(town, draft):
    mine, code = at_desk(town, "gu"), town.codes["food"]
    page = f"/apply/{code}/promise/"
    assert page in read(mine.get(f"/apply/{code}/materials/"))
    assert LEASE.liability in read(mine.get(page))
    with nothing_changes():
        assert mine.post(page, {}).status_code == 422
    shown = read(mine.post(page, {"key": "p0"}))
    promise = Promise.objects.get()
    assert LEASE.content in shown
    sent = next(t for t in reversed(looking.notices(draft)) if "验证码" in t)
    number = sent.split("验证码 ")[1][:6]
    assert mine.post(page, {"promise": str(promise.id), "code": "x"}).status_code == 422
    assert mine.post(page, {"promise": str(promise.id), "code": number}).status_code == 302
    assert "不承诺了" in read(mine.get(page))
    answer = mine.post(f"/apply/{code}/materials/", {"go": "1"})
    assert answer.headers["Location"] == f"/apply/{code}/check/"
    mine.post(f"/apply/{code}/check/", {"promise": "on"})
    for _step, who, act, more in city.WAY[:4]:
        getattr(acts, act)(actor=town.officer(who), case_id=draft.id, **more)
    acts.issue_result(actor=system(), case_id=draft.id)
    acts.close_case(actor=system(), case_id=draft.id)
    case, check = Case.objects.get(id=draft.id), AfterCheck.objects.get()
    handler, signer = at_desk(town, "handler"), at_desk(town, "signer")
    assert "等您核查" in read(handler.get("/desk/"))
    assert "等您核查" not in read(signer.get("/desk/"))
    address = f"/desk/cases/{case.number}/"
    assert "登记核查结果" in read(handler.get(address))
    act = f"{address}checks/{check.id}/"
    with nothing_changes():
        assert handler.post(act + "record/", {"result": "false"}).status_code == 422
        assert handler.post(act + "forget/").status_code == 404
    handler.post(act + "record/", {"result": "false", "way": "on_site", "words": "没有合同"})
    own = f"/my/cases/{case.id}/"
    assert "提交陈述申辩" in read(mine.get(own))
    mine.post(f"{own}checks/{check.id}/", {"words": "合同在家里"})
    assert "合同在家里" in read(signer.get(address))
    assert "等您决定" in read(signer.get("/desk/"))
    signer.post(act + "revoke/", {"words": "拿不出合同"})
    assert AfterCheck.objects.get().state == "revoked"
    page = read(mine.get(own)).replace("\u00a0", " ").replace("\u2060", "")
    assert "承诺不实，撤销准予的决定" in page
    assert "向谯城区人民政府申请行政复议" in page
