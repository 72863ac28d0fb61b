"""Wordings of papers: what may be published, what a value can and cannot do in them."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.management.documents import queries, texts
from tongban.management.documents.models import Numbering, PaperTemplate
from tongban.management.documents.services import publish_paper_template, set_numbering
from tongban.management.documents.shipped import KINDS, SAMPLES, SHIPPED
from tongban.management.documents.types import PaperKind

REFUSAL = SHIPPED[PaperKind.REFUSAL]


def publish(actor=None, **changes):
    said = {
        "kind": "refusal",
        "title": REFUSAL.title,
        "mark": REFUSAL.mark,
        "paragraphs": REFUSAL.paragraphs,
        **changes,
    }
    return publish_paper_template(actor=actor or operator(), **said)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_what_comes_along_passes_its_own_check_and_can_be_filled(kind):
    shipped = SHIPPED[kind]
    assert texts.check(kind, shipped.title, shipped.mark, shipped.paragraphs) == []
    values = {name: SAMPLES[name] for name in KINDS[kind].names}
    title, paragraphs = texts.filled(kind, shipped.title, shipped.paragraphs, values)
    assert "{" not in title + "".join(paragraphs)
    assert len(paragraphs) >= len(shipped.paragraphs)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "text"),
        ({"mark": "不 准"}, "text"),
        ({"mark": "{year}"}, "text"),
        ({"paragraphs": []}, "text"),
        ({"paragraphs": ["{reason}"]}, "must_state"),
        ({"paragraphs": [*REFUSAL.paragraphs, "{password}"]}, "undeclared_placeholder"),
        ({"paragraphs": [*REFUSAL.paragraphs, "{ reason }"]}, "stray_brace"),
        ({"paragraphs": [*REFUSAL.paragraphs, "长" * 2001]}, "too_long"),
    ],
)
def test_a_wording_that_does_not_hold_is_not_published(town, changes, code):
    with nothing_changes(), pytest.raises(Invalid) as caught:
        publish(**changes)
    assert code in {finding.code for finding in caught.value.findings}


def test_an_unknown_kind_and_the_wrong_person_are_refused(town):
    with nothing_changes(), pytest.raises(Invalid):
        publish(kind="poem")
    for who in (VISITOR, town.officer("window"), town.officer("signer"), town.person()):
        with nothing_changes(), pytest.raises(Forbidden):
            publish(who)
        with nothing_changes(), pytest.raises(Forbidden):
            set_numbering(actor=who, department_id=town.departments["market"], word="谯市监")


def test_the_next_wording_is_a_revision_and_the_same_again_is_none(town):
    first = publish()
    assert publish() == first
    second = publish(paragraphs=[*REFUSAL.paragraphs, "特此通知。"])
    assert (first.revision, second.revision) == (1, 2)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_papertemplate SET title = 'x'")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_papertemplate")
    assert PaperTemplate.objects.count() == 2


TEXT = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        st.sampled_from("{}reason_abc\n\r\t\x00\u202e\u200b ，。"),
    ),
    max_size=60,
)


@given(reason=TEXT, body=TEXT)
def test_a_value_is_never_read_as_a_template(reason, body):
    values = {
        "reason": f"因{reason}",
        "review_body": f"向{body}",
        "court": "法院",
        "review_days": "60",
        "lawsuit_months": "6",
    }
    _title, paragraphs = texts.filled(
        PaperKind.REFUSAL, "不予决定书", ["{reason}", "复议：{review_body}"], values
    )
    shown = "\n".join(paragraphs)
    for secret in ("法院", "60"):
        assert secret not in shown or secret in reason + body
    assert "\u202e" not in shown
    assert "\x00" not in shown
    kept = [" ".join(line.split()) for line in texts._plain(f"因{reason}").split("\n")]
    assert paragraphs[: len(kept)] == kept


def test_a_paragraph_without_its_value_is_left_out_and_what_must_be_stated_is_not():
    values = {"reason": "小", "court": "法院", "review_body": "政府"}
    _title, paragraphs = texts.filled(
        PaperKind.REFUSAL, "x", ["{reason}", "期限{review_days}日", "{court}"], values
    )
    assert paragraphs == ["小", "法院"]
    with pytest.raises(Invalid):
        texts.filled(PaperKind.REFUSAL, "x", ["{reason}"], {**values, "reason": " \n"})
    with pytest.raises(Invalid):
        texts.filled(PaperKind.REFUSAL, "x", ["{reason}"], {**values, "password": "x"})


@pytest.mark.parametrize(
    ("word", "pattern"),
    [
        ("", ""),
        ("谯 市监", ""),
        ("长" * 21, ""),
        ("谯", "{serial}"),
        ("谯", "{mark}{year}{serial}{x}"),
    ],
)
def test_a_numbering_that_would_repeat_itself_is_refused(town, word, pattern):
    with nothing_changes(), pytest.raises(Invalid):
        set_numbering(
            actor=system(),
            department_id=town.departments["market"],
            word=word,
            pattern=pattern,
        )


def test_a_city_writes_its_wording_on_a_page_and_sees_it_first(town):
    desk = at_desk(town, "manager")
    assert "不予决定书" in read(desk.get("/desk/paper-templates/"))
    said = {"title": "不予决定书", "mark": "不准", "body": "\n".join(REFUSAL.paragraphs)}
    with nothing_changes():
        preview = desk.post("/desk/paper-templates/refusal/", {**said, "do": "preview"})
        wrong = desk.post(
            "/desk/paper-templates/refusal/", {**said, "body": "{x}", "do": "publish"}
        )
    assert "谯城区人民法院" in read(preview)
    assert wrong.status_code == 422
    assert desk.post("/desk/paper-templates/refusal/", {**said, "do": "publish"}).status_code == 302
    assert queries.revisions_of(PaperKind.REFUSAL)[0].title == "不予决定书"
    desk.post("/desk/paper-templates/", {"word": "谯市监"})
    assert Numbering.objects.get().word == "谯市监"
    assert at_desk(town, "window").get("/desk/paper-templates/").status_code == 403
