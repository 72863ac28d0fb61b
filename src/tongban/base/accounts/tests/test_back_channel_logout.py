"""A system hears that a sign-in ended, over real HTTP, and what becomes of it when it does not."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.db.models import Q
from joserfc import jwt
from joserfc.jwk import KeySet

from tongban.base.accounts import services
from tongban.base.accounts.models import Grant, LogoutNotice, SignInSession
from tongban.base.accounts.provider.logout_tokens import EVENT
from tongban.base.accounts.provider.reads import sid_for
from tongban.base.accounts.services.notifying import RETRY_AFTER
from tongban.base.accounts.tests.test_clients import everything
from tongban.base.audit.models import Entry
from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid

PLATFORM = system("试")


class Receiver(BaseHTTPRequestHandler):
    """A department's system that keeps what it is told."""

    def log_message(self, *_words):
        """Silent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told.append((self.path, self.headers["Content-Type"], parse_qs(body)))
        self.send_response(self.server.answer)
        if self.server.answer == 302:
            self.send_header("Location", "http://169.254.169.254/")
        self.end_headers()


@pytest.fixture
def receiver(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.told, server.answer = [], 200
    server.at = f"127.0.0.1:{server.server_port}"
    server.address = f"http://{server.at}/signed-out"
    settings.OUTGOING_NETWORKS, settings.OUTGOING_PLAIN_HOSTS = ["127.0.0.1"], [server.at]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def granted(district, client, browser, who="wang"):
    """What an answered consent leaves behind, for the session of this browser."""
    return services.open_grant(
        actor=district.actor(who),
        client_id=client.id,
        scopes=["openid"],
        capacity=district.capacities[who],
        session_key=browser.session.session_key,
        authenticated_at=moments.now(),
    )


def notice_of(grant):
    return LogoutNotice.objects.filter(grant=grant).first()


@pytest.fixture
def ended(district, receiver):
    """Somebody signed in at a system, and then left here."""
    client = district.admitted(logout_notice_address=receiver.address)
    browser = district.browser("wang")
    grant = granted(district, client, browser)
    browser.post("/sign-out/")
    return client, grant, notice_of(grant)


def tell(notice):
    services.notify_logout(actor=PLATFORM, notice_id=notice.id)
    notice.refresh_from_db()
    return notice


def test_who_signs_out_here_is_signed_out_there(ended, receiver, district, settings):
    client, grant, notice = ended
    grant.refresh_from_db()
    assert grant.end_reason == "signed_out"
    assert notice.state == "waiting"

    assert tell(notice).state == "sent"

    ((path, kind, form),) = receiver.told
    assert (path, kind) == ("/signed-out", "application/x-www-form-urlencoded")
    published = district.browser("li").get("/identity/keys").json()
    token = jwt.decode(
        form["logout_token"][0], KeySet.import_key_set(published), algorithms=["RS256"]
    )
    assert token.header["typ"] == "logout+jwt"
    claims = token.claims
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "jti", "sid", "events"}
    assert claims["iss"] == f"{settings.PUBLIC_ADDRESS}/identity"
    assert (claims["aud"], claims["sub"]) == (client.identifier, grant.subject)
    assert claims["sid"] == sid_for(grant.id)
    assert claims["events"] == {EVENT: {}}
    assert 0 < claims["exp"] - claims["iat"] <= 120


def test_told_twice_it_is_told_once(ended, receiver):
    notice = tell(tell(ended[2]))

    assert len(receiver.told) == 1
    assert (notice.state, notice.attempts) == ("sent", 1)


def test_the_job_is_queued_with_the_end_and_not_before(district, receiver):
    from procrastinate.contrib.django.models import ProcrastinateJob

    client = district.admitted(logout_notice_address=receiver.address)
    browser = district.browser("wang")
    grant = granted(district, client, browser)
    jobs = ProcrastinateJob.objects.filter(task_name="accounts.notify_logout")
    assert jobs.count() == 0

    browser.post("/sign-out/")

    assert [job.args for job in jobs] == [{"notice_id": str(notice_of(grant).id)}]


@pytest.mark.parametrize("answer", [400, 500, 302])
def test_a_system_that_does_not_take_it_is_told_again_later_and_then_it_is_stuck(
    ended, receiver, monkeypatch, answer
):
    notice, receiver.answer = ended[2], answer
    at = moments.now()
    for tried, wait in enumerate((*RETRY_AFTER, timedelta()), 1):
        notice = tell(notice)
        assert (notice.attempts, len(receiver.told)) == (tried, tried)
        assert notice.reason == f"status_{answer}"
        tell(notice)
        assert len(receiver.told) == tried, "not before its time"
        at += wait + timedelta(seconds=1)
        monkeypatch.setattr("tongban.base.kernel.tries.now", lambda at=at: at)
    assert notice.state == "stuck"
    assert Entry.objects.filter(act="notify_logout", subject_id=str(ended[1].id)).count() == 1


def test_the_next_try_is_queued_for_its_time(ended, receiver):
    from procrastinate.contrib.django.models import ProcrastinateJob

    notice, receiver.answer = ended[2], 503
    jobs = ProcrastinateJob.objects.filter(task_name="accounts.notify_logout")
    jobs.delete()  # the one that runs now

    notice = tell(notice)

    (job,) = jobs
    assert job.scheduled_at == notice.next_try_at
    assert notice.next_try_at - moments.now() <= RETRY_AFTER[0]


def test_an_address_in_a_network_that_nobody_named_is_not_called(ended, receiver, settings):
    settings.OUTGOING_NETWORKS = []

    notice = tell(ended[2])

    assert (notice.state, notice.reason) == ("waiting", "private_address")
    assert receiver.told == []


def test_what_is_stuck_is_seen_and_told_again_by_a_security_officer(ended, receiver, district):
    client, _grant, notice = ended
    LogoutNotice.objects.filter(id=notice.id).update(
        state="stuck", attempts=6, next_try_at=None, reason="status_500"
    )
    page = district.browser("security").get(f"/desk/clients/{client.id}/").content.decode()
    assert "1 条退出通知送不到" in page
    assert "对方没有接受" in page
    before = list(LogoutNotice.objects.values()), everything()
    for who in ("data", "audit", "handler", "wang"):
        with pytest.raises(Forbidden):
            services.send_logouts_again(actor=district.actor(who), client_id=client.id)
    assert (list(LogoutNotice.objects.values()), everything()) == before

    browser = district.browser("security")
    assert browser.post(f"/desk/clients/{client.id}/logouts/").status_code == 302
    assert tell(notice).state == "sent"
    before = list(LogoutNotice.objects.values()), everything()
    with pytest.raises(Conflict):
        services.send_logouts_again(actor=district.actor("security"), client_id=client.id)
    assert (list(LogoutNotice.objects.values()), everything()) == before


def test_a_system_that_was_shut_out_is_told_nothing(ended, receiver, district):
    client, _grant, notice = ended
    services.suspend_client(actor=district.actor("security"), client_id=client.id, reason="查")

    assert tell(notice).state == "dropped"
    assert receiver.told == []


def test_only_the_platform_tells(ended, receiver, district):
    for who in ("security", "wang"):
        with pytest.raises(Forbidden):
            services.notify_logout(actor=district.actor(who), notice_id=ended[2].id)
        with pytest.raises(Forbidden):
            services.catch_up_logouts(actor=district.actor(who))
    ended[2].refresh_from_db()
    assert (ended[2].attempts, receiver.told) == (0, [])


def test_what_a_killed_worker_left_is_queued_again(ended):
    from procrastinate.contrib.django.models import ProcrastinateJob

    long_ago = moments.now() - timedelta(minutes=10)
    LogoutNotice.objects.update(next_try_at=long_ago)
    ProcrastinateJob.objects.filter(task_name="accounts.notify_logout").delete()

    assert services.catch_up_logouts(actor=PLATFORM) == 1
    assert services.catch_up_logouts(actor=PLATFORM) == 0, "one waits already"


def test_each_way_of_ending_a_session_ends_what_was_granted_out_of_it(district, receiver):
    client = district.admitted(logout_notice_address=receiver.address)
    for end in ("from_elsewhere", "all_others", "idle"):
        browser = district.browser("wang")
        grant = granted(district, client, browser)
        session = SignInSession.objects.get(session_key=browser.session.session_key)
        actor = district.actor("wang")
        if end == "from_elsewhere":
            services.end_session(actor=actor, session_id=session.id)
        elif end == "all_others":
            services.end_other_sessions(actor=actor, keep="")
        else:
            services.close_session(
                actor=PLATFORM, session_key=browser.session.session_key, end="idle"
            )
        assert notice_of(grant) is not None, end
        assert not Grant.objects.filter(Q(id=grant.id), ended_at__isnull=True).exists()


def test_another_browser_and_a_system_without_an_address_are_left_alone(district, receiver):
    with_address = district.admitted(logout_notice_address=receiver.address)
    without = district.admitted(name="不要通知的系统")
    here, there = district.browser("wang"), district.browser("wang")
    stays = granted(district, with_address, there)
    quiet = granted(district, without, here)

    here.post("/sign-out/")

    stays.refresh_from_db()
    quiet.refresh_from_db()
    assert (stays.ended_at, notice_of(stays)) == (None, None)
    assert (quiet.end_reason, notice_of(quiet)) == ("signed_out", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"logout_notice_address": "http://housing.example/out"},
        {"logout_notice_address": "https://u@housing.example/out"},
        {"logout_notice_address": "https://2130706433/out"},
        {"logout_notice_address": "https://housing.example/#x"},
        {
            "kind": "machine",
            "scopes": ["licenses:check"],
            "redirect_addresses": [],
            "logout_notice_address": "https://housing.example/out",
        },
    ],
)
def test_an_address_that_we_would_not_call_is_not_admitted(district, changes):
    before = everything()

    with pytest.raises(Invalid) as refused:
        district.asked(**changes)

    assert [finding.place for finding in refused.value.findings] == ["logout_notice_address"]
    assert everything() == before


def test_discovery_says_so(district):
    told = district.browser("wang").get("/identity/.well-known/openid-configuration").json()

    assert told["backchannel_logout_supported"] is True
    assert told["backchannel_logout_session_supported"] is True
