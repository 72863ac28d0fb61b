"""再试一次: a refund is tried until the provider has it; what is stuck, a person tries anew."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.errors import Conflict, Forbidden, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import moved_to, now, today
from tongban.base.orgs.models import Post
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.management.payments import jobs, queries, services, types
from tongban.management.payments.models import Difference, Payment, Refund, RefundSending
from tongban.management.payments.services.sending import RETRY_AFTER
from tongban.management.payments.tests.money import nothing_changes, notice, paid
from tongban.management.payments.tests.test_reconciling import cashier


@pytest.fixture(autouse=True)
def _by_the_demo(settings):
    settings.PAYMENT_PROVIDER = "demo"


def approved(town, **changes):
    made = notice(town)
    payment = paid(made)
    Payment.objects.filter(id=payment.id).update(**changes)
    refund = services.ask_refund(actor=system(), notice_id=made.id, reason="不办了")
    services.approve_refund(actor=cashier(town), refund_id=refund.id)
    return payment, refund


def taken_up():
    """A worker took the jobs that were queued, and was killed."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")


def queued():
    rows = ProcrastinateJob.objects.filter(task_name="payments.send_refund", status="todo")
    return list(rows.values_list("args", flat=True))


def test_a_refund_that_cannot_go_now_is_tried_until_it_is_stuck_and_an_alarm(town):
    payment, refund = approved(town, provider="failing")
    at = now()
    for wait in (*RETRY_AFTER, None):
        taken_up()
        with moved_to(at):
            jobs.send_refund(str(refund.id))
            tried = RefundSending.objects.get()
            jobs.send_refund(str(refund.id))
        assert RefundSending.objects.get().attempts == tried.attempts, "too early"
        if wait is not None:
            assert (tried.state, tried.next_try_at, tried.reason) == (
                "waiting",
                at + wait,
                "timeout",
            )
            assert not Difference.objects.exists()
            at += wait
    assert (tried.state, tried.attempts) == ("stuck", len(RETRY_AFTER) + 1)
    assert Refund.objects.get().state == "approved"
    (alarm,) = Difference.objects.all()
    assert (alarm.kind, alarm.there, alarm.here) == ("refund", 0, payment.amount)
    # The reconciliation finds the same one, and does not raise another.
    with moved_to(at + timedelta(days=5)):
        services.take_statement(actor=system(), provider="failing", day=today(), lines=())
    assert Difference.objects.get(key__contains="waiting:").times == 2


@pytest.mark.parametrize("error", [LookupError("gone"), ZeroDivisionError()])
def test_a_provider_that_breaks_counts_as_a_try(town, monkeypatch, error):
    def breaks(_order):
        raise error

    _payment, refund = approved(town)
    monkeypatch.setattr(types.provider_named("demo"), "refund", breaks)
    jobs.send_refund(str(refund.id))
    row = RefundSending.objects.get()
    assert (row.state, row.attempts, row.reason) == ("waiting", 1, "broken")


def test_what_was_approved_before_there_were_tries_is_found(town):
    _payment, refund = approved(town)
    RefundSending.objects.all().delete()
    taken_up()
    migration = importlib.import_module("tongban.management.payments.migrations.0002_sending")
    migration.begin_sending(apps, None)
    jobs.catch_up(0)
    assert queued() == [{"refund_id": str(refund.id)}]


class TestStuck:
    """Nobody tries any more: a person of the finance duty sees it and tries it again."""

    def stuck(self, town):
        payment, refund = approved(town)
        taken_up()
        RefundSending.objects.update(state="stuck", attempts=7, next_try_at=None, reason="timeout")
        return payment, refund

    def test_it_is_tried_again_once_however_often_the_button_is_pressed(self, town, monkeypatch):
        _payment, refund = self.stuck(town)
        assert queries.matters_to_decide(cashier(town))["refunds"][0][0].is_stuck
        services.send_refund_again(actor=cashier(town), refund_id=refund.id)
        row = RefundSending.objects.get()
        assert (row.state, row.attempts) == ("waiting", 0)
        entry = Entry.objects.get(act="send_refund_again")
        assert (entry.subject_id, entry.actor["name"]) == (str(refund.id), cashier(town).name)
        assert queued() == [{"refund_id": str(refund.id)}]
        with nothing_changes(), pytest.raises(Conflict) as caught:
            services.send_refund_again(actor=cashier(town), refund_id=refund.id)
        assert caught.value.code == "not_stuck"
        assert len(queued()) == 1
        given = []
        monkeypatch.setattr(
            types.provider_named("demo"), "refund", lambda order: given.append(order) or "B1"
        )
        jobs.send_refund(str(refund.id))
        refund.refresh_from_db()
        assert (refund.state, refund.reference, len(given)) == ("done", "B1", 1)
        assert RefundSending.objects.get().state == "sent"
        with nothing_changes():
            jobs.send_refund(str(refund.id))
        assert len(given) == 1
        with nothing_changes(), pytest.raises(Conflict):
            services.send_refund_again(actor=cashier(town), refund_id=refund.id)

    def test_not_by_another_body_nor_another_duty(self, town):
        _payment, refund = self.stuck(town)
        for actor in (cashier(town, "health_handler"), town.officer("signer"), VISITOR, system()):
            with nothing_changes(), pytest.raises(Forbidden):
                services.send_refund_again(actor=actor, refund_id=refund.id)
        with nothing_changes(), pytest.raises(Missing):
            services.send_refund_again(actor=cashier(town), refund_id=new_id())

    def test_a_refund_that_was_lost_on_the_way_is_queued_again(self, town):
        _payment, refund = self.stuck(town)
        services.send_refund_again(actor=cashier(town), refund_id=refund.id)
        taken_up()
        jobs.catch_up(0)
        assert queued() == []
        with moved_to(now() + timedelta(minutes=6)):
            jobs.catch_up(0)
        assert queued() == [{"refund_id": str(refund.id)}]

    def test_refused_for_good_and_asked_for_again_its_tries_begin_anew(self, town):
        payment, refund = self.stuck(town)
        Payment.objects.filter(id=payment.id).update(provider="failing")
        Refund.objects.update(amount=666)
        services.send_refund_again(actor=cashier(town), refund_id=refund.id)
        jobs.send_refund(str(refund.id))
        refund.refresh_from_db()
        assert refund.state == "failed"
        services.ask_refund(actor=system(), notice_id=payment.notice_id, reason="换个账户")
        services.approve_refund(actor=cashier(town), refund_id=refund.id)
        row = RefundSending.objects.get()
        assert (row.state, row.attempts, row.sent_at) == ("waiting", 0, None)

    def test_on_the_page_the_finance_post_sees_it_and_tries_it_again(self, town):
        _payment, refund = self.stuck(town)
        Post.objects.filter(id=town.posts["chief"]).update(duties=["finance"])
        desk = at_desk(town, "chief")
        page = read(desk.get("/desk/payments/"))
        assert "退不出去，要人来看" in page
        assert "试过 7 次" in page
        again = f"/desk/payments/refund/{refund.id}/again/"
        assert again in page
        assert "已排队再退一次" in read(desk.post(again, follow=True))
        assert len(queued()) == 1
        with nothing_changes():
            assert "没有卡住" in read(desk.post(again, follow=True))
        assert again not in read(desk.get("/desk/payments/"))
