"""That an item is suspended, resumed or cancelled: one proposes, another approves."""

from datetime import date, timedelta

import pytest

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today
from tongban.handling.cases import services as acts
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.catalog import proposals, queries, services
from tongban.management.catalog.jobs import publish_due
from tongban.management.catalog.models import Item, ItemDraft, StandingChange


def refused(error, act, wanted="", /, **given):
    with nothing_changes(), pytest.raises(error) as caught:
        act(**given)
    if wanted:
        assert caught.value.code == wanted
    return caught.value


def proposed(town, move="suspend", key="food", **more):
    given = {"actor": town.officer("manager"), "item_id": town.items[key], "reason": "系统升级"}
    return services.propose_standing(**{**given, "move": move, **more})


def approved(town, change, who="chief"):
    return services.approve_standing(actor=town.officer(who), change_id=change.id)


def item(town, key="food"):
    return Item.objects.get(id=town.items[key])


def test_a_proposal_changes_nothing_of_the_item(town):
    before = Item.objects.filter(id=town.items["food"]).values().get()
    change = proposed(town, reason="  系统升级 ", resumes_on=today() + timedelta(days=3))
    assert Item.objects.filter(id=town.items["food"]).values().get() == before
    assert (change.state, change.reason, change.effective_on) == ("proposed", "系统升级", today())
    assert change.proposed_by == town.officer("manager").account_id
    assert Entry.objects.filter(act="propose_standing").count() == 1
    assert proposals.open_proposal(item(town)).id == change.id


def test_approved_by_another_it_is_done_at_once(town):
    day = today() + timedelta(days=3)
    change = approved(town, proposed(town, resumes_on=day))
    assert (change.state, change.decided_by) == ("done", town.officer("chief").name)
    found = item(town)
    assert (found.state, found.state_reason, found.resumes_on) == ("suspended", "系统升级", day)
    change = approved(town, proposed(town, "resume", reason="升完了"), "manager2")
    found = item(town)
    assert (found.state, found.state_reason, found.resumes_on) == ("published", "", None)


def test_a_cancelled_item_still_in_use_is_told_with_its_number_and_its_cases_go_on(town):
    case = town.filed()
    town.filed()
    draft = services.begin_draft(actor=town.officer("manager"), item_id=town.items["food"])
    change = approved(town, proposed(town, "cancel", reason="国务院决定取消"))
    assert (change.state, change.under_way) == ("done", 2)
    assert item(town).state == "cancelled"
    with pytest.raises(Missing):
        queries.item(town.codes["food"])
    acts.pass_prereview(actor=town.officer("window"), case_id=case.id, opinion="齐全")
    case.refresh_from_db()
    assert (case.state, case.revision.version) == ("prereviewed", 1)
    assert ItemDraft.objects.get(id=draft.id).state == "discarded"
    with nothing_changes(), pytest.raises(Missing):
        acts.start_draft(actor=town.person("xia"), item_code=town.codes["food"])


def test_nobody_approves_ones_own_proposal(town):
    change = proposed(town)
    for act, more in ((services.approve_standing, {}),):
        refused(
            Forbidden, act, "own_proposal",
            actor=town.officer("manager"), change_id=change.id, **more,
        )  # fmt: skip
    assert approved(town, change, "manager2").state == "done"


def test_only_the_department_proposes_and_decides(town):
    change = proposed(town)
    strangers = [town.officer(key) for key in ("handler", "admin", "health_handler")]
    for actor in (*strangers, town.person(), VISITOR):
        for act, more in (
            (services.approve_standing, {}),
            (services.return_standing, {"reason": "不"}),
            (services.take_back_standing, {}),
            (services.carry_out_standing, {}),
        ):
            refused(Forbidden, act, actor=actor, change_id=change.id, **more)
        refused(
            Forbidden, services.propose_standing,
            actor=actor, item_id=town.items["listed"], move="cancel", reason="x",
        )  # fmt: skip
    refused(
        Forbidden, services.propose_standing,
        actor=town.officer("chief"), item_id=town.items["listed"], move="cancel", reason="x",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "move"),
    [
        ("listed", "suspend"),
        ("suspended", "suspend"),
        ("cancelled", "suspend"),
        ("listed", "resume"),
        ("published", "resume"),
        ("cancelled", "resume"),
        ("cancelled", "cancel"),
    ],
)
def test_not_from_every_state(town, state, move):
    Item.objects.filter(id=town.items["food"]).update(state=state)
    with nothing_changes(), pytest.raises(Conflict) as caught:
        proposed(town, move)
    assert caught.value.code == "item_state"


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
@pytest.mark.parametrize("move", ["suspend", "cancel"])
def test_not_without_a_reason(town, move, reason):
    with nothing_changes(), pytest.raises(Invalid):
        proposed(town, move, reason=reason)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"effective_on": -1}, "effective_on"),
        ({"effective_on": 367}, "effective_on"),
        ({"resumes_on": 0}, "resumes_on"),
        ({"effective_on": 5, "resumes_on": 5}, "resumes_on"),
    ],
)
def test_days_that_cannot_be(town, more, place):
    days = {name: today() + timedelta(days=n) for name, n in more.items()}
    with nothing_changes(), pytest.raises(Invalid) as caught:
        proposed(town, **days)
    assert [f.place for f in caught.value.findings] == [place]


def test_a_move_that_is_none(town):
    with nothing_changes(), pytest.raises(Invalid):
        proposed(town, "publish")


def test_one_is_open_at_a_time(town):
    first = proposed(town)
    with nothing_changes(), pytest.raises(Conflict) as caught:
        proposed(town, "cancel")
    assert caught.value.code == "standing_open"
    services.take_back_standing(actor=town.officer("manager2"), change_id=first.id)
    assert proposed(town, "cancel").state == "proposed"


def test_not_with_handling_items_left(town):
    below = services.list_item(
        actor=operator(),
        code=f"{town.codes['food']}01",
        name="新办",
        item_type="01",
        department_id=town.departments["market"],
        division_code=item(town).division_code,
    )
    with nothing_changes(), pytest.raises(Conflict) as caught:
        proposed(town, "cancel")
    assert caught.value.code == "handling_items_left"
    services.cancel_item(actor=operator(), item_id=below.id, reason="并了")
    assert approved(town, proposed(town, "cancel")).state == "done"


def test_a_refusal_says_why_and_leaves_the_item(town):
    change = proposed(town)
    given = {"actor": town.officer("chief"), "change_id": change.id}
    refused(Invalid, services.return_standing, **given, reason=" ")
    done = services.return_standing(**given, reason="旺季不能停")
    assert (done.state, done.note, item(town).state) == ("returned", "旺季不能停", "published")
    for act in (services.approve_standing, services.take_back_standing):
        refused(Conflict, act, "standing_state", **given if act is services.approve_standing
                else {**given, "actor": town.officer("manager")})  # fmt: skip
    refused(Missing, services.approve_standing, actor=town.officer("chief"), change_id=new_id())


def test_what_changed_meanwhile_is_not_approved(town):
    change = proposed(town)
    services.suspend_item(actor=operator(), item_id=town.items["food"], reason="上级撤回")
    with nothing_changes(), pytest.raises(Conflict) as caught:
        approved(town, change)
    assert caught.value.code == "item_state"


class TestOnItsDay:
    def coming(self, town, move="suspend", **more):
        with moved_to(moment(2026, 3, 2, 9, 0)):
            return approved(town, proposed(town, move, effective_on=date(2026, 3, 9), **more))

    def test_it_waits_and_is_done_by_the_job_once(self, town):
        change = self.coming(town, resumes_on=date(2026, 3, 20))
        assert (change.state, item(town).state) == ("approved", "published")
        with moved_to(moment(2026, 3, 8, 23, 50)), nothing_changes():
            publish_due(1)
        with moved_to(moment(2026, 3, 9, 0, 1)):
            publish_due(1)
            found = item(town)
            assert (found.state, found.resumes_on) == ("suspended", date(2026, 3, 20))
            with nothing_changes():
                publish_due(1)
        assert StandingChange.objects.get(id=change.id).state == "done"

    def test_people_are_told_before(self, town, client):
        self.coming(town)
        with moved_to(moment(2026, 3, 3, 9, 0)):
            page = client.get(f"/items/{town.codes['food']}/").content.decode()
        assert "系统升级" in page
        assert "起暂停办理" in page
        coming = queries.coming_standing(item(town))
        assert (coming.on, coming.is_gone) == (date(2026, 3, 9), False)

    def test_what_is_only_proposed_is_not_told(self, town, client):
        proposed(town)
        page = client.get(f"/items/{town.codes['food']}/").content.decode()
        assert "系统升级" not in page

    def test_taken_back_it_is_not_done(self, town):
        change = self.coming(town)
        services.take_back_standing(actor=town.officer("manager"), change_id=change.id)
        with moved_to(moment(2026, 3, 9, 0, 1)):
            publish_due(1)
        assert item(town).state == "published"

    def test_what_the_item_does_not_allow_any_more_goes_back_with_the_reason(self, town):
        change = self.coming(town)
        services.cancel_item(actor=operator(), item_id=town.items["food"], reason="法律改了")
        with moved_to(moment(2026, 3, 9, 0, 1)):
            assert not services.carry_out_standing(actor=system(), change_id=change.id)
        change.refresh_from_db()
        assert change.state == "returned"
        assert "已取消" in change.note

    def test_not_before_its_day(self, town):
        change = self.coming(town)
        with moved_to(moment(2026, 3, 8, 9, 0)), nothing_changes():
            assert not services.carry_out_standing(actor=system(), change_id=change.id)

    def test_a_day_of_resuming_that_passed_meanwhile_is_not_said(self, town):
        with moved_to(moment(2026, 3, 2, 9, 0)):
            change = proposed(town, resumes_on=date(2026, 3, 4))
        with moved_to(moment(2026, 3, 5, 9, 0)):
            approved(town, change)
        assert (item(town).state, item(town).resumes_on) == ("suspended", None)
