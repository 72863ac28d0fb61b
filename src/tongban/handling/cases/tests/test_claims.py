"""领办、退回、转交、分派: whose turn a waiting step is."""

import pytest

from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.services import appoint, leave_office, open_account, register_person
from tongban.base.accounts.services import stand_in as arrange_stand_in
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import moved_to, now, today
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, press, read
from tongban.handling.cases.tests.test_two_at_once import split, together


@pytest.fixture
def colleague(town):
    return second(town)


def second(town, key="handler", name="官申"):
    """Another officer of the same post, as an actor."""
    person = register_person(
        actor=operator(),
        name=name,
        id_number=complete_id_card("34169019800202001"),
        phone="10000000999",
        address="希夷大道 99 号",
    )
    account = open_account(
        actor=operator(), login_name="second", password=None, person_id=person.id
    )
    appoint(actor=operator(), account_id=account.id, post_id=town.posts[key])
    return actor_for(account, f"post:{town.posts[key]}")


def claim_now(case):
    return Claim.objects.get(case=case, ended_at=None)


def test_what_one_has_claimed_colleagues_see_and_cannot_do(town, colleague):
    case = town.at("review")
    mine = town.officer("handler")
    claim = acts.claim_case(actor=mine, case_id=case.id)
    assert (claim.account_id, claim.duty, claim.way) == (mine.account_id, "handler", "claimed")
    (row,) = queries.inbox(colleague).rows
    assert (row.claim.name, row.is_mine) == (mine.name, False)
    assert queries.acts_allowed(colleague, case) == []
    with nothing_changes():
        for act in (
            lambda: acts.pass_review(actor=colleague, case_id=case.id),
            lambda: acts.claim_case(actor=colleague, case_id=case.id),
        ):
            with pytest.raises(Conflict) as refused:
                act()
            assert refused.value.code == "claimed"
            assert mine.name in refused.value.message
    acts.pass_review(actor=mine, case_id=case.id)
    assert Case.objects.get(id=case.id).state == "reviewed"
    assert Claim.objects.get(case=case).ended_at is not None
    assert looking.audits(case)[-2:] == ["claim_case", "pass_review"]
    assert "claim" not in "".join(looking.events(case))


def test_claiming_twice_is_claiming_once(town):
    case = town.at("review")
    mine = town.officer("handler")
    first = acts.claim_case(actor=mine, case_id=case.id)
    with nothing_changes():
        assert acts.claim_case(actor=mine, case_id=case.id).id == first.id


def test_given_back_it_waits_for_all(town, colleague):
    case = town.at("review")
    mine = town.officer("handler")
    acts.claim_case(actor=mine, case_id=case.id)
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        acts.give_back_case(actor=colleague, case_id=case.id)
    assert refused.value.code == "not_in_hand"
    acts.give_back_case(actor=mine, case_id=case.id)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.give_back_case(actor=mine, case_id=case.id)
    assert refused.value.code == "not_claimed"
    acts.pass_review(actor=colleague, case_id=case.id)
    assert Case.objects.get(id=case.id).state == "reviewed"


def test_handed_over_it_is_the_colleagues_with_the_words(town, colleague):
    case = town.at("review")
    mine = town.officer("handler")
    acts.claim_case(actor=mine, case_id=case.id)
    with nothing_changes():
        with pytest.raises(Invalid):
            acts.hand_over_case(actor=mine, case_id=case.id, to=colleague.account_id, words=" ")
        for to in (mine.account_id, town.accounts["signer"], town.accounts["gu"]):
            with pytest.raises(Invalid):
                acts.hand_over_case(actor=mine, case_id=case.id, to=to, words="我去开会")
    claim = acts.hand_over_case(
        actor=mine, case_id=case.id, to=colleague.account_id, words="我去开会"
    )
    assert (claim.account_id, claim.way, claim.words) == (
        colleague.account_id,
        "handed_over",
        "我去开会",
    )
    with nothing_changes(), pytest.raises(Conflict):
        acts.pass_review(actor=mine, case_id=case.id)
    acts.pass_review(actor=colleague, case_id=case.id)
    page = read(owner(town).get(f"/my/cases/{case.id}/"))
    assert case.number in page
    assert "我去开会" not in page


def owner(town):
    from django.test import Client

    client = Client()
    client.force_login(town.account("gu"), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_signer_assigns_by_name_or_to_who_has_the_fewest(town, colleague):
    busy = town.at("review")
    acts.claim_case(actor=town.officer("handler"), case_id=busy.id)
    acts.claim_case(
        actor=town.officer("handler2"), case_id=town.at("review", actor=town.person("xia")).id
    )
    case = town.at("review", actor=town.person("qiu"))
    signer = town.officer("signer")
    assert acts.assign_case(actor=signer, case_id=case.id).account_id == colleague.account_id
    claim = acts.assign_case(
        actor=signer, case_id=case.id, to=town.accounts["handler2"], words="他熟"
    )
    assert (claim_now(case).id, claim.way) == (claim.id, "assigned")
    with nothing_changes():
        with pytest.raises(Forbidden) as refused:
            acts.assign_case(actor=town.officer("handler"), case_id=case.id)
        assert refused.value.code == "wrong_post"
        with pytest.raises(Forbidden):
            acts.assign_case(actor=town.officer("health_signer"), case_id=case.id)
        with pytest.raises(Invalid):
            acts.assign_case(actor=signer, case_id=case.id, to=town.accounts["window"])


def test_nobody_is_given_a_case_to_keep_out_of(town):
    case = town.at("review", actor=town.person("handler"))
    own = town.officer("handler")
    with nothing_changes():
        with pytest.raises(Forbidden) as refused:
            acts.claim_case(actor=own, case_id=case.id)
        assert refused.value.code == "own_case"
        with pytest.raises(Invalid):
            acts.assign_case(actor=town.officer("signer"), case_id=case.id, to=own.account_id)
    given = acts.assign_case(actor=town.officer("signer"), case_id=case.id)
    assert given.account_id == town.accounts["handler2"]


def test_who_stands_in_has_what_the_holder_has_in_hand(town):
    case, other = town.at("review"), town.at("review", actor=town.person("xia"))
    holder = town.officer("handler")
    acts.claim_case(actor=holder, case_id=case.id)
    arrange_stand_in(
        actor=holder,
        post_id=holder.post_id,
        holder_id=holder.account_id,
        account_id=town.accounts["signer"],
        last_day=today(),
        reason="休假",
    )
    stand = actor_for(town.account("signer"), f"post:{holder.post_id}")
    assert [row.is_mine for row in queries.inbox(stand).rows if row.case.id == case.id] == [True]
    acts.pass_review(actor=stand, case_id=case.id)
    entry = Entry.objects.filter(subject_id=str(case.id), act="pass_review").get()
    assert entry.actor["name"] == stand.name
    assert f"（代{holder.name}）" in entry.actor["post_name"]
    # What the stand-in claims is the post's holder's, and stays so afterwards.
    assert acts.claim_case(actor=stand, case_id=other.id).account_id == holder.account_id


def test_a_stand_in_begins_on_its_first_day(town):
    holder = town.officer("handler")
    with moved_to(looking.moment(2026, 3, 2, 9, 0)):
        made = arrange_stand_in(
            actor=holder,
            post_id=holder.post_id,
            holder_id=holder.account_id,
            account_id=town.accounts["signer"],
            first_day=looking.moment(2026, 3, 4).date(),
            last_day=looking.moment(2026, 3, 5).date(),
            reason="休假",
        )
    key = f"post:{holder.post_id}"
    for day, stands in ((3, False), (4, True), (5, True), (6, False)):
        with moved_to(looking.moment(2026, 3, day, 10, 0)):
            actor = actor_for(town.account("signer"), key)
            assert (actor.post_id == holder.post_id) is stands
    assert made.last_day == looking.moment(2026, 3, 5).date()
    with moved_to(looking.moment(2026, 3, 2, 9, 0)), nothing_changes(), pytest.raises(Invalid):
        arrange_stand_in(
            actor=holder,
            post_id=holder.post_id,
            holder_id=holder.account_id,
            account_id=town.accounts["handler2"],
            first_day=looking.moment(2026, 3, 6).date(),
            last_day=looking.moment(2026, 3, 5).date(),
            reason="休假",
        )


def test_who_leaves_the_post_has_nothing_in_hand(town, colleague):
    case = town.at("review")
    mine = town.officer("handler")
    acts.claim_case(actor=mine, case_id=case.id)
    leave_office(actor=operator(), account_id=mine.account_id, reason="调走")
    assert Claim.objects.get(case=case).ended_at is not None
    acts.pass_review(actor=colleague, case_id=case.id)
    with nothing_changes(), pytest.raises(Forbidden):
        acts.end_claims_of(actor=colleague, account_id=mine.account_id, post_id=mine.post_id)


def test_a_claim_ends_when_the_case_does(town):
    case = town.at("review")
    acts.claim_case(actor=town.officer("handler"), case_id=case.id)
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    assert Claim.objects.get(case=case).ended_at is not None
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.claim_case(actor=town.officer("handler"), case_id=case.id)
    assert refused.value.code == "nothing_waits"


@pytest.mark.parametrize("step", ["prereview", "accept", "review", "decide"])
def test_only_posts_that_may_do_the_step_may_claim_it(town, step):
    case = town.at(step)
    right = {"prereview": "window", "accept": "window", "review": "handler", "decide": "signer"}
    with nothing_changes():
        for post in town.posts:
            if post.rstrip("2") != right[step]:
                with pytest.raises(Forbidden):
                    acts.claim_case(actor=town.officer(post), case_id=case.id)
        for actor in (town.person(), town.clerk(), system()):
            with pytest.raises(Forbidden):
                acts.claim_case(actor=actor, case_id=case.id)
    assert acts.claim_case(actor=town.officer(right[step]), case_id=case.id).ended_at is None


class TestPages:
    def test_claim_hand_over_and_give_back_over_http(self, town, colleague):
        case = town.at("review")
        desk = at_desk(town, "handler")
        page = f"/desk/cases/{case.number}/"
        assert "领办" in read(desk.get(page))
        assert desk.post(f"{page}claim/take/").status_code == 302
        assert claim_now(case).account_id == town.accounts["handler"]
        assert "由您领办" in read(desk.get(page))
        other = at_desk(town, "handler2")
        assert f"由{town.officer('handler').name}" in read(other.get(page))
        with nothing_changes():
            assert desk.post(f"{page}claim/over/", {"to": "x", "words": "去"}).status_code == 422
            assert desk.post(f"{page}claim/erase/").status_code == 404
        desk.post(f"{page}claim/over/", {"to": colleague.account_id, "words": "去"})
        assert claim_now(case).account_id == colleague.account_id
        with nothing_changes():
            assert desk.post(f"{page}claim/back/").status_code == 403
        with nothing_changes():
            assert press(other, case, "pass_review").status_code == 302
        assert "领办。要由您办" in read(other.get(page))
        assert Case.objects.get(id=case.id).state == "accepted"

    def test_a_signer_assigns_over_http(self, town):
        case = town.at("review")
        desk = at_desk(town, "signer")
        page = f"/desk/cases/{case.number}/"
        assert "分派给" in read(desk.get(page))
        assert desk.post(f"{page}claim/assign/", {"to": "least"}).status_code == 302
        assert claim_now(case).way == "assigned"

    def test_the_workload_is_for_who_shares_out(self, town):
        town.at("review")
        claimed = town.at("review", actor=town.person("xia"))
        acts.claim_case(actor=town.officer("handler"), case_id=claimed.id)
        page = read(at_desk(town, "signer").get("/desk/workload/"))
        assert "经办" in page
        load = queries.workload(town.officer("signer"))
        assert [(one.name, one.open, one.claimed) for one in load.duties] == [("经办", 2, 1)]
        by_name = {one.name: one.open for one in load.officers}
        assert by_name[town.officer("handler").name] == 1
        assert by_name[town.officer("handler2").name] == 0
        assert at_desk(town, "handler").get("/desk/workload/").status_code == 404
        assert queries.workload(town.officer("health_signer")).duties == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_exactly_one_has_it(open_town):
    case = open_town.at("review")
    one, two = open_town.officer("handler"), open_town.officer("handler2")
    for _again in range(5):
        done, refused = split(
            together(
                lambda: acts.claim_case(actor=one, case_id=case.id),
                lambda: acts.claim_case(actor=two, case_id=case.id),
            )
        )
        assert (len(done), [e.code for e in refused]) == (1, ["claimed"])
        winner = one if done[0].account_id == one.account_id else two
        assert Claim.objects.filter(case=case, ended_at=None).count() == 1
        acts.give_back_case(actor=winner, case_id=case.id)
    assert Claim.objects.filter(case=case, ended_at__lte=now()).count() == 5
