"""收下消息: any order, any repetition, the same end; forged and replayed ones change nothing."""

import json
from base64 import b64encode
from itertools import permutations

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.base.kernel.actors import system
from tongban.base.kernel.moments import moved_to
from tongban.handling.cases.models import Case
from tongban.handling.cases.services import withdraw_case
from tongban.handling.cases.tests.looking import everything, moment
from tongban.handling.connectors.models import (
    Difference,
    Handover,
    OutsideDocument,
    RemoteMessage,
)
from tongban.handling.connectors.services import take_message
from tongban.handling.connectors.tests.conftest import connect
from tongban.handling.connectors.types import RemoteState, Taken
from tongban.handling.connectors.wire import (
    WireError,
    body_of,
    headers_for,
    message_from,
    message_of,
    secret_of,
)

PATH = "/connectors/province/callback/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def handed(town):
    """The system, and a case in it."""
    outside = connect(town, "http://127.0.0.1:9")
    case = town.at("review")
    return outside, case, Handover.objects.get(case_id=case.id)


def says(case, sequence, state, words="", key="", documents=()):
    return {
        "key": key or f"m{sequence}",
        "case": case.number,
        "sequence": sequence,
        "state": state,
        "words": words,
        "documents": list(documents),
    }


def seen():
    return everything() | {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Handover, RemoteMessage, Difference, OutsideDocument)
    }


def end(case, handover):
    """What must not depend on the order."""
    case, handover = Case.objects.get(id=case.id), Handover.objects.get(id=handover.id)
    return (
        *(case.state, case.decision, case.reason, case.elsewhere),
        *(handover.state, handover.remote_state, handover.remote_sequence),
        *(handover.remote_words,),
        sorted(RemoteMessage.objects.values_list("key", flat=True)),
        sorted(handover.documents.values_list("digest", flat=True)),
    )


@pytest.mark.parametrize(
    ("last", "words"), [("granted", "符合"), ("refused", "不符"), ("returned", "不归我管")]
)
def test_any_order_and_repetition_has_the_same_end(handed, last, words):
    outside, case, handover = handed
    told = [
        says(case, 1, "received"),
        says(case, 2, "working"),
        says(case, 3, "deciding", "开会"),
        says(case, 4, last, words),
    ]
    ends = set()
    for order in [*permutations(told), (told[3], *told, told[3], *told[::-1])]:
        with transaction.atomic():
            for one in order:
                take_message(actor=system(), system_id=outside.id, message=message_from(one))
            ends.add(str(end(case, handover)))
            transaction.set_rollback(True)

    assert len(ends) == 1


def test_any_set_of_messages_with_one_result_has_the_same_end(handed):
    outside, case, handover = handed

    @settings(max_examples=25, database=None)
    @given(st.data())
    def told(data):
        sequences = data.draw(st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=6))
        states = [
            data.draw(st.sampled_from(["received", "working", "deciding"])) for _ in sequences
        ]
        if data.draw(st.booleans()):
            states[0] = data.draw(st.sampled_from(["granted", "refused"]))
        messages = [
            says(case, n, state, "理由", key=f"k{n}")
            for n, state in zip(sequences, states, strict=True)
        ]
        ends = set()
        for _time in range(2):
            order = data.draw(st.permutations([*messages, *messages]))
            with transaction.atomic():
                for one in order:
                    take_message(actor=system(), system_id=outside.id, message=message_from(one))
                ends.add(str(end(case, handover)))
                transaction.set_rollback(True)
        assert len(ends) == 1

    told()


def test_what_comes_late_turns_nothing_back(handed):
    outside, case, handover = handed
    for one, wanted in (
        (says(case, 3, "deciding"), Taken.APPLIED),
        (says(case, 2, "working"), Taken.LATE),
        (says(case, 4, "granted", "符合"), Taken.APPLIED),
        (says(case, 5, "working"), Taken.LATE),
        (says(case, 4, "granted", "符合"), Taken.APPLIED),
    ):
        taken = take_message(actor=system(), system_id=outside.id, message=message_from(one))
        assert taken == wanted
    handover.refresh_from_db()
    assert (handover.remote_state, handover.state) == ("granted", "finished")
    assert Case.objects.get(id=case.id).decision == "granted"


def test_a_second_other_result_is_a_difference_and_changes_nothing(handed):
    outside, case, _handover = handed
    take_message(
        actor=system(), system_id=outside.id, message=message_from(says(case, 2, "granted", "符合"))
    )
    before = Case.objects.values().get(id=case.id)
    taken = take_message(
        actor=system(), system_id=outside.id, message=message_from(says(case, 3, "refused", "不符"))
    )
    assert taken == Taken.CONTRADICTS
    assert Case.objects.values().get(id=case.id) == before
    assert Difference.objects.get().kind == "contradiction"


def test_a_case_that_nobody_knows_is_kept_aside_and_named(handed):
    outside, case, _handover = handed
    other = {**says(case, 1, "granted", "符合"), "case": "341602-20260101-000009"}
    with transaction.atomic():
        assert (
            take_message(actor=system(), system_id=outside.id, message=message_from(other))
            == Taken.UNKNOWN_CASE
        )
    assert Difference.objects.get().case_number == "341602-20260101-000009"
    assert RemoteMessage.objects.count() == 1


def test_a_result_after_the_applicant_took_it_back_is_told_and_changes_nothing(town, handed):
    outside, case, handover = handed
    withdraw_case(actor=town.person(), case_id=case.id)
    assert Handover.objects.get(id=handover.id).state == "dropped"
    taken = take_message(
        actor=system(), system_id=outside.id, message=message_from(says(case, 1, "granted", "符合"))
    )
    assert taken == Taken.TOO_LATE
    assert Case.objects.get(id=case.id).state == "withdrawn"
    assert Difference.objects.get().kind == "too_late"


def test_given_back_it_is_handled_here_again(town, handed):
    from tongban.handling.cases.queries import acts_allowed

    outside, case, _handover = handed
    take_message(
        actor=system(),
        system_id=outside.id,
        message=message_from(says(case, 1, "returned", "不归我管")),
    )
    case = Case.objects.select_related("item").get(id=case.id)
    assert case.elsewhere == ""
    assert [a.act for a in acts_allowed(town.officer("handler"), case)]


class TestCallBack:
    def post(self, body, **changes):
        headers = {**headers_for(secret_of("province"), PATH, body), **changes}
        return Client().post(
            PATH, body, content_type="application/json",
            headers=headers,
        )  # fmt: skip

    def test_a_signed_message_is_taken_with_its_document(self, town, handed):
        _outside, case, handover = handed
        document = {"name": "决定书.pdf", "content": b64encode(PDF).decode()}
        body = body_of(says(case, 1, "granted", "符合", documents=[document]))
        answer = self.post(body)
        assert (answer.status_code, answer.json()) == (200, {"taken": "applied"})
        (kept,) = handover.documents.all()
        assert kept.name == "决定书.pdf"
        client = Client()
        client.force_login(town.account("gu"))
        assert client.get(f"/my/cases/{case.id}/outside/{kept.id}/").status_code == 200
        stranger = Client()
        stranger.force_login(town.account("qiu"))
        assert stranger.get(f"/my/cases/{case.id}/outside/{kept.id}/").status_code == 404

        before = seen()
        assert self.post(body).json() == {"taken": "applied"}
        assert seen() == before

    def test_forged_ones_change_nothing(self, handed):
        _outside, case, _handover = handed
        body = body_of(says(case, 1, "granted", "符合"))
        good = headers_for(secret_of("province"), PATH, body)
        before = seen()
        for headers in (
            {},
            {"X-Tongban-Signature": "0" * 64},
            {"X-Tongban-Signature": "签"},
            {**headers_for(secret_of("other"), PATH, body)},
            {**headers_for(secret_of("province"), "/connectors/other/callback/", body)},
            {**good, "X-Tongban-Time": "2026-01-01T00:00:00+00:00"},
        ):
            answer = Client().post(
                PATH, body, content_type="application/json",
                headers={k: v for k, v in headers.items() if v.isascii()},
            )  # fmt: skip
            assert answer.status_code == 401, headers
        changed = Client().post(
            PATH,
            body.replace(b"granted", b"refused"),
            content_type="application/json",
            headers=good,
        )
        assert changed.status_code == 401
        assert seen() == before

    def test_a_message_of_yesterday_is_refused(self, handed):
        _outside, case, _handover = handed
        body = body_of(says(case, 1, "granted", "符合"))
        with moved_to(moment(2026, 3, 2, 9)):
            old = headers_for(secret_of("province"), PATH, body)
        before = seen()
        answer = Client().post(PATH, body, content_type="application/json", headers=old)
        assert (answer.status_code, answer.json()) == (401, {"error": "time"})
        assert seen() == before

    def test_a_key_that_nobody_has_is_answered_alike(self, handed):
        _outside, case, _handover = handed
        body, path = body_of(says(case, 1, "granted", "好")), "/connectors/nobody/callback/"
        answer = Client().post(
            path, body, content_type="application/json",
            headers=headers_for(secret_of("nobody"), path, body),
        )  # fmt: skip
        assert (answer.status_code, answer.json()) == (401, {"error": "signature"})


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["key", "case", "sequence", "state", "words", "documents", "name"]),
                inner,
                max_size=6,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_is_sent_is_a_message_or_refused(value):
    read = None
    try:
        read = message_of(json.dumps(value).encode())
    except WireError as error:
        read = error.reason
    assert read == "content" or isinstance(read.state, RemoteState)


def test_what_both_sides_say_is_told_in_words():
    said = Difference(here="stuck", there="received")
    assert (said.here_words, said.there_words) == ("转不出去", "对方已收到")
    assert (Difference(here="ended").here_words, Difference(there="x").there_words) == (
        "本地已结束",
        "x",
    )
