from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.urls import reverse

from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Forbidden
from tongban.base.notices import views
from tongban.base.notices.models import Message
from tongban.base.notices.tests.conftest import PHONE
from tongban.base.notices.tests.test_deliver import deliver, sent
from tongban.base.notices.types import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def request(method, path, actor=VISITOR, **data):
    """A request as the middleware hands it on."""
    made = getattr(RequestFactory(), method)(path, data)
    made.actor = actor
    made.user = SimpleNamespace(is_authenticated=actor is not VISITOR)
    made.session = {}
    made._messages = CookieStorage(made)
    return made


def test_the_mailbox_shows_the_codes_that_were_sent(client, demo):
    deliver(sent(sensitive=True))
    page = client.get("/demo/mailbox/").content.decode()
    assert "登录验证码 246810" in page
    assert "100 **** 0001" in page
    assert PHONE not in page


def test_the_mailbox_shows_those_to_one_number(client, demo):
    deliver(sent(address="10012340002"))
    page = client.get("/demo/mailbox/", {"number": "100 1234 0001"}).content.decode()
    assert "246810" not in page
    assert "还没有发给这个号码的消息" in page
    page = client.get("/demo/mailbox/", {"number": "10012340002"}).content.decode()
    assert "246810" in page


def test_an_empty_mailbox_says_what_to_do(client, demo):
    assert "还没有发出过消息" in client.get("/demo/mailbox/").content.decode()


def test_what_is_typed_is_shown_as_text(client, demo):
    page = client.get("/demo/mailbox/", {"number": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.content.decode()


def test_there_is_no_mailbox_outside_the_demo(client, settings):
    deliver(sent())
    settings.DEMO = False
    answer = client.get("/demo/mailbox/")
    assert answer.status_code == 404
    assert "246810" not in answer.content.decode()


def stuck(settings, address="10012340000"):
    settings.NOTICE_CHANNELS = {"sms": "failing"}
    message = deliver(sent(address=address))
    assert message.state == State.FAILED
    return message


def test_the_administrator_sees_stuck_messages_and_a_way_to_send_them_again(
    settings, administrator
):
    message = stuck(settings)
    page = views.outbox(request("get", "/desk/messages/", administrator)).content.decode()
    assert "1 条消息发不出去" in page
    assert "100 **** 0000" in page
    assert "10012340000" not in page
    assert "246810" not in page
    assert "没有这个号码" in page
    assert f'action="/desk/messages/{message.id}/again/"' in page
    assert page.count(">再发一次</button>") == 1


def test_an_outbox_without_trouble_says_so(administrator):
    page = views.outbox(request("get", "/desk/messages/", administrator)).content.decode()
    assert "没有发不出去的消息" in page


def test_sending_again_from_the_page(settings, administrator):
    message = stuck(settings)
    answer = views.send_again(request("post", "/x", administrator), message.id)
    assert (answer.status_code, answer["Location"]) == (302, reverse("notices:outbox"))
    assert Message.objects.get(pk=message.pk).state == State.WAITING


def test_others_neither_see_nor_send(settings, handler, client):
    message = stuck(settings)
    with pytest.raises(Forbidden):
        views.outbox(request("get", "/desk/messages/", handler))
    with pytest.raises(Forbidden):
        views.send_again(request("post", "/x", handler), message.id)
    for answer in (
        client.get("/desk/messages/"),
        client.post(f"/desk/messages/{message.id}/again/"),
        client.get(f"/desk/messages/{message.id}/again/"),
    ):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")
    assert Message.objects.get(pk=message.pk).state == State.FAILED
    assert Message.objects.get(pk=message.pk).state == State.FAILED
