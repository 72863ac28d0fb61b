"""接入系统: admission takes two, every step is recorded, and a refusal changes nothing."""

from datetime import timedelta

import pytest

from tongban.base.accounts.models import Account, Client, ClientSecret
from tongban.base.accounts.provider.reads import clients_for, holds_secret
from tongban.base.accounts.services import (
    admit_client,
    end_client,
    make_secret,
    refuse_client,
    resume_client,
    suspend_client,
)
from tongban.base.accounts.tests.district import BACK
from tongban.base.audit.models import Entry
from tongban.base.audit.queries import history
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today


def everything():
    return (
        list(Client.objects.order_by("id").values()),
        list(ClientSecret.objects.order_by("id").values()),
        Account.objects.count(),
        Entry.objects.count(),
    )


def admit(district, client, who="security", **changes):
    return admit_client(
        **{
            "actor": district.actor(who),
            "client_id": client.id,
            "scopes": list(client.scopes),
            "daily_quota": 100,
            **changes,
        }
    )


def test_an_application_opens_nothing(district):
    client = district.asked()

    assert client.state == "asked"
    assert client.account is None
    assert client.department_id == district.departments["here"].id
    (step,) = history("client", client.id)
    assert (step.act, step.actor_name) == ("apply_for_client", "data")


@pytest.mark.parametrize("who", ["handler", "security", "wang", None])
def test_a_data_officer_applies_and_nobody_else(district, who):
    before = everything()

    with pytest.raises(Forbidden):
        district.asked(actor=district.actor(who) if who else VISITOR)

    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": "  "}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({"kind": "robot"}, "kind"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["profile"]}, "scopes"),
        ({"scopes": ["openid", "everything"]}, "scopes"),
        ({"scopes": ["openid", "licenses:check"]}, "scopes"),
        ({"kind": "machine", "redirect_addresses": []}, "scopes"),
        ({"kind": "kiosk"}, "redirect_addresses"),
        ({"redirect_addresses": []}, "redirect_addresses"),
        (
            {"redirect_addresses": [f"https://a.example/{n}" for n in range(11)]},
            "redirect_addresses",
        ),
        ({"redirect_addresses": ["http://housing.example/callback"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https://*.example/callback"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https://u@housing.example/"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https://housing.example/#x"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https://housing.example/a/../b"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https://housing.example\\@evil/"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https:///callback"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https://housing.example:port/"]}, "redirect_addresses"),
        ({"redirect_addresses": ["javascript:alert(1)"]}, "redirect_addresses"),
        ({"redirect_addresses": ["https://房.example/"]}, "redirect_addresses"),
        ({"logout_addresses": ["http://housing.example/"]}, "logout_addresses"),
        ({"audience": "housing"}, "audience"),
        ({"public_key": "x" * 43}, "public_key"),
        ({"public_key": "AAAA"}, "public_key"),
        ({"certificate_subject": "C" * 301}, "certificate_subject"),
    ],
)
def test_what_cannot_be_is_told_at_its_place(district, changes, place):
    before = everything()

    with pytest.raises(Invalid) as refused:
        district.asked(**changes)

    assert place in {finding.place for finding in refused.value.findings}
    assert everything() == before


def test_a_machine_on_the_same_host_may_be_returned_to_without_tls(district):
    assert district.asked(redirect_addresses=["http://127.0.0.1:9000/back"]).state == "asked"


def test_admission_takes_another_officer_than_who_applied(district):
    client = district.asked(actor=district.actor("both"))
    before = everything()

    for who in ("both", "data", "handler", "audit", "wang"):
        with pytest.raises(Forbidden):
            admit(district, client, who)
    assert everything() == before

    admitted = admit(district, client)
    assert admitted.state == "admitted"
    assert admitted.account.person is None
    assert not admitted.account.has_usable_password()
    assert admitted.decided_by_id == district.accounts["security"].id


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": []},
        {"scopes": ["profile"]},
        {"scopes": ["openid", "officer"]},
        {"daily_quota": 0},
        {"daily_quota": 10**9},
        {"valid_until": today() - timedelta(days=1)},
    ],
)
def test_no_more_is_granted_than_was_asked_for(district, changes):
    client = district.asked()
    before = everything()

    with pytest.raises(Invalid):
        admit(district, client, **changes)

    assert everything() == before


def test_less_is_granted_when_less_is_needed(district):
    assert admit(district, district.asked(), scopes=["openid"]).scopes == ["openid"]


def test_each_decision_is_for_its_state_and_needs_a_reason(district):
    security = district.actor("security")
    may = {
        "asked": {refuse_client},
        "admitted": {suspend_client, end_client},
        "suspended": {resume_client, end_client},
        "refused": set(),
        "ended": set(),
    }
    for state, allowed in may.items():
        client = district.asked()
        Client.objects.filter(id=client.id).update(state=state)
        for act in (refuse_client, suspend_client, resume_client, end_client):
            before = everything()
            if act in allowed:
                with pytest.raises(Invalid):
                    act(actor=security, client_id=client.id, reason=" ")
            else:
                with pytest.raises(Conflict):
                    act(actor=security, client_id=client.id, reason="试试")
            with pytest.raises(Forbidden):
                act(actor=district.actor("data"), client_id=client.id, reason="试试")
            with pytest.raises(Missing):
                act(actor=security, client_id=new_id(), reason="试试")
            assert everything() == before
        if state != "asked":
            with pytest.raises(Conflict):
                admit(district, client)


def test_every_step_is_recorded_with_who_and_why(district):
    client = district.admitted()
    security = district.actor("security")
    suspend_client(actor=security, client_id=client.id, reason="夜里有异常调用")
    resume_client(actor=security, client_id=client.id, reason="查明了，是联调")
    end_client(actor=security, client_id=client.id, reason="系统下线")

    assert [(step.act, step.actor_name, step.reason) for step in history("client", client.id)] == [
        ("end_client", "security", "系统下线"),
        ("resume_client", "security", "查明了，是联调"),
        ("suspend_client", "security", "夜里有异常调用"),
        ("make_secret", "security", ""),
        ("admit_client", "security", ""),
        ("apply_for_client", "data", ""),
    ]
    client.refresh_from_db()
    assert client.account.is_active is False


def test_a_secret_is_told_once_and_lies_nowhere(district):
    client = district.admitted()

    assert holds_secret(client, client.secret)
    assert not holds_secret(client, client.secret + "x")
    assert not holds_secret(district.admitted(name="另一个"), client.secret)
    kept = repr(list(ClientSecret.objects.values())) + repr(list(Entry.objects.values()))
    assert client.secret not in kept


@pytest.mark.parametrize("who", ["far_data", "handler", "audit", "wang"])
def test_a_secret_is_made_by_the_department_or_a_security_officer(district, who):
    client = district.admitted()
    before = everything()

    with pytest.raises(Forbidden):
        make_secret(actor=district.actor(who), client_id=client.id)

    assert everything() == before
    assert make_secret(actor=district.actor("data"), client_id=client.id)


def test_a_terminal_and_a_client_that_is_not_admitted_have_no_secret(district):
    kiosk, asked = district.kiosk(), district.asked()
    before = everything()

    for client in (kiosk, asked):
        with pytest.raises(Conflict):
            make_secret(actor=district.actor("security"), client_id=client.id)

    assert everything() == before


def test_a_data_officer_sees_the_clients_of_the_department(district):
    here = district.asked()
    there = district.asked(actor=district.actor("far_data"))

    def seen(who):
        return set(clients_for(district.actor(who)).values_list("id", flat=True))

    assert seen("data") == {here.id}
    assert seen("far_data") == {there.id}
    assert seen("security") == seen("audit") == {here.id, there.id}
    assert seen("handler") == seen("wang") == set()


# The pages


def test_a_department_applies_and_a_security_officer_admits_on_the_desk(district):
    data = district.browser("data")
    answer = data.post(
        "/desk/clients/apply/",
        {
            "name": "公租房管理系统",
            "purpose": "查轮候",
            "kind": "web",
            "scopes": ["openid", "profile"],
            "redirect_addresses": f"{BACK}\n  \n",
            "contact_name": "李立秋",
            "contact_phone": "0558-5120001",
        },
    )
    client = Client.objects.get()
    assert answer.headers["Location"] == f"/desk/clients/{client.id}/"
    assert client.redirect_addresses == [BACK]
    assert "批准接入" not in data.get(f"/desk/clients/{client.id}/").content.decode()
    security = district.browser("security")
    assert "公租房管理系统" in security.get("/desk/clients/").content.decode()
    page = security.post(
        f"/desk/clients/{client.id}/admit/", {"scopes": ["openid"], "daily_quota": "0"}
    )
    assert page.status_code == 422
    assert Client.objects.get().state == "asked"
    security.post(f"/desk/clients/{client.id}/admit/", {"scopes": ["openid"], "daily_quota": "50"})
    client.refresh_from_db()
    assert (client.state, client.scopes, client.daily_quota) == ("admitted", ["openid"], 50)

    page = data.post(f"/desk/clients/{client.id}/secret/")

    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert holds_secret(client, secret)
    assert secret not in data.get(f"/desk/clients/{client.id}/").content.decode()


def test_what_is_wrong_is_told_on_the_form_and_nothing_is_kept(district):
    page = district.browser("data").post(
        "/desk/clients/apply/",
        {
            "name": "公租房管理系统",
            "purpose": "查轮候",
            "kind": "web",
            "scopes": ["openid"],
            "redirect_addresses": "http://housing.example/",
            "contact_name": "李立秋",
            "contact_phone": "0558-5120001",
        },
    )

    assert page.status_code == 422
    assert "要以 https:// 开头" in page.content.decode()
    assert Client.objects.count() == 0


def test_the_page_of_another_departments_client_is_not_there(district):
    client = district.asked()
    browser = district.browser("far_data")

    assert browser.get(f"/desk/clients/{client.id}/").status_code == 404
    assert browser.post(f"/desk/clients/{client.id}/secret/").status_code == 404
    assert district.browser("audit").get(f"/desk/clients/{client.id}/").status_code == 200
    assert district.browser("handler").get(f"/desk/clients/{client.id}/").status_code == 403
