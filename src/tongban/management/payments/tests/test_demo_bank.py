"""The demo's bank as a process of its own sees it: over HTTP, with commits that are real."""

import re
import threading
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today
from tongban.management.payments.models import DemoPayment, Difference, Payment
from tongban.management.payments.providers.demo import books, wire
from tongban.management.payments.providers.demo.bank import Bank, served
from tongban.management.payments.providers.demo.provider import plugin
from tongban.management.payments.queries import order_of
from tongban.management.payments.tests.money import notice
from tongban.management.payments.types import ProviderError, RefundOrder, RefusedRefundError


class Running:
    """A bank that is open, and what one does at its counter."""

    def __init__(self, callback: str) -> None:
        self.bank = Bank(callback, waits=(0.0, 0.05, 0.05, 0.05))
        self.server = served(self.bank)
        host, port = self.server.server_address[:2]
        self.address = f"http://{host}:{port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def read(self, address: str, data: bytes | None = None) -> str:
        with urlopen(Request(address, data)) as answer:
            return answer.read().decode()

    def pay(self, order, tell="yes") -> str:
        page = self.read(plugin.pay_address(order))
        hidden = re.findall(r'name="(order|sign)" value="([^"]*)"', page)
        form = {name: unescape(value) for name, value in hidden}
        return self.read(f"{self.address}/pay", urlencode({**form, "tell": tell}).encode())

    def close(self) -> None:
        self.bank.stop()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def bank(open_town, live_server, settings):
    running = Running(f"{live_server.url}/payments/callback/demo/")
    settings.DEMO_BANK = running.address
    settings.PUBLIC_ADDRESS = live_server.url
    settings.OUTGOING_PLAIN_HOSTS = [
        urlsplit(running.address).netloc,
        urlsplit(live_server.url).netloc,
    ]
    settings.OUTGOING_NETWORKS = ["127.0.0.1/32"]
    yield running
    running.close()


def test_paying_at_its_page_is_told_to_the_city_over_http(open_town, bank):
    made = notice(open_town)
    order = order_of(made)
    before = bank.read(plugin.pay_address(order))
    assert "演示支付，不是真的钱" in before
    assert "65.00" in before
    after = bank.pay(order)
    assert "缴款成功" in after
    made.refresh_from_db()
    assert made.state == "paid"
    payment = Payment.objects.get()
    assert payment.receipt_number
    assert payment.receipt_number in after
    # Coming back, and pressing again, pays nothing a second time.
    bank.read(plugin.pay_address(order))
    bank.read(f"{bank.address}/pay", wire.order_link(order, "http://x").encode())
    assert DemoPayment.objects.count() == Payment.objects.count() == 1


def test_what_the_city_did_not_hear_is_told_again(open_town, bank, settings):
    made = notice(open_town)
    city = settings.OUTGOING_PLAIN_HOSTS.pop()
    bank.pay(order_of(made), tell="no")
    paid = DemoPayment.objects.get()
    assert bank.bank.tell(paid) is False
    made.refresh_from_db()
    assert made.state == "waiting"
    settings.OUTGOING_PLAIN_HOSTS.append(city)
    bank.bank.keep_telling(paid).join(timeout=20)
    made.refresh_from_db()
    assert made.state == "paid"


def test_refund_and_statement_are_asked_for_over_http(open_town, bank):
    order = order_of(notice(open_town))
    bank.pay(order)
    paid = DemoPayment.objects.get()
    back = RefundOrder(new_id(), paid.reference, paid.amount, "撤回")
    first = plugin.refund(back)
    assert plugin.refund(back) == first
    with pytest.raises(RefusedRefundError):
        plugin.refund(replace(back, key=new_id()))
    with pytest.raises(ProviderError) as caught:
        plugin.refund(replace(back, reference="nothing"))
    assert not isinstance(caught.value, RefusedRefundError)
    (line,) = plugin.statement(today())
    assert (line.reference, line.amount, line.refunded) == (paid.reference, 6500, 6500)
    assert line.receipt == books.receipt_of(paid)
    assert plugin.statement(today() - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/pay", None, 400),
        ("/pay?order={}&sign=0", None, 400),
        ("/pay", b"order=%7B%7D&sign=0", 400),
        ("/refunds", b"{}", 401),
        ("/statement?day=2026-01-01", None, 401),
        ("/elsewhere", None, 404),
    ],
)
def test_what_the_city_did_not_sign_is_not_answered(open_town, bank, path, body, status):
    with pytest.raises(HTTPError) as caught:
        bank.read(bank.address + path, body)
    assert caught.value.code == status
    assert DemoPayment.objects.count() == Difference.objects.count() == 0


def test_an_order_with_another_amount_is_none(open_town, bank):
    order = order_of(notice(open_town))
    forged = plugin.pay_address(order).replace("6500", "65")
    with pytest.raises(HTTPError) as caught:
        bank.read(forged)
    assert caught.value.code == 400


def test_a_bank_that_is_closed_is_one_that_is_tried_later(open_town, bank, settings):
    order = order_of(notice(open_town))
    bank.close()
    with pytest.raises(ProviderError):
        plugin.statement(today())
    with pytest.raises(ProviderError) as caught:
        plugin.refund(RefundOrder(new_id(), "D1", 5, ""))
    assert not isinstance(caught.value, RefusedRefundError)
    settings.DEMO_BANK = ""
    assert plugin.pay_address(order) == ""
