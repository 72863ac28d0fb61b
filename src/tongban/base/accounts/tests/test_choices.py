"""The capacities of an account: every kind, in one question, with the same words as ever."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tongban.base.accounts import services
from tongban.base.accounts.models import Delegation, Guardianship, LegalPerson, StandIn
from tongban.base.accounts.queries import choices_of
from tongban.base.accounts.types import DelegationWay
from tongban.base.kernel.actors import operator
from tongban.base.kernel.codes import make_credit_code
from tongban.base.kernel.moments import now, today


def everything(town):
    """gu in every capacity that there is."""
    services.appoint(actor=operator(), account_id=town.accounts["gu"], post_id=town.posts["signer"])
    term = {"since": now() - timedelta(hours=1), "until": now() + timedelta(hours=5)}
    Guardianship.objects.create(
        guardian_id=town.persons["gu"],
        ward_id=town.persons["qiu"],
        relation="parent",
        proof="证明",
        until=today() + timedelta(days=9),
    )
    delegation = Delegation.objects.create(
        person_id=town.persons["xia"],
        account_id=town.accounts["gu"],
        way=DelegationWay.CODE,
        item_code=town.codes["food"],
        item_name="居住证",
        agreed_at=now(),
        taken_at=now(),
        **term,
    )
    StandIn.objects.create(
        post_id=town.posts["handler"],
        holder_id=town.accounts["handler"],
        account_id=town.accounts["gu"],
        reason="学习",
        given_by={},
        **term,
    )
    return delegation


def test_every_capacity_is_found_in_one_question(town):
    delegation = everything(town)
    account, handler = town.account("gu"), town.account("handler")
    str(account)  # the name is looked up with the account
    with CaptureQueriesContext(connection) as asked:
        choices = choices_of(account)
    assert len(asked) == 1
    market = "谯城区市场监督管理局"
    assert [(choice.key, choice.label) for choice in choices] == [
        ("self", "谷雨（本人）"),
        (f"clerk:{town.company}", "小满面馆"),
        (f"guardian:{town.persons['qiu']}", "秋分（您是监护人）"),
        (f"helper:{delegation.id}", "帮夏至办“居住证”"),
        (f"post:{town.posts['signer']}", f"{market}，签发岗"),
        (f"post:{town.posts['handler']}", f"{market}，审查岗（代{handler}）"),
    ]
    with translation.override("en"):
        assert "guardian" in choices_of(account)[2].label


def test_what_has_ended_is_no_choice(town):
    delegation = everything(town)
    LegalPerson.objects.filter(id=town.company).update(cancelled_at=now())
    Guardianship.objects.update(ended_at=now())
    Delegation.objects.filter(id=delegation.id).update(ended_at=now())
    StandIn.objects.update(until=now() - timedelta(minutes=1))
    assert [choice.label for choice in choices_of(town.account("gu"))] == [
        "谷雨（本人）",
        "小满面馆（已注销）",
        "谯城区市场监督管理局，签发岗",
    ]


def test_companies_stand_in_the_order_in_which_they_came(town):
    made = [
        services.register_legal_person(
            actor=operator(),
            name=name,
            credit_code=make_credit_code("9", "1", "341690", serial),
            representative_id=town.persons["qiu"],
            address="希夷大道 1 号",
        )
        for name, serial in (("乙公司", "00000202"), ("甲公司", "00000203"))
    ]
    assert [c.key for c in choices_of(town.account("qiu"))][1:] == [f"clerk:{c.id}" for c in made]


def test_an_account_without_a_person_has_its_posts_alone(town):
    account = town.account("gu")
    account.person_id = None
    assert choices_of(account) == []
