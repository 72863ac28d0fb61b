"""Anybody may look whether a licence holds; nobody learns more than that."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.services import render_license, revoke_license
from tongban.sharing.licenses.tests import makers

pytestmark = pytest.mark.django_db


def address(held):
    return reverse("licenses:verified", kwargs={"identifier": held.identifier})


def content_of(held):
    render_license(actor=system(), license_id=held.id)
    stream, _name = queries.open_pdf(held.id)
    with stream:
        return stream.read()


def upload(client, content, name="licence.pdf"):
    given = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(reverse("licenses:verify"), {"file": given})


def test_the_address_on_the_licence_is_the_page(held):
    assert address(held) == f"/verify/{held.identifier}/"


def test_a_valid_licence_is_said_to_be_valid(client, held):
    answer = client.get(address(held))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<h1>这张证照有效</h1>" in page
    for part in ("食品经营许可证", held.number, "谯城区小满面馆", "谯城区市场监督管理局"):
        assert part in page
    assert answer["Cache-Control"] == "no-store"


def test_a_revoked_licence_is_said_to_be_revoked_at_once(client, held):
    client.get(address(held))
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status="03", reason="张三举报")
    page = client.get(address(held)).content.decode()
    assert "<h1>这张证照已撤销</h1>" in page
    assert "这张证照有效" not in page
    assert "张三举报" not in page


def test_a_licence_past_its_days_is_said_to_be_past_them(client, held):
    with moments.moved_to(moments.at(date(2040, 1, 1))):
        assert "<h1>这张证照已过有效期</h1>" in client.get(address(held)).content.decode()


def test_an_unknown_identifier_is_404_and_a_wrong_check_character_is_named(client, held):
    wrong = held.identifier[:-1] + ("0" if held.identifier[-1] != "0" else "1")
    answer = client.get(reverse("licenses:verified", kwargs={"identifier": wrong}))
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "<h1>没有这张证照</h1>" in page
    assert "校验位不符" in page
    assert held.number not in page


def test_the_holder_of_a_personal_licence_is_masked(client, department):
    makers.a_teacher_type()
    held = makers.a_license(
        department,
        type_code=makers.TEACHER_TYPE,
        subject_id=uuid4(),
        holder_name="王小满",
        holder_code=makers.PERSON_CODE,
        holder_code_type="111",
        data={"subject": "语文"},
    )
    page = client.get(address(held)).content.decode()
    assert "王*满" in page
    assert "王小满" not in page
    assert makers.PERSON_CODE not in page
    assert "语文" not in page


def test_a_typed_identifier_leads_to_its_page(client, held):
    typed = f"  {held.identifier.lower()} "
    answer = client.get(reverse("licenses:verify"), {"identifier": typed})
    assert (answer.status_code, answer["Location"]) == (302, address(held))


@pytest.mark.parametrize("typed", ["", "1" * 201])
def test_nothing_or_too_much_typed_is_said_at_the_field(client, typed):
    answer = client.get(reverse("licenses:verify"), {"identifier": typed})
    assert answer.status_code == 422
    assert "还不能核验" in answer.content.decode()


def test_the_empty_form_asks_for_a_file_or_an_identifier(client):
    answer = client.get(reverse("licenses:verify"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'type="file"' in page
    assert 'name="identifier"' in page


def test_an_intact_file_of_a_valid_licence(client, held):
    page = upload(client, content_of(held)).content.decode()
    assert "<h1>文件完好，证照有效</h1>" in page
    assert held.number in page


def test_an_intact_file_of_a_revoked_licence(client, held):
    content = content_of(held)
    revoke_license(actor=makers.OPERATOR, license_id=held.id, status="07", reason="依法")
    assert "<h1>这张证照已吊销</h1>" in upload(client, content).content.decode()


def test_a_changed_file_shows_nothing_of_the_licence(client, held):
    content = bytearray(content_of(held))
    content[4000] ^= 4
    page = upload(client, bytes(content)).content.decode()
    assert "<h1>这个文件不能使用</h1>" in page
    assert "文件在签名之后被改动过" in page
    assert held.number not in page


def test_a_file_that_is_no_pdf_is_said_so(client):
    assert "这不是 PDF 文件" in upload(client, b"hello").content.decode()


def test_no_file_or_an_empty_one_is_said_at_the_field(client):
    for answer in (client.post(reverse("licenses:verify")), upload(client, b"")):
        assert answer.status_code == 422
        assert "还不能核验" in answer.content.decode()


def test_the_city_root_can_be_taken_along(client, held):
    assert client.get(reverse("licenses:root")).status_code == 404
    content_of(held)
    answer = client.get(reverse("licenses:root"))
    assert b"".join(answer.streaming_content).startswith(b"-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize("name", ["verify", "root"])
def test_other_methods_are_refused(client, name):
    assert client.put(reverse(f"licenses:{name}")).status_code == 405


def test_looking_takes_few_questions(client, held, django_assert_max_num_queries):
    # One for the licence; three to count the visit: a statement and its transaction.
    with django_assert_max_num_queries(4):
        client.get(address(held))
