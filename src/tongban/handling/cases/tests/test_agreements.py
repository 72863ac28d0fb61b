"""异地代收: a receipt for another city stands on an agreement with it, from its day to its last."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tongban.base.accounts.services import appoint
from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import moved_to, now, today
from tongban.base.orgs.services import open_post
from tongban.base.orgs.types import Duty
from tongban.handling.cases import services
from tongban.handling.cases.models import Case, ReceivingAgreement
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import ANSWERS
from tongban.handling.cases.tests.test_entering_for_people import at_window, publish_for

DAY = timedelta(days=1)
HEFEI = "340102000000"


@contextmanager
def nothing_changes():
    def seen():
        return looking.everything() | {"agreements": list(ReceivingAgreement.objects.values())}

    before = seen()
    yield
    assert seen() == before


@pytest.fixture
def away(town):
    """A window of another city, with somebody there whose matter this town decides."""
    publish_for(town, "2")
    return replace(at_window(town), division_code=HEFEI)


def agreed(town, since=0, until=30, **more):
    day = today()
    return services.make_agreement(
        actor=operator(),
        **{
            "city": "341600",
            "basis": "两市政务服务代收协议〔2026〕1 号",
            "since": day + since * DAY,
            "until": day + until * DAY,
            **more,
        },
    )


def start(town, away):
    return services.start_draft(actor=away, item_code=town.codes["food"], channel="1")


def refused_here(town, away):
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        start(town, away)
    assert refused.value.code == "no_agreement"
    assert "亳州市" in refused.value.message
    assert "系统管理员" in refused.value.message


def test_without_an_agreement_that_holds_nothing_is_received(town, away):
    refused_here(town, away)
    agreed(town, since=1)
    agreed(town, item_codes=["another"])
    ended = agreed(town)
    services.end_agreement(actor=operator(), agreement_id=ended.id)
    refused_here(town, away)
    # A window of the same city, and whoever applies at home, need none.
    assert start(town, at_window(town))
    agreed(town, item_codes=[town.codes["food"]])
    assert start(town, away)


def test_what_was_begun_is_not_received_after_its_last_day(town, away):
    agreed(town, until=3)
    case = start(town, away)
    services.save_answers(actor=away, case_id=case.id, answers=ANSWERS)
    for key in ("plan", "lease"):
        town.upload(case, key, actor=away)
    with moved_to(now() + 3 * DAY):
        assert Case.objects.get(id=case.id).state == "draft"
    with (
        moved_to(now() + 4 * DAY),
        nothing_changes(),
        pytest.raises(Forbidden) as refused,
    ):
        services.file_case(actor=away, case_id=case.id)
    assert refused.value.code == "no_agreement"
    filed = services.file_case(actor=away, case_id=case.id)
    assert (filed.received_division_code, filed.division_code[:4]) == (HEFEI, "3416")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"city": "340000"}, "city"),
        ({"city": "3416"}, "city"),
        ({"city": "349900"}, "city"),
        ({"basis": " "}, "basis"),
        ({"until": -1}, "until"),
        ({"since": 40}, "until"),
        ({"item_codes": ["9" * 65]}, "item_codes"),
    ],
)
def test_what_is_no_agreement_is_not_kept(town, wrong, place):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        agreed(town, **wrong)
    assert [one.place for one in refused.value.findings] == [place]


def test_only_the_system_administrator_keeps_them_at_the_desk(town):
    for key in ("window", "handler", "signer"):
        with nothing_changes(), pytest.raises(Forbidden):
            services.make_agreement(
                actor=town.officer(key),
                city="340100",
                basis="协议",
                since=today(),
                until=today(),
            )
        row = ReceivingAgreement(id=town.items["food"])
        with nothing_changes(), pytest.raises(Forbidden):
            services.end_agreement(actor=town.officer(key), agreement_id=row.id)
    post = open_post(
        actor=operator(),
        department_id=town.departments["hall"],
        name="系统管理岗",
        duties=[Duty.SYSTEM_ADMIN],
    )
    appoint(actor=operator(), account_id=town.accounts["manager2"], post_id=post.id)
    client = Client()
    client.force_login(town.account("manager2"))
    session = client.session
    session["capacity"] = f"post:{post.id}"
    session.save()
    given = {"city": "340100", "basis": "和合肥的协议", "since": f"{today()}", "until": ""}
    assert client.post("/desk/agreements/", given).status_code == 422
    own = client.post("/desk/agreements/", {**given, "city": "341600", "until": f"{today()}"})
    assert "这是本市" in own.content.decode()
    assert ReceivingAgreement.objects.count() == 0
    client.post("/desk/agreements/", {**given, "until": f"{today() + DAY}"})
    row = ReceivingAgreement.objects.get()
    assert (row.city_name, row.item_codes) == ("合肥市", [])
    assert "有效" in client.get("/desk/agreements/").content.decode()
    client.post(f"/desk/agreements/{row.id}/end/")
    assert "已终止" in client.get("/desk/agreements/").content.decode()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        services.end_agreement(actor=operator(), agreement_id=row.id)
    assert refused.value.code == "agreement_ended"
    with nothing_changes(), pytest.raises(Missing):
        services.end_agreement(actor=operator(), agreement_id=town.items["food"])
