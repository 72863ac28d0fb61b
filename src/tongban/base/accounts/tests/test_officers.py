"""Posts given, handed over and taken; who stands in; who keeps out; who looks over the rights."""

from datetime import timedelta

import pytest

from tongban.base.accounts import queries, services
from tongban.base.accounts.models import (
    Account,
    Recusal,
    RightsReview,
    StandIn,
    Tenure,
)
from tongban.base.accounts.tests.test_register import CARD, CREDIT
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Capacity, operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import at, moved_to, now, today
from tongban.base.orgs.services import open_post

MODELS = (Account, Recusal, RightsReview, StandIn, Tenure)


def rows():
    return [list(m.objects.order_by("pk").values()) for m in MODELS], Entry.objects.count()


def refused(error, act, code="", **more):
    """What an act that changed nothing raises."""
    before = rows()
    with pytest.raises(error) as caught:
        act(**more)
    assert rows() == before
    assert not code or caught.value.code == code
    return caught.value


@pytest.fixture
def team(town):
    """The town with its three administrators, and a colleague of the handler."""
    market = town.departments["market"]

    def officer(name, duties, number):
        post = open_post(actor=operator(), department_id=market, name=f"{name}岗", duties=duties)
        person = services.register_person(
            actor=operator(), name=name, id_number=numbered(number), phone=f"100000009{number:02d}"
        )
        account = services.open_account(
            actor=operator(), login_name=f"o{number}", password=None, person_id=person.id
        )
        services.appoint(actor=operator(), account_id=account.id, post_id=post.id)
        return queries.actor_for(account, f"post:{post.id}")

    return {
        "sys": officer("芒种", ["system_admin"], 1),
        "sec": officer("孟春", ["security_admin"], 2),
        "sec2": officer("仲春", ["security_admin"], 5),
        "audit": officer("季夏", ["audit_admin"], 3),
        "mate": officer("小寒", ["archivist"], 4),
    }


def numbered(number):
    from tongban.base.kernel.codes.id_card import complete_id_card

    return complete_id_card(f"34169019750203{number:03d}")


def arranged(town, team, **more):
    holder = town.officer("handler")
    return {
        "actor": holder,
        "post_id": holder.post_id,
        "holder_id": holder.account_id,
        "account_id": team["mate"].account_id,
        "last_day": today() + timedelta(days=3),
        "reason": "外出学习",
        **more,
    }


# Stand-in ----------------------------------------------------------------------------------


def test_a_colleague_does_the_post_under_the_own_name_until_the_last_day(town, team):
    holder = town.officer("handler")
    services.stand_in(**arranged(town, team))
    account = Account.objects.get(id=team["mate"].account_id)

    stand_in = queries.actor_for(account, f"post:{holder.post_id}")
    assert (stand_in.capacity, stand_in.post_id) == (Capacity.POST, holder.post_id)
    assert stand_in.name == "小寒"
    assert stand_in.duties == holder.duties
    assert stand_in.standing_for == holder.person_id
    assert holder.name in stand_in.post_name
    assert f"post:{holder.post_id}" in {c.key for c in queries.choices_of(account)}
    with moved_to(at(today() + timedelta(days=3), 23, 59)):
        assert queries.actor_for(account, f"post:{holder.post_id}").is_officer
    with moved_to(at(today() + timedelta(days=4))):
        assert not queries.actor_for(account, f"post:{holder.post_id}").is_officer


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "长" * 201}, "reason"),
        ({"last_day": today() - timedelta(days=1)}, "last_day"),
        ({"last_day": today() + timedelta(days=91)}, "last_day"),
    ],
)
def test_a_stand_in_needs_a_reason_and_days_that_can_be(town, team, more, place):
    error = refused(Invalid, services.stand_in, **arranged(town, team, **more))
    assert [f.place for f in error.findings] == [place]


def test_only_the_holder_or_the_administrator_arranges_a_stand_in(town, team):
    for who in (VISITOR, town.person(), town.officer("window"), team["mate"], team["sec"]):
        refused(Forbidden, services.stand_in, **arranged(town, team, actor=who))
    assert services.stand_in(**arranged(town, team, actor=team["sys"])).until > now()


def test_who_stands_in_cannot_pass_the_post_on(town, team):
    services.stand_in(**arranged(town, team))
    account = Account.objects.get(id=team["mate"].account_id)
    stand_in = queries.actor_for(account, f"post:{town.officer('handler').post_id}")

    refused(
        Forbidden,
        services.stand_in,
        **arranged(
            town, team, actor=stand_in, holder_id=account.id, account_id=team["sec"].account_id
        ),
    )


def test_a_stand_in_is_a_colleague_of_the_department_in_office(town, team):
    other = town.officer("window")
    assert other.department_id != town.officer("handler").department_id
    refused(
        Conflict,
        services.stand_in,
        "not_a_colleague",
        **arranged(town, team, account_id=other.account_id),
    )
    refused(
        Invalid,
        services.stand_in,
        **arranged(town, team, account_id=town.officer("handler").account_id),
    )
    services.stand_in(**arranged(town, team))
    refused(Conflict, services.stand_in, "stands_in_already", **arranged(town, team))


def test_posts_of_the_three_administrations_are_not_passed_on(town, team):
    refused(
        Conflict,
        services.stand_in,
        "not_to_be_passed_on",
        **arranged(
            town,
            team,
            actor=team["sys"],
            post_id=team["sec"].post_id,
            holder_id=team["sec"].account_id,
        ),
    )


def test_a_stand_in_ends_early_and_only_once(town, team):
    made = services.stand_in(**arranged(town, team))
    refused(Forbidden, services.end_stand_in, actor=town.officer("window"), stand_in_id=made.id)
    refused(Missing, services.end_stand_in, actor=team["sys"], stand_in_id=new_id())

    services.end_stand_in(actor=team["mate"], stand_in_id=made.id)

    account = Account.objects.get(id=team["mate"].account_id)
    assert not queries.stand_ins_of(account.id).exists()
    refused(
        Conflict,
        services.end_stand_in,
        "stand_in_ended",
        actor=team["sys"],
        stand_in_id=made.id,
    )


# Three administrations ----------------------------------------------------------------------


def test_nobody_has_two_of_the_three_administrations(team):
    for first, second in (("sys", "sec"), ("sec", "audit"), ("audit", "sys")):
        refused(
            Conflict,
            services.appoint,
            "duties_not_separated",
            actor=operator(),
            account_id=team[first].account_id,
            post_id=team[second].post_id,
        )


def test_no_post_has_two_of_the_three_administrations(town):
    refused(
        Invalid,
        open_post,
        "duties_not_separated",
        actor=operator(),
        department_id=town.departments["market"],
        name="什么都管",
        duties=["system_admin", "audit_admin"],
    )


# Handing over and leaving -------------------------------------------------------------------


def test_a_post_is_handed_over_in_one_moment(town, team):
    holder = town.officer("handler")
    services.hand_over_post(
        actor=team["sys"],
        account_id=holder.account_id,
        post_id=holder.post_id,
        successor_id=team["mate"].account_id,
    )

    key = f"post:{holder.post_id}"
    before, after = (Account.objects.get(id=who.account_id) for who in (holder, team["mate"]))
    assert not queries.actor_for(before, key).is_officer
    assert queries.actor_for(after, key).post_id == holder.post_id


def test_a_handing_over_that_fails_leaves_the_holder_in_the_post(town, team):
    holder = town.officer("handler")
    for successor, error in ((new_id(), Missing), (holder.account_id, Invalid)):
        refused(
            error,
            services.hand_over_post,
            actor=team["sys"],
            account_id=holder.account_id,
            post_id=holder.post_id,
            successor_id=successor,
        )


def test_leaving_takes_every_post_and_standing_in_at_once(town, team):
    holder = town.officer("handler")
    services.stand_in(**arranged(town, team))
    second = open_post(
        actor=operator(), department_id=holder.department_id, name="临时岗", duties=["archivist"]
    )
    services.appoint(actor=operator(), account_id=holder.account_id, post_id=second.id)

    empty = services.leave_office(
        actor=team["sys"], account_id=holder.account_id, reason="调往市局"
    )

    account = Account.objects.get(id=holder.account_id)
    assert set(empty) == {holder.post_id, second.id}
    assert not queries.tenures_of(account.id).exists()
    mate = Account.objects.get(id=team["mate"].account_id)
    assert not queries.actor_for(mate, f"post:{holder.post_id}").is_officer
    assert queries.actor_for(account, f"post:{holder.post_id}").capacity is Capacity.SELF
    refused(
        Conflict,
        services.leave_office,
        "not_in_post",
        actor=team["sys"],
        account_id=account.id,
        reason="再来一次",
    )


def test_leaving_is_the_administrators_act_and_needs_a_reason(town, team):
    holder = town.officer("handler").account_id
    for who in (VISITOR, town.person(), town.officer("signer"), team["sec"], team["audit"]):
        refused(Forbidden, services.leave_office, actor=who, account_id=holder, reason="退休")
    refused(
        Invalid,
        services.leave_office,
        "reason_required",
        actor=team["sys"],
        account_id=holder,
        reason=" ",
    )


# Recusal ------------------------------------------------------------------------------------


def declared(actor, **more):
    return {
        "actor": actor,
        "person_id": actor.person_id,
        "kind": "spouse",
        "name": "寒露",
        "id_number": CARD,
        **more,
    }


def test_a_relative_is_known_by_the_digest_of_the_number_alone(town):
    handler = town.officer("handler")
    row = services.declare_recusal(**declared(handler))

    assert CARD not in str(Recusal.objects.filter(id=row.id).values().get())
    assert queries.keeps_out(handler).digests == {bytes(row.relative_digest)}
    refused(Conflict, services.declare_recusal, "recusal_declared", **declared(handler))


def test_companies_that_one_declares_acts_for_or_represents_are_kept_out_of(town):
    handler = town.officer("handler")
    services.declare_recusal(
        **declared(handler, kind="company", name="示例公司", id_number="", credit_code=CREDIT)
    )
    company = town.clerk().legal_person_id
    services.authorise_clerk(actor=operator(), legal_person_id=company, person_id=handler.person_id)

    out = queries.keeps_out(handler)
    assert out.credit_codes == {CREDIT, queries.legal_person(company).credit_code}
    assert out.of_company("", handler.person_id)
    assert not out.of_company("", None)


def test_declaring_needs_one_number_that_holds_and_a_relation(town):
    handler = town.officer("handler")
    for more, place in (
        ({"id_number": "", "credit_code": ""}, "id_number"),
        ({"credit_code": CREDIT}, "id_number"),
        ({"id_number": CARD[:-1] + ("1" if CARD[-1] != "1" else "2")}, "id_number"),
        ({"id_number": "", "credit_code": "1"}, "credit_code"),
        ({"kind": "friend"}, "kind"),
        ({"name": " "}, "name"),
    ):
        error = refused(Invalid, services.declare_recusal, **declared(handler, **more))
        assert place in {f.place for f in error.findings}


def test_one_declares_for_oneself_and_the_security_administrator_ends_it(town, team):
    handler = town.officer("handler")
    for who in (VISITOR, town.person(), town.officer("window"), team["sys"]):
        refused(
            Forbidden,
            services.declare_recusal,
            **declared(who, person_id=handler.person_id),
        )
    row = services.declare_recusal(**declared(team["sec"], person_id=handler.person_id))
    own = services.declare_recusal(**declared(team["sec"]))

    refused(Forbidden, services.end_recusal, actor=handler, recusal_id=row.id, reason="已离婚")
    refused(
        Forbidden,
        services.end_recusal,
        "own_case",
        actor=team["sec"],
        recusal_id=own.id,
        reason="已离婚",
    )
    refused(Invalid, services.end_recusal, actor=team["sec"], recusal_id=row.id, reason="")
    services.end_recusal(actor=team["sec"], recusal_id=row.id, reason="已离婚")
    assert not queries.recusals_of(handler.person_id).exists()
    refused(
        Conflict,
        services.end_recusal,
        "recusal_ended",
        actor=team["sec"],
        recusal_id=row.id,
        reason="再次",
    )


def test_who_stands_in_keeps_out_of_the_holders_cases_too(town, team):
    holder = town.officer("handler")
    services.declare_recusal(**declared(holder))
    services.stand_in(**arranged(town, team))
    account = Account.objects.get(id=team["mate"].account_id)

    out = queries.keeps_out(queries.actor_for(account, f"post:{holder.post_id}"))

    assert out.persons == {holder.person_id, team["mate"].person_id}
    assert len(out.digests) == 1


# Review -------------------------------------------------------------------------------------


def test_rights_are_due_for_review_half_a_year_after_they_were_given_or_reviewed(town, team):
    held = Tenure.objects.get(account_id=team["mate"].account_id)
    with moved_to(now() + timedelta(days=181)):
        assert {h.tenure.id: h.is_due for h in queries.held_posts(team["sec"])}[held.id]
        services.review_tenure(actor=team["sec"], tenure_id=held.id, verdict="keep")
        assert not {h.tenure.id: h.is_due for h in queries.held_posts(team["audit"])}[held.id]


def test_a_review_takes_a_post_back_at_once_with_the_reason(team):
    mate = team["mate"]
    held = Tenure.objects.get(account_id=mate.account_id)
    refused(Invalid, services.review_tenure, actor=team["sec"], tenure_id=held.id, verdict="end")
    refused(Invalid, services.review_tenure, actor=team["sec"], tenure_id=held.id, verdict="maybe")

    services.review_tenure(
        actor=team["sec"], tenure_id=held.id, verdict="end", note="已不在这个岗位"
    )

    account = Account.objects.get(id=mate.account_id)
    assert not queries.actor_for(account, f"post:{mate.post_id}").is_officer
    refused(Conflict, services.review_tenure, actor=team["sec"], tenure_id=held.id, verdict="keep")


def test_only_another_security_administrator_reviews_and_only_two_duties_see_the_list(town, team):
    held = Tenure.objects.get(account_id=team["sec"].account_id)
    for who in (VISITOR, town.person(), town.officer("signer"), team["sys"], team["audit"]):
        refused(Forbidden, services.review_tenure, actor=who, tenure_id=held.id, verdict="keep")
    refused(
        Forbidden,
        services.review_tenure,
        "own_case",
        actor=team["sec"],
        tenure_id=held.id,
        verdict="keep",
    )
    services.review_tenure(actor=team["sec2"], tenure_id=held.id, verdict="keep")
    for who in (VISITOR, town.person(), town.officer("window"), team["sys"]):
        with pytest.raises(Forbidden):
            queries.held_posts(who)
    with pytest.raises(Forbidden):
        queries.officers(team["sec"])
    with pytest.raises(Forbidden):
        queries.all_recusals(team["sys"])
    assert queries.officers(team["sys"], search="小寒").get().id == team["mate"].account_id
    assert queries.officers(system()).count() >= 5
