"""Whatever is done to a file after it was sealed is found."""

import io
import random
import zlib

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PdfSigningError

from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.base.kernel.codes.license_id import issue_license_id
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.drawing import draw
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.services import render_license, revoke_license
from tongban.sharing.licenses.signing import providers
from tongban.sharing.licenses.signing.sealing import seal_pdf
from tongban.sharing.licenses.signing.verifying import verify
from tongban.sharing.licenses.tests import makers
from tongban.sharing.licenses.types import SigningIdentity

BODY = SigningIdentity("谯城区市场监督管理局", makers.ISSUER)
IDENTIFIER = issue_license_id(makers.FOOD_TYPE, makers.ISSUER, "0A1B2C3D4E5F6G7H8I9J", 1)
METADATA = {"证照标识": IDENTIFIER, "证照名称": "食品经营许可证", "持证主体名称": "谷雨"}


@pytest.fixture(scope="module")
def city(tmp_path_factory, django_db_blocker):
    """A city with its keys, and a file that it sealed."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("city")
    with override_settings(KEYS_FOLDER=folder):
        drawn = draw(makers.a_face())
        content = seal_pdf(drawn.content, BODY, place=drawn.seal, metadata=METADATA)
        return content, (providers.in_use().root(),), drawn.content


def codes(report):
    return [finding.code for finding in report.findings]


def test_an_untouched_file_is_intact_and_of_this_city(city):
    content, roots, _unsigned = city
    report = verify(content, roots)
    assert report.findings == ()
    assert report.holds
    assert (report.signer, report.signer_code) == (BODY.name, BODY.credit_code)
    assert (report.identifier, report.title) == (IDENTIFIER, "食品经营许可证")
    assert report.signed_at is not None
    assert report.sentence == ("完好：食品经营许可证由谯城区市场监督管理局签发，签名之后没有改动。")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_flip_of_any_bit_is_found(city, data):
    content, roots, _unsigned = city
    place = data.draw(st.integers(0, len(content) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    report = verify(bytes(changed), roots)
    assert not report.holds
    assert report.findings


def test_a_flip_of_any_byte_in_the_place_of_the_signature_is_found(city):
    content, roots, _unsigned = city
    start = content.index(b"/Contents <") + len(b"/Contents ")
    end = content.index(b">", start)
    chosen = random.Random(20261121).sample(range(start, end + 1), 250)
    for place in [start, start + 1, end - 1, end, *chosen]:
        changed = bytearray(content)
        changed[place] = ord("7") if changed[place] != ord("7") else ord("8")
        report = verify(bytes(changed), roots)
        assert not report.holds, place
        assert report.findings, place


def test_a_letter_changed_in_the_attached_data_is_found(city):
    content, roots, _unsigned = city
    start = content.index(b"/EmbeddedFile")
    place = content.index(b"stream", start) + 20
    changed = bytearray(content)
    changed[place] ^= 1
    assert codes(verify(bytes(changed), roots)) == ["changed"]


@pytest.mark.parametrize("kept", [0.99, 0.9, 0.5, 0.1])
def test_a_truncated_file_is_found(city, kept):
    content, roots, _unsigned = city
    report = verify(content[: int(len(content) * kept)], roots)
    assert not report.intact
    assert codes(report)[0] in {"unreadable", "unsigned", "signature_damaged"}


def test_an_update_appended_after_signing_is_reported_as_change(city):
    content, roots, _unsigned = city
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = pdf_name("/Ninety")
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(content)
    report = verify(out.getvalue(), roots)
    assert (report.intact, report.covers_whole_file) == (False, False)
    assert codes(report) == ["appended"]
    assert "追加" in report.sentence


def test_bytes_behind_the_end_are_found(city):
    content, roots, _unsigned = city
    for tail in (b"\n", b"%", b"\n% note\n", b"\0" * 2000):
        assert not verify(content + tail, roots).holds


def test_bytes_before_the_beginning_are_found(city):
    content, roots, _unsigned = city
    assert not verify(b"\n" + content, roots).holds


def test_a_stripped_signature_is_found(city):
    _content, roots, unsigned = city
    assert codes(verify(unsigned, roots)) == ["unsigned"]


def test_an_emptied_signature_is_found(city):
    content, roots, _unsigned = city
    start = content.index(b"/Contents <") + len(b"/Contents <")
    end = content.index(b">", start)
    emptied = content[:start] + b"0" * (end - start) + content[end:]
    report = verify(emptied, roots)
    assert not report.intact
    assert codes(report) == ["unreadable"]


def test_the_signature_of_another_file_does_not_fit(city, settings, tmp_path):
    content, roots, _unsigned = city
    start = content.index(b"/Contents <")
    end = content.index(b">", start)
    settings.KEYS_FOLDER = tmp_path
    other = seal_pdf(draw(makers.a_face(number="JY2")).content, BODY, metadata=METADATA)
    begin = other.index(b"/Contents <")
    taken = other[begin : other.index(b">", begin)]
    if len(taken) == end - start:
        swapped = content[:start] + taken + content[end:]
        assert not verify(swapped, roots).holds


def test_a_second_signature_is_found(city):
    content, roots, _unsigned = city
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    copied = type(field)(dict(field))
    copied["/T"] = pdf_string("Another")
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(copied))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])
    out = io.BytesIO()
    writer.write(out)
    assert codes(verify(out.getvalue(), roots)) == ["several_signatures"]


def test_a_sealed_file_cannot_be_sealed_again(city, settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path
    with pytest.raises(PdfSigningError):
        seal_pdf(city[0], BODY)


def test_a_signer_of_another_city_is_not_ours(city, settings, tmp_path):
    content, roots, unsigned = city
    settings.KEYS_FOLDER = tmp_path / "another"
    foreign = seal_pdf(unsigned, BODY, metadata=METADATA)
    report = verify(foreign, roots)
    assert (report.intact, report.covers_whole_file, report.issued_by_this_city) == (
        True,
        True,
        False,
    )
    assert codes(report) == ["unknown_signer"]
    assert report.identifier == ""
    assert verify(foreign, (providers.in_use().root(),)).holds
    assert codes(verify(content, (providers.in_use().root(),))) == ["unknown_signer"]


def test_without_a_root_nobody_is_known(city):
    content, _roots, _unsigned = city
    report = verify(content, ())
    assert not report.issued_by_this_city
    assert codes(report) == ["no_root"]


@pytest.mark.parametrize("root_first", [True, False])
def test_one_of_several_roots_is_enough(city, settings, tmp_path, root_first):
    content, roots, _unsigned = city
    settings.KEYS_FOLDER = tmp_path / "another"
    other = providers.in_use().root()
    assert verify(content, (*roots, other) if root_first else (other, *roots)).holds


def test_a_signed_file_that_is_no_licence_is_said_to_be_none(city, settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    _content, _roots, unsigned = city
    report = verify(seal_pdf(unsigned, BODY), (providers.in_use().root(),))
    assert codes(report) == ["no_identifier"]


def test_a_wrong_identifier_is_found_although_the_signature_holds(city, settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    wrong = IDENTIFIER[:-1] + ("0" if IDENTIFIER[-1] != "0" else "1")
    content = seal_pdf(city[2], BODY, metadata={"证照标识": wrong})
    report = verify(content, (providers.in_use().root(),))
    assert codes(report) == ["identifier.license.check"]


def test_a_file_still_verifies_after_its_certificate_has_ended(city):
    content, roots, _unsigned = city
    from datetime import date

    with moments.moved_to(moments.at(date(2060, 1, 1))):
        assert verify(content, roots).holds


def test_a_clock_that_was_moved_back_signs_no_earlier_than_the_certificate(settings, tmp_path):
    from datetime import date

    settings.KEYS_FOLDER = tmp_path / "keys"
    providers.in_use().certificates(BODY)
    with moments.moved_to(moments.at(date(2025, 3, 3))):
        content = seal_pdf(draw(makers.a_face()).content, BODY, metadata=METADATA)
    report = verify(content, (providers.in_use().root(),))
    begins = x509.load_der_x509_certificate(
        providers.in_use().certificates(BODY)[0]
    ).not_valid_before_utc
    assert report.holds
    assert report.signed_at >= begins


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_pdf"),
        (b"PK\x03\x04", "not_pdf"),
        (b"\x89PNG\r\n\x1a\n", "not_pdf"),
        (b"%PDF-", "unreadable"),
        (b"%PDF-1.7\n" + b"\0" * 5000, "unreadable"),
        (b"%PDF-1.7\n1 0 obj\n<< /Length 99999999 >>\nstream\n", "unreadable"),
        (b"%PDF-1.7\nxref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF", "unreadable"),
    ],
)
def test_what_is_no_readable_pdf_is_said_so(city, content, code):
    assert codes(verify(content, city[1])) == [code]


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400).map(lambda tail: b"%PDF-1.7\n" + tail))
def test_no_content_breaks_the_verification(city, content):
    assert not verify(content, city[1]).holds


def test_a_small_file_that_swells_does_no_harm(city):
    bomb = zlib.compress(b"\0" * 30_000_000)
    content = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /XRef /Size 1 /W [1 1 1] /Filter /FlateDecode /Length "
        + str(len(bomb)).encode()
        + b" >>\nstream\n"
        + bomb
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    )
    assert codes(verify(content, city[1])) in (["unreadable"], ["unsigned"])


@pytest.mark.django_db
class TestAgainstTheRegister:
    def content_of(self, held):
        render_license(actor=system(), license_id=held.id)
        stream, _name = queries.open_pdf(held.id)
        with stream:
            return stream.read()

    def test_the_register_says_the_status(self, held):
        content = self.content_of(held)
        report = queries.verify_file(content)
        assert (report.holds, report.status, report.findings) == (True, "01", ())
        revoke_license(actor=makers.OPERATOR, license_id=held.id, status="07", reason="依法")
        assert queries.verify_file(content).status == "07"

    def test_a_file_that_is_not_in_the_register_is_refused(self, held):
        content = self.content_of(held)
        License.objects.all().delete()
        assert codes(queries.verify_file(content)) == ["not_registered"]

    def test_another_file_under_the_same_identifier_is_refused(self, held):
        self.content_of(held)
        forged = seal_pdf(
            draw(makers.a_face()).content, BODY, metadata={"证照标识": held.identifier}
        )
        assert codes(queries.verify_file(forged)) == ["other_file"]

    def test_the_signature_is_pades_with_one_signature_and_no_change_allowed(self, held):
        (signature,) = PdfFileReader(io.BytesIO(self.content_of(held))).embedded_signatures
        assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        assert signature.docmdp_level.value == 1
