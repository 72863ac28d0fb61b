"""What is kept how long: nothing goes a day too early, everything goes, and the table says why."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from PIL import Image

import tongban
from tongban.base.accounts import services
from tongban.base.accounts.commands import retention
from tongban.base.accounts.jobs import retain
from tongban.base.accounts.models import (
    Account,
    ClientDay,
    Consent,
    DataRequest,
    Delegation,
    FactorReset,
    Grant,
    Linkage,
    LogoutNotice,
    PhoneChange,
    Registration,
    SecurityAlert,
    SignInSession,
)
from tongban.base.accounts.retention import HALF_A_YEAR, KEPT, LOGS
from tongban.base.audit.models import Entry
from tongban.base.files.models import File
from tongban.base.files.services import keep
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Forbidden, Missing
from tongban.base.kernel.moments import moved_to, now, today
from tongban.base.kernel.retention import Kept, kept_kinds, register_kept

ROOT = Path(tongban.__file__).parents[2]
PLATFORM = system("试")
TABLES = {
    "registrations": Registration,
    "phone_changes": PhoneChange,
    "sign_ins": SignInSession,
    "alerts": SecurityAlert,
    "factor_resets": FactorReset,
    "logout_notices": LogoutNotice,
    "grants": Grant,
    "consents": Consent,
    "delegations": Delegation,
    "data_requests": DataRequest,
    "links_of_closed": Linkage,
    "client_days": ClientDay,
}
CLEARED = {kind.key: kind for kind in KEPT if kind.before is not None}


@pytest.fixture
def old(district):
    """One of each kind whose time begins now, and one beside it whose time has not begun."""
    moment, wang, li = now(), district.accounts["wang"], district.accounts["li"]
    for state in ("done", "phone"):
        Registration.objects.create(state=state, expires_at=moment)
    person = wang.person
    for ended in (moment, None):
        # A change that runs out is over as one that was finished.
        PhoneChange.objects.create(
            person=person,
            phone_digest=b"x" * 32,
            old_code_digest=b"x" * 32,
            new_code_digest=b"x" * 32,
            expires_at=moment if ended else moment + timedelta(days=2000),
        )
    SecurityAlert.objects.create(
        kind="at_night", mark="a", count=1, last_at=moment, acknowledged_at=moment
    )
    SecurityAlert.objects.create(kind="at_night", mark="b", count=1, last_at=moment)
    for state, account in (("done", wang), ("asked", li)):
        FactorReset.objects.create(
            account=account,
            asked_by=district.accounts["data"],
            reason="丢了手机",
            state=state,
            decided_at=moment if state == "done" else None,
        )
    client = district.admitted()
    for ended in (moment, None):
        grant = Grant.objects.create(client=client, account=wang, subject="s", ended_at=ended)
        LogoutNotice.objects.create(grant=grant, state="sent" if ended else "waiting")
    Consent.objects.create(
        person=person,
        given_by=person,
        kind="k",
        version="1",
        text_digest=b"x" * 32,
        withdrawn_at=moment,
    )
    Consent.objects.create(
        person=person, given_by=person, kind="k", version="2", text_digest=b"x" * 32
    )
    for days in (0, 3000):
        Delegation.objects.create(
            person=person,
            way="paper",
            item_code="x",
            since=moment - timedelta(days=1),
            until=moment + timedelta(days=days),
            paper=keep(
                actor=PLATFORM, stream=BytesIO(_picture(days)), name="授权书.png", purpose="consent"
            ),
        )
    DataRequest.objects.create(
        person=person, kind="complaint", state="done", text="问", answered_at=moment
    )
    DataRequest.objects.create(person=person, kind="complaint", text="问")
    for account in (wang, li):
        Linkage.objects.create(
            account=account,
            provider="p",
            kind="nation",
            subject="",
            subject_digest=account.id.bytes * 2,
            ended_at=moment,
        )
        services.add_passkey(
            actor=district.actor("wang" if account is wang else "li"), name="手机", credential={}
        )
    Account.objects.filter(id=wang.id).update(closed_at=moment, is_active=False)
    ClientDay.objects.create(client=client, on=today())
    ClientDay.objects.create(client=client, on=today() + timedelta(days=3000))
    for ended in (moment, None):
        SignInSession.objects.create(
            account=li, session_key=f"k{ended}", seen_at=moment, ended_at=ended
        )
    return district


def left(key):
    return (
        Authenticator.objects.count() if key == "factors_of_closed" else TABLES[key].objects.count()
    )


def _picture(shade):
    out = BytesIO()
    Image.new("L", (4, 4), shade % 256).save(out, "PNG")
    return out.getvalue()


def test_the_paper_that_somebody_signed_goes_with_what_it_allowed(old):
    gone, stays = Delegation.objects.order_by("until").values_list("paper_id", flat=True)
    with moved_to(now() + timedelta(days=1100)):
        assert services.clear_kept(actor=PLATFORM, key="delegations") == 1
    assert list(File.objects.filter(purpose="consent").values_list("id", flat=True)) == [stays]
    assert gone != stays


@pytest.mark.parametrize("key", sorted(CLEARED))
def test_it_is_kept_to_its_last_day_and_then_it_goes_and_what_is_not_over_stays(old, key):
    kind, before = CLEARED[key], left(key)
    assert before >= 2
    moment = now()
    if kind.days:
        with moved_to(moment + timedelta(days=kind.days) - timedelta(minutes=2)):
            assert services.clear_kept(actor=PLATFORM, key=key) == 0
        assert left(key) == before
    if key == "grants":
        LogoutNotice.objects.exclude(state="waiting").delete()

    with moved_to(moment + timedelta(days=kind.days + 1)):
        gone = services.clear_kept(actor=PLATFORM, key=key)
        assert services.clear_kept(actor=PLATFORM, key=key) == 0

    assert gone >= 1
    assert left(key) == before - gone >= 1
    entry = Entry.objects.get(act="clear_kept", subject_id=key)
    assert entry.detail == {"rows": gone, "days": kind.days}


def test_every_kind_that_the_job_clears_is_tried(old):
    assert set(CLEARED) == {*TABLES, "factors_of_closed"}


def test_the_nightly_job_clears_all_that_is_over_and_twice_is_once(old):
    with moved_to(now() + timedelta(days=1200)):
        retain(timestamp=0)
        kept = {key: left(key) for key in CLEARED}
        assert all(kind.over(now()).count() == 0 for kind in CLEARED.values())
        entries = Entry.objects.count()
        retain(timestamp=0)
        assert {key: left(key) for key in CLEARED} == kept
        assert Entry.objects.count() == entries


def test_a_long_list_goes_in_batches(old, monkeypatch):
    monkeypatch.setattr("tongban.base.accounts.services.retention.AT_ONCE", 2)
    monkeypatch.setattr(services, "AT_ONCE", 2)
    for _number in range(5):
        Registration.objects.create(state="lapsed", expires_at=now())

    with moved_to(now() + timedelta(days=HALF_A_YEAR + 1)):
        assert services.clear_kept(actor=PLATFORM, key="registrations") == 2
        retain(timestamp=0)

    assert Registration.objects.exclude(state="phone").count() == 0


def test_only_the_platform_clears_and_only_what_is_in_the_table(old):
    before = {key: left(key) for key in CLEARED}, Entry.objects.count()

    with moved_to(now() + timedelta(days=1200)):
        for who in ("security", "audit", "data"):
            with pytest.raises(Forbidden):
                services.clear_kept(actor=old.actor(who), key="registrations")
        with pytest.raises(Missing):
            services.clear_kept(actor=PLATFORM, key="everything")
        for key in ("audit", "registered", "tokens"):
            assert services.clear_kept(actor=PLATFORM, key=key) == 0

    assert ({key: left(key) for key in CLEARED}, Entry.objects.count()) == before


def test_logs_are_kept_for_half_a_year_at_least_and_the_trail_for_good():
    for kind in KEPT:
        if kind.reason is LOGS:
            assert kind.days is None or kind.days >= HALF_A_YEAR, kind.key
    assert kept_kinds()["audit"].days is None


def test_the_command_shows_what_would_go_and_takes_nothing(old):
    before = {key: left(key) for key in CLEARED}

    with moved_to(now() + timedelta(days=1200)):
        told = CliRunner().invoke(retention)

    assert told.exit_code == 0, told.output
    lines = {line.split("\t")[0]: line for line in told.output.splitlines()}
    assert set(lines) == set(kept_kinds())
    assert "到期 1 条" in lines["alerts"]
    assert "网络安全法" in lines["sign_ins"]
    assert {key: left(key) for key in CLEARED} == before


def test_the_page_of_the_documentation_is_the_table():
    page = (ROOT / "docs/security/retention.md").read_text(encoding="utf-8")
    for kind in kept_kinds().values():
        time = "for good" if kind.days is None else f"{kind.days}"
        assert f"| `{kind.key}` | {kind.what} | {kind.since} | {time} | {kind.reason} |" in page


def test_two_kinds_do_not_share_a_key():
    with pytest.raises(ValueError, match="alerts"):
        register_kept([Kept("alerts", "x", "x", 1, "x")])
