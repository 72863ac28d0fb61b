from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from tongban.base.audit.models import Entry
from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Invalid, Missing
from tongban.base.notices import addresses, queries, services, texts
from tongban.base.notices.models import DemoLetter, Message, TemplateRevision
from tongban.base.notices.tests.conftest import PHONE
from tongban.base.notices.types import ChannelKind, State

pytestmark = pytest.mark.django_db
NOON = moments.at(date(2026, 3, 2), 12)


def send(address=PHONE, template="sign_in_code", values=None, **options):
    return services.send(
        actor=system("登录"),
        template=template,
        address=address,
        values={"code": "246810"} if values is None else values,
        subject_kind="account",
        subject_id="0195f000-0000-7000-8000-0000000000aa",
        **options,
    )


def nothing_was_sent():
    return not (
        Message.objects.exists()
        or ProcrastinateJob.objects.exists()
        or Entry.objects.filter(act="send_message").exists()
    )


def test_a_message_is_written_with_its_job_and_its_audit_row():
    with moments.moved_to(NOON):
        message = send(sensitive=True, division_code="341690000000")
    message.refresh_from_db()
    assert (message.state, message.kind, message.attempts) == (State.WAITING, ChannelKind.SMS, 0)
    assert message.next_try_at == NOON
    assert message.address == PHONE
    assert message.text.startswith("登录验证码 246810，")
    assert (message.subject_kind, message.is_sensitive) == ("account", True)
    assert message.sent_by == {"capacity": "system", "name": "登录"}
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("notices.deliver", {"message_id": str(message.id)})
    entry = Entry.objects.get(act="send_message")
    assert (entry.subject_id, entry.division_code) == (str(message.id), "341690000000")
    assert "246810" not in str(entry.detail)
    assert PHONE not in str(entry.detail)


def test_an_act_that_is_undone_sends_nothing():
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert nothing_was_sent()


@pytest.mark.parametrize("written", ["+86 100-1234-0001", " 10012340001 ", "100 1234 0001"])
def test_a_number_is_one_number_however_it_is_written(written):
    assert send(written).address == PHONE
    assert len(queries.messages_to(PHONE)) == 1


def test_a_mailbox_is_told_from_a_number():
    services.publish_template(
        actor=system(), key="letter", kind=ChannelKind.MAILBOX, text="{item}办好了", names=["item"]
    )
    message = send(str(uuid4()), "letter", {"item": "居住证"})
    assert (message.kind, message.text) == (ChannelKind.MAILBOX, "居住证办好了")


@pytest.mark.parametrize("address", ["", "12345", "110012340001", "a@b.cn", "1００12340001"])
def test_an_address_nobody_reads_is_refused(address):
    with pytest.raises(Invalid) as caught:
        send(address)
    assert caught.value.code == "notice_address"
    assert nothing_was_sent()


@pytest.mark.parametrize(
    ("values", "finding"),
    [({}, "value_missing"), ({"code": "1", "name": "x"}, "value_unknown")],
)
def test_values_are_those_that_the_template_declares(values, finding):
    with pytest.raises(Invalid) as caught:
        send(values=values)
    assert caught.value.code == "template_values"
    assert [each.code for each in caught.value.findings] == [finding]
    assert nothing_was_sent()


def test_a_template_that_is_not_there_is_missing():
    with pytest.raises(Missing) as caught:
        send(template="never_published")
    assert caught.value.code == "template_missing"
    with pytest.raises(Missing):
        send(str(uuid4()))
    assert nothing_was_sent()


def test_a_declared_template_is_published_when_it_is_first_sent():
    send()
    send()
    assert [(r.key, r.revision) for r in TemplateRevision.objects.all()] == [("sign_in_code", 1)]


def test_the_newest_published_text_is_sent():
    send()
    services.publish_template(
        actor=system(), key="sign_in_code", kind=ChannelKind.SMS, text="码：{code}", names=["code"]
    )
    assert send().text == "码：246810"


@pytest.mark.parametrize(
    "hostile",
    ["{code.__class__}", "{code}", "{0.__init__.__globals__}", "%(code)s", "$code", "{{code}}"],
)
def test_a_value_is_never_read_as_a_template(hostile):
    services.publish_template(
        actor=system(),
        key="greeting",
        kind=ChannelKind.SMS,
        text="{name}：{code}",
        names=["name", "code"],
    )
    message = send(template="greeting", values={"name": hostile, "code": "1"})
    assert message.text == f"{hostile}：1"


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=50), min_size=2))
def test_whatever_the_values_the_rest_of_the_text_stays(values):
    filled = texts.filled("始{a}中{b}终", ["a", "b"], values)
    one_line = [texts.filled("{v}", ["v"], {"v": values[name]}) for name in "ab"]
    assert filled == f"始{one_line[0]}中{one_line[1]}终"
    assert "\n" not in filled


def test_values_are_told_on_one_line_and_days_in_words():
    text = texts.filled(
        "{name} {day} {n}",
        ["name", "day", "n"],
        {"name": "立\n\r春\u202e", "day": date(2026, 11, 23), "n": 7},
    )
    assert text == "立 春 11 月 23 日 7"
    assert len(texts.filled("{v}", ["v"], {"v": "长" * 300})) == 200


def raw(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text, t::text FROM {table} t")
        return str(cursor.fetchall())


def test_no_address_and_no_text_lie_in_clear_in_any_table_nor_in_a_log(caplog):
    caplog.set_level("DEBUG")
    message = send(sensitive=False)
    services.deliver(actor=system(), message_id=message.id)
    assert DemoLetter.objects.get().address == PHONE
    hexed = PHONE.encode().hex()
    for table in (
        "notices_message",
        "notices_demoletter",
        "notices_templaterevision",
        "audit_entry",
        "procrastinate_jobs",
    ):
        rows = raw(table)
        assert len(rows) > 10
        for secret in (PHONE, hexed, "246810", b"246810".hex()):
            assert secret not in rows
    assert PHONE not in caplog.text
    assert "246810" not in caplog.text


def test_an_address_is_shown_masked():
    assert addresses.masked(PHONE) == "100 **** 0001"
    assert addresses.masked("0195f000-0000-7000-8000-0000000000aa") == "0195****"


def test_the_reader_sees_the_messages_to_an_address_newest_first():
    with moments.moved_to(NOON):
        send(sensitive=True)
    with moments.moved_to(NOON + timedelta(minutes=1)):
        send()
    send("10012340002")
    shown = queries.messages_to(PHONE)
    assert [each.created_at for each in shown] == [NOON + timedelta(minutes=1), NOON]
    assert shown[0].text.startswith("登录验证码 246810")
    assert shown[1].text == ""
    about = queries.messages_about("account", "0195f000-0000-7000-8000-0000000000aa")
    assert [each.template for each in about] == ["sign_in_code"] * 3
