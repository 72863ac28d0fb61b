import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pypdfium2 as pdfium
import pytest
import segno
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader

from tongban.base.audit import queries as audit
from tongban.base.files import queries as files
from tongban.base.files.models import File
from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Missing
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.drawing import draw
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.services import define_type, render_license, revoke_license
from tongban.sharing.licenses.tests import makers
from tongban.sharing.licenses.types import Appearance, FontMissingError, SigningError


def text_of(content):
    with pdfium.PdfDocument(content) as document:
        texts = []
        for page in document:
            part = page.get_textpage()
            texts.append(part.get_text_range())
            part.close()
            page.close()
    # The gaps of spaced titles and labels are layout, not text.
    return "".join("".join(texts).split())


def pdf_of(license_id):
    stream, _name = queries.open_pdf(license_id)
    with stream:
        return stream.read()


@pytest.mark.django_db
class TestTheFile:
    def test_the_text_of_the_licence_can_be_read_and_searched(self, department):
        makers.a_food_type()
        with moments.moved_to(moments.at(date(2026, 11, 21), 10)):
            held = makers.a_license(department)
        text = text_of(pdf_of(held.id))
        for part in (
            "食品经营许可证",
            "编号：JY2341602000001",
            "经营者名称",
            "谯城区小满面馆",
            f"统一社会信用代码{makers.SHOP_CODE}",
            "亳州市谯城区薛阁街道希夷大道128号",
            "热食类食品制售、自制饮品制售",
            "2026年11月21日至2031年11月20日",
            "谯城区市场监督管理局",
            "电子证照专用章",
            held.identifier,
            "示例",
        ):
            assert part in text

    def test_every_font_is_embedded(self, held):
        reader = PdfFileReader(io.BytesIO(pdf_of(held.id)))
        page = reader.root["/Pages"]["/Kids"][0]
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        used = [font for font in fonts if "+" in font["/BaseFont"]]
        assert used
        assert all("/FontFile2" in font["/FontDescriptor"] for font in used)
        # reportlab names Helvetica in every file; nothing is written with it.
        assert {font["/BaseFont"] for font in fonts if font not in used} <= {"/Helvetica"}

    def test_a_rare_name_is_drawn_and_copied_as_it_is(self, department):
        makers.a_teacher_type()
        held = makers.a_license(
            department,
            type_code=makers.TEACHER_TYPE,
            holder_name="王㛃𬭼",
            holder_code=makers.PERSON_CODE,
            holder_code_type="111",
            data={"subject": "语文"},
        )
        assert "姓名王㛃𬭼" in text_of(pdf_of(held.id))

    def test_a_letter_that_the_font_lacks_is_named_and_found(self, department):
        makers.a_food_type()
        held = makers.a_license(department, holder_name="李𠮷面馆")
        content = pdf_of(held.id)
        assert "李〔U+20BB7〕面馆" in text_of(content)
        assert metadata(content)["持证主体名称"] == "李𠮷面馆"
        rendered = audit.history("license", held.id)[0]
        assert (rendered.act, rendered.detail["characters_missing_from_font"]) == (
            "render_license",
            1,
        )

    def test_the_code_leads_to_the_page_of_the_licence(self, held, settings):
        settings.PUBLIC_ADDRESS = "https://city.example/"
        content = pdf_of(held.id)
        expected = segno.make(
            f"https://city.example/verify/{held.identifier}/",
            error="m",
            micro=False,
            boost_error=False,
        )
        assert modules(content, len(expected.matrix)) == [list(row) for row in expected.matrix]

    def test_the_metadata_of_the_standard_is_attached(self, held):
        found = metadata(pdf_of(held.id))
        assert found["证照标识"] == held.identifier
        assert found["证照类型代码"] == makers.FOOD_TYPE
        assert found["证照颁发机构代码"] == makers.ISSUER
        assert (found["持证主体代码类型代码"], found["持证主体代码"]) == ("001", makers.SHOP_CODE)
        assert found["证照版本号"] == "001"
        assert found["关联事项代码"] == ["000131004000"]
        assert found["扩展业务信息"]["经营项目"] == "热食类食品制售、自制饮品制售"

    def test_an_approval_is_set_as_running_text(self, department):
        define_type(
            actor=makers.OPERATOR,
            code=f"{makers.DEFINER}040",
            name="准予行政许可决定书",
            defining_body="某部",
            fields=makers.DECISION_FIELDS,
            appearance=Appearance.APPROVAL,
            holder_code_types=["001"],
        )
        held = makers.a_license(
            department,
            type_code=f"{makers.DEFINER}040",
            data={"body": "经审查，准予许可。\n自即日起生效。", "site": "谷雨花园"},
        )
        text = text_of(pdf_of(held.id))
        assert "谯城区小满面馆：经审查，准予许可。自即日起生效。" in text
        assert "工程名称：谷雨花园" in text


def metadata(content):
    names = PdfFileReader(io.BytesIO(content)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[0] == "license.json"
    return json.loads(names[1]["/EF"]["/F"].data)


def modules(content, count):
    """The modules of the QR code as a camera would see them on the first page of a permit."""
    side, left, bottom, scale = 92, 662 - 46, 595.28 - 284, 8
    with pdfium.PdfDocument(content) as document:
        page = document[0]
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("L")
        page.close()
    unit = side / count
    return [
        [
            int(
                picture.getpixel(
                    (
                        round((left + (column + 0.5) * unit) * scale),
                        round((595.28 - bottom - side + (row + 0.5) * unit) * scale),
                    )
                )
                < 128
            )
            for column in range(count)
        ]
        for row in range(count)
    ]


@pytest.mark.django_db
class TestOnce:
    def test_the_file_is_made_when_first_asked_for_and_never_again(self, held):
        assert held.file_id is None
        assert not File.objects.exists()
        first = render_license(actor=system(), license_id=held.id)
        again = render_license(actor=system(), license_id=held.id)
        held.refresh_from_db()
        assert first.id == again.id == held.file_id
        assert held.rendered_at is not None
        assert File.objects.count() == 1
        assert [entry.act for entry in audit.history("license", held.id)] == [
            "render_license",
            "issue_license",
        ]
        assert files.verify(first.id)

    def test_it_is_named_after_the_licence_and_its_number(self, held):
        stream, name = queries.open_pdf(held.id)
        stream.close()
        assert name == "食品经营许可证（JY2341602000001）.pdf"

    def test_a_revoked_licence_is_not_handed_out(self, held):
        render_license(actor=system(), license_id=held.id)
        revoke_license(actor=makers.OPERATOR, license_id=held.id, status="03", reason="查实造假")
        with pytest.raises(Conflict) as refused:
            queries.open_pdf(held.id)
        assert refused.value.code == "license_not_valid"

    @pytest.mark.usefixtures("db")
    def test_an_unknown_licence_is_missing(self):
        with pytest.raises(Missing):
            render_license(actor=system(), license_id=makers.NO_LICENSE)

    def test_without_a_signature_nothing_is_kept(self, held, settings):
        settings.LICENSE_SIGNER = "failing"
        with pytest.raises(SigningError) as refused:
            render_license(actor=system(), license_id=held.id)
        assert refused.value.code == "signer_unavailable"
        held.refresh_from_db()
        assert held.file_id is None
        assert not File.objects.exists()
        settings.LICENSE_SIGNER = "software"
        assert render_license(actor=system(), license_id=held.id).media_type == "application/pdf"


@pytest.mark.django_db(transaction=True)
def test_two_that_ask_at_once_get_one_file():
    department = makers.a_department()
    makers.a_food_type()
    held = makers.a_license(department)
    together = Barrier(4)

    def ask():
        together.wait()
        try:
            return render_license(actor=system(), license_id=held.id).id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [future.result() for future in [pool.submit(ask) for _ in range(4)]]
    assert len(set(made)) == 1
    assert File.objects.count() == 1
    assert License.objects.get().file_id == made[0]
    assert [entry.act for entry in audit.history("license", held.id)].count("render_license") == 1


def test_a_missing_font_says_what_to_do(settings, tmp_path):
    settings.FONT_FILE = tmp_path / "none.ttf"
    with pytest.raises(FontMissingError) as refused:
        draw(makers.a_face())
    assert "make setup" in refused.value.message


def test_a_font_file_that_is_no_font_says_what_to_do(settings, tmp_path):
    settings.FONT_FILE = tmp_path / "broken.ttf"
    settings.FONT_FILE.write_bytes(b"not a font")
    with pytest.raises(FontMissingError) as refused:
        draw(makers.a_face())
    assert "make setup" in refused.value.message
