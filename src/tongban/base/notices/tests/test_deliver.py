import os
import signal
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tongban.base.audit.models import Entry
from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.notices import queries, services, types
from tongban.base.notices.models import DemoLetter, Message
from tongban.base.notices.tests.conftest import PHONE
from tongban.base.notices.tests.test_send import NOON, send
from tongban.base.notices.types import (
    PermanentChannelError,
    Receipt,
    State,
    TemporaryChannelError,
)

WAITS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
WAITS += [timedelta(hours=2), timedelta(hours=12)]


def deliver(message, at=NOON):
    with moments.moved_to(at):
        services.deliver(actor=system("消息投递"), message_id=message.id)
    message.refresh_from_db()
    return message


def sent(**options):
    with moments.moved_to(NOON):
        return send(**options)


def scheduled():
    """When tries are queued, in order of queueing."""
    return list(
        ProcrastinateJob.objects.filter(task_name="notices.deliver")
        .order_by("id")
        .values_list("scheduled_at", flat=True)
    )


def taken():
    """A worker has taken all the jobs that were queued."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")


@pytest.mark.django_db
def test_a_message_is_delivered_once_though_the_job_runs_twice(channel):
    message = sent()
    deliver(message)
    deliver(message, NOON + timedelta(hours=1))
    assert [(each.key, each.address) for each in channel.given] == [(message.id, PHONE)]
    assert (message.state, message.sent_at, message.attempts) == (State.SENT, NOON, 1)
    assert (message.channel, message.reference, message.next_try_at) == ("noting", "r-1", None)


@pytest.mark.django_db
def test_the_demo_channel_takes_a_key_once():
    message = sent()
    deliver(message)
    # As after a process that died between the channel's word and the commit.
    Message.objects.filter(pk=message.pk).update(
        state=State.WAITING, next_try_at=NOON, sent_at=None
    )
    deliver(message)
    assert message.state == State.SENT
    assert [letter.key for letter in DemoLetter.objects.all()] == [message.id]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_once(transactional_db, channel, monkeypatch):
    """The channel holds the first worker until the second is there too, or a second has passed."""
    message, both, take = sent(), Barrier(2), channel.deliver

    def take_slowly(outgoing):
        with suppress(BrokenBarrierError):
            both.wait(timeout=1)
        return take(outgoing)

    monkeypatch.setattr(channel, "deliver", take_slowly)

    def work():
        try:
            services.deliver(actor=system(), message_id=message.id)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    message.refresh_from_db()
    assert [each.key for each in channel.given] == [message.id]
    assert (message.state, message.attempts) == (State.SENT, 1)


@pytest.mark.django_db(transaction=True)
def test_a_slow_channel_holds_no_lock_and_no_transaction(transactional_db, channel, monkeypatch):
    message, seen = sent(), []

    def look_around(outgoing):
        seen.append(connection.in_atomic_block)
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute(
                    "SELECT attempts FROM notices_message WHERE id = %s FOR UPDATE NOWAIT",
                    [outgoing.key],
                )
                seen.append(cursor.fetchone())
        finally:
            other.close()
        return Receipt(reference="r-2")

    monkeypatch.setattr(channel, "deliver", look_around)
    deliver(message)
    assert seen == [False, (1,)]
    assert (message.state, message.reference) == (State.SENT, "r-2")


@pytest.mark.django_db
def test_a_claim_keeps_every_other_worker_away_until_it_is_over(channel, monkeypatch):
    """The second worker comes while the first is at it; after a minute a third may try."""
    message, take = sent(), channel.deliver

    def meanwhile(outgoing):
        take(outgoing)
        if len(channel.given) == 1:
            deliver(message, NOON + services.CLAIM - timedelta(seconds=6))
            assert (message.attempts, len(channel.given)) == (1, 1)
            deliver(message, NOON + services.CLAIM)
            assert (message.state, message.attempts) == (State.SENT, 2)
        return Receipt(reference=f"r-{len(channel.given)}")

    monkeypatch.setattr(channel, "deliver", meanwhile)
    deliver(message)
    # The first comes back at last; the word of the second stands.
    assert (message.state, message.attempts, message.reference) == (State.SENT, 2, "r-2")
    assert [each.key for each in channel.given] == [message.id] * 2


@pytest.mark.django_db
def test_a_failure_that_comes_after_the_claim_does_not_count(channel, monkeypatch):
    message = sent()

    def fail_late(_outgoing):
        if not channel.given:
            channel.given.append(1)
            # Another worker has claimed it since, and is still at it.
            Message.objects.update(attempts=2)
            raise PermanentChannelError("unknown_number")

    monkeypatch.setattr(channel, "deliver", fail_late)
    deliver(message)
    assert (message.state, message.attempts, message.reason) == (State.WAITING, 2, "")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_after_the_channel_took_it_has_no_second_effect(
    transactional_db, monkeypatch
):
    message = sent()
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            plugin = types.channel_named("demo")
            take = type(plugin).deliver

            def take_and_die(self, outgoing):
                take(self, outgoing)
                os.kill(os.getpid(), signal.SIGKILL)

            monkeypatch.setattr(type(plugin), "deliver", take_and_die)
            services.deliver(actor=system(), message_id=message.id)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL

    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 1)
    taken()
    # The job that the dead worker had is repeated before its claim is over: it comes again then.
    services.deliver(actor=system(), message_id=message.id)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 1)
    assert scheduled()[-1] == message.claimed_until
    for _twice in range(2):
        with moments.moved_to(message.claimed_until):
            services.deliver(actor=system(), message_id=message.id)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.claimed_until) == (State.SENT, 2, None)
    assert [letter.key for letter in DemoLetter.objects.all()] == [message.id]


@pytest.mark.django_db(transaction=True)
def test_the_worker_delivers_what_was_sent(transactional_db):
    message = send(sensitive=True)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    message.refresh_from_db()
    assert (message.state, message.text) == (State.SENT, "")
    assert DemoLetter.objects.get().text.startswith("登录验证码 246810")
    assert ProcrastinateJob.objects.get(task_name="notices.deliver").status == "succeeded"


@pytest.mark.django_db
def test_a_failing_channel_is_tried_again_at_growing_distances_until_stuck(settings):
    settings.NOTICE_CHANNELS = {"sms": "failing"}
    message, at = sent(), NOON
    for number, wait in enumerate(WAITS, 1):
        taken()
        deliver(message, at)
        assert (message.state, message.attempts) == (State.WAITING, number)
        assert (message.next_try_at, message.reason) == (at + wait, "gateway_down")
        assert scheduled()[-1] == at + wait
        # A job that comes too early leaves it alone.
        deliver(message, at + wait - timedelta(seconds=6))
        assert message.attempts == number
        at += wait

    taken()
    deliver(message, at)
    assert (message.state, message.attempts) == (State.STUCK, 6)
    assert (message.next_try_at, message.sent_at) == (None, None)
    assert len(scheduled()) == 6
    entry = Entry.objects.get(act="give_up_message")
    assert (entry.reason, entry.detail["state"]) == ("gateway_down", "stuck")
    assert not DemoLetter.objects.exists()


@pytest.mark.django_db
def test_a_message_that_kills_its_worker_every_time_is_given_up_like_any_other(channel):
    message = sent()
    Message.objects.filter(id=message.id).update(
        attempts=len(WAITS) + 1, claimed_until=NOON, next_try_at=NOON
    )
    deliver(message, NOON + timedelta(minutes=2))
    assert (message.state, message.attempts) == (State.STUCK, len(WAITS) + 1)
    assert (message.reason, message.claimed_until) == ("cut_off", None)
    entry = Entry.objects.get(act="give_up_message")
    assert (entry.reason, entry.detail["state"]) == ("cut_off", "stuck")
    assert not channel.given


@pytest.mark.django_db
def test_it_is_delivered_when_the_channel_recovers(channel):
    channel.errors = [TemporaryChannelError("timeout")]
    message = deliver(sent())
    assert (message.state, message.reason) == (State.WAITING, "timeout")
    deliver(message, NOON + WAITS[0])
    assert (message.state, message.attempts, message.reason) == (State.SENT, 2, "")
    assert [each.key for each in channel.given] == [message.id] * 2


@pytest.mark.django_db
def test_a_number_that_the_channel_does_not_know_fails_at_once(settings):
    settings.NOTICE_CHANNELS = {"sms": "failing"}
    message = deliver(sent(address="10012340000"))
    assert (message.state, message.reason, message.attempts) == (
        State.FAILED,
        "unknown_number",
        1,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", [ZeroDivisionError(f"broken at {PHONE}"), TimeoutError(), ValueError(PHONE)]
)
def test_a_channel_that_breaks_counts_as_one_that_is_down(channel, caplog, error):
    channel.errors = [error]
    message = deliver(sent())
    assert (message.state, message.reason) == (State.WAITING, type(error).__name__)
    assert PHONE not in caplog.text
    assert type(error).__name__ in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_channel_that_breaks_a_statement_spoils_nothing_else(transactional_db, channel):
    from django.db import DataError

    def break_it(message):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    channel.deliver = break_it
    message = deliver(sent())
    assert (message.state, message.reason) == (State.WAITING, DataError.__name__)


@pytest.mark.django_db
def test_a_channel_that_is_not_there_is_tried_again(settings):
    settings.NOTICE_CHANNELS = {"sms": "no_such_channel"}
    message = deliver(sent())
    assert (message.state, message.reason) == (State.WAITING, "LookupError")


@pytest.mark.django_db
def test_a_reason_that_holds_the_address_is_kept_masked(channel):
    channel.errors = [PermanentChannelError(f"no such number {PHONE}")]
    assert deliver(sent()).reason == "no such number 100 **** 0001"


@pytest.mark.django_db
def test_a_message_past_its_time_is_not_delivered_any_more(channel):
    message = sent(sensitive=True, valid_for=timedelta(minutes=3))
    deliver(message, NOON + timedelta(minutes=3))
    assert (message.state, message.text, channel.given) == (State.EXPIRED, "", [])
    with pytest.raises(Conflict):
        services.send_again(actor=system(), message_id=message.id)


@pytest.mark.django_db
def test_a_secret_text_is_wiped_when_it_is_delivered_and_another_is_not(channel):
    assert deliver(sent(sensitive=True)).text == ""
    assert deliver(sent()).text != ""
    assert [each.text[:12] for each in channel.given] == ["登录验证码 246810"] * 2


@pytest.mark.django_db
def test_only_the_platform_delivers(administrator, channel):
    message = sent()
    with pytest.raises(Forbidden):
        services.deliver(actor=administrator, message_id=message.id)
    with pytest.raises(Forbidden):
        services.catch_up(actor=administrator)
    assert channel.given == []


@pytest.mark.django_db
def test_a_message_that_is_gone_is_nothing_to_do():
    services.deliver(actor=system(), message_id=new_id())


@pytest.mark.django_db
def test_a_stuck_message_is_sent_again_with_all_its_tries(settings, administrator):
    settings.NOTICE_CHANNELS = {"sms": "failing"}
    message = deliver(sent(address="10012340000"))
    assert message.state == State.FAILED
    taken()

    settings.NOTICE_CHANNELS = {"sms": "demo"}
    later = NOON + timedelta(days=1)
    with moments.moved_to(later):
        again = services.send_again(actor=administrator, message_id=message.id)
    assert (again.state, again.attempts, again.next_try_at) == (State.WAITING, 0, later)
    assert ProcrastinateJob.objects.filter(status="todo").count() == 1
    assert Entry.objects.get(act="send_message_again").actor["name"] == "系统管理员"

    deliver(message, later)
    assert (message.state, message.sent_at) == (State.SENT, later)
    assert DemoLetter.objects.get().key == message.id


@pytest.mark.django_db
def test_what_is_not_stuck_is_not_sent_again(administrator, handler, channel):
    message = sent()
    for state in ("waiting", "sent"):
        with pytest.raises(Conflict) as caught:
            services.send_again(actor=administrator, message_id=message.id)
        assert caught.value.code == "message_not_stuck"
        assert message.state == state
        deliver(message)
    assert len(channel.given) == 1
    with pytest.raises(Missing):
        services.send_again(actor=administrator, message_id=new_id())
    Message.objects.update(state=State.STUCK, sent_at=None)
    with pytest.raises(Forbidden):
        services.send_again(actor=handler, message_id=message.id)
    assert not Entry.objects.filter(act="send_message_again").exists()


@pytest.mark.django_db
def test_a_message_whose_worker_died_is_queued_again(channel):
    message = sent()
    taken()
    at = date(2026, 3, 2)
    with moments.moved_to(moments.at(at, 12, 4)):
        assert services.catch_up(actor=system()) == 0
    with moments.moved_to(moments.at(at, 12, 6)):
        assert services.catch_up(actor=system()) == 1
        assert services.catch_up(actor=system()) == 0
    assert ProcrastinateJob.objects.filter(status="todo").count() == 1
    deliver(message, moments.at(at, 12, 6))
    with moments.moved_to(moments.at(at, 13)):
        assert services.catch_up(actor=system()) == 0


@pytest.mark.django_db
def test_administrators_see_what_is_stuck_and_nothing_of_its_text(settings, administrator, handler):
    settings.NOTICE_CHANNELS = {"sms": "failing"}
    deliver(sent(address="10012340000"))
    sent()
    (shown,) = queries.troubled_messages(administrator)
    assert (shown.template, shown.address) == ("登录验证码", "100 **** 0000")
    assert (shown.state, shown.reason, shown.attempts) == ("被渠道拒绝", "没有这个号码", 1)
    assert not hasattr(shown, "text")
    assert queries.troubled_count(administrator) == 1
    for read in (queries.troubled_messages, queries.troubled_count):
        with pytest.raises(Forbidden):
            read(handler)
