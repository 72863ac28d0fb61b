import errno
import hashlib
import io
import stat

import pytest
from django.db import IntegrityError, transaction

from tongban.base.audit.models import Entry
from tongban.base.files import services, types
from tongban.base.files.models import File
from tongban.base.files.scanners.demo.scanner import EICAR
from tongban.base.files.stores.folder import FolderStore
from tongban.base.files.tests import samples
from tongban.base.files.types import DOCUMENTS, FileStoreError, MediaKind
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Forbidden, Invalid, TooLarge

pytestmark = pytest.mark.django_db


def keep(actor, data, name, **options):
    return services.keep(
        actor=actor, stream=io.BytesIO(data), name=name, purpose="material", **options
    )


def contents(folder):
    """Every file below the folder, unfinished writes included."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def refused(folder, actor, data, name, error=Invalid, **options):
    """The refusal, after proving that it left nothing behind."""
    with pytest.raises(error) as caught:
        keep(actor, data, name, **options)
    assert contents(folder) == []
    assert not File.objects.exists()
    assert not Entry.objects.filter(act="keep_file").exists()
    return caught.value


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (samples.pdf(), "申请书.pdf", MediaKind.PDF),
        (b"\xef\xbb\xbf\n" + samples.pdf(), "申请书.pdf", MediaKind.PDF),
        (samples.picture("PNG"), "照片.png", MediaKind.PNG),
        (samples.picture("JPEG"), "照片.JPG", MediaKind.JPEG),
        (samples.picture("JPEG"), "照片.jfif", MediaKind.JPEG),
        (samples.picture("WEBP"), "照片.webp", MediaKind.WEBP),
        (samples.picture("GIF"), "图.gif", MediaKind.GIF),
        (samples.picture("BMP"), "图.bmp", MediaKind.BMP),
        (samples.office(), "章程.docx", MediaKind.DOCX),
        (samples.office(samples.XLSX), "名单.xlsx", MediaKind.XLSX),
        (samples.ofd(), "发票.ofd", MediaKind.OFD),
        ("姓名,电话\n立春,10012340001\n".encode(), "名单.csv", MediaKind.CSV),
        ("\ufeff姓名,电话\n".encode(), "名单.csv", MediaKind.CSV),
        ("情况说明：房屋已拆除。".encode("gb18030"), "说明.txt", MediaKind.TEXT),
        ("BM 是部门的代号，MZ 也是".encode(), "说明.txt", MediaKind.TEXT),
    ],
)
def test_a_sound_file_is_kept_with_the_type_of_its_content(folder, person, data, name, kind):
    file = keep(person, data, name)

    assert file.media_type == kind.value
    assert (file.name, file.size, file.purpose) == (name, len(data), "material")
    assert file.digest == hashlib.sha256(data).hexdigest()
    assert file.uploaded_by == person.as_value()
    assert [path.read_bytes() for path in contents(folder)] == [data]
    entry = Entry.objects.get(act="keep_file")
    assert entry.subject_id == str(file.id)
    assert entry.detail["digest"] == file.digest
    assert name not in str(entry.detail)


def test_a_content_lies_under_its_digest_for_our_eyes_only(folder, person):
    file = keep(person, samples.pdf(), "a.pdf")
    place = folder / file.digest[:2] / file.digest[2:4] / file.digest
    assert contents(folder) == [place]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    for each in (folder, place.parent, place.parent.parent, folder / "incoming"):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700


def test_the_same_content_is_stored_once_under_two_names(folder, person):
    first = keep(person, samples.pdf(), "身份证.pdf")
    inode = contents(folder)[0].stat().st_ino
    second = keep(person, samples.pdf(), "证明.pdf")
    assert (first.digest, first.id == second.id) == (second.digest, False)
    assert [path.stat().st_ino for path in contents(folder)] == [inode]
    assert sorted(File.objects.values_list("name", flat=True)) == ["证明.pdf", "身份证.pdf"]


def test_a_file_of_exactly_the_limit_is_kept(folder, person):
    data = samples.pdf()
    assert keep(person, data, "a.pdf", limit=len(data)).size == len(data)


def test_a_file_of_one_byte_over_the_limit_is_refused(folder, person):
    data = samples.pdf()
    error = refused(folder, person, data, "a.pdf", TooLarge, limit=len(data) - 1)
    assert error.code == "file_too_large"


def test_the_refusal_names_the_limit(folder, person):
    error = refused(folder, person, bytes(3_000_000), "a.pdf", TooLarge, limit=2 * 1024 * 1024)
    assert error.message == "文件超过 2 MB。请压缩，或者分成几个文件再上传。"


def test_no_more_than_the_limit_is_read(folder, person):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(TooLarge):
        services.keep(
            actor=person, stream=stream, name="a.txt", purpose="material", limit=1_000_000
        )
    assert stream.given <= 1_000_000 + 256 * 1024


def test_an_empty_file_is_refused(folder, person):
    assert refused(folder, person, b"", "a.pdf").code == "file_empty"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (samples.EXE, "材料.pdf"),
        (samples.EXE, "材料.exe"),
        (samples.ELF, "材料.jpg"),
        (samples.HTML, "照片.jpg"),
        (samples.HTML, "说明.txt"),
        (b"\xef\xbb\xbf  \n" + samples.HTML, "说明.txt"),
        (b"some words first <ScRiPt>alert(1)</script>", "说明.txt"),
        (b"x" * (256 * 1024 - 4) + b"<script>alert(1)</script>", "说明.txt"),
        (samples.SVG, "图.svg"),
        (samples.SVG, "图.png"),
        (b"<?xml version='1.0'?><a/>", "a.txt"),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt"),
        (b"alert(1)", "a.js"),
        (b"del *.*", "a.bat"),
        (samples.HEIC, "IMG_1.heic"),
        (samples.OLD_WORD, "章程.doc"),
        (samples.package({"a.txt": "1"}), "材料.zip"),
        (samples.package({"a.txt": "1"}), "材料.docx"),
        (b"\x1f\x8b\x08\x00" + bytes(50), "材料.gz"),
        (bytes(range(256)) * 4, "材料.pdf"),
        ("说明".encode("utf-16"), "说明.txt"),
        (samples.pdf(script="app.alert('x')"), "表.pdf"),
        (samples.office(**{"word/vbaProject.bin": b"x"}), "章程.docx"),
        (samples.office("application/vnd.ms-word.document.macroEnabled"), "章程.docx"),
        (samples.office(samples.XLSX, **{"xl/macrosheets/sheet1.xml": "<x/>"}), "表.xlsx"),
        (
            samples.office(
                **{
                    "word/_rels/settings.xml.rels": '<Relationships xmlns="http://schemas.'
                    'openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                    'attachedTemplate" Target="http://x.invalid/a.dotm" TargetMode="External"/>'
                    "</Relationships>"
                }
            ),
            "章程.docx",
        ),
    ],
)
def test_content_that_is_no_material_is_refused_whatever_its_name(folder, person, data, name):
    assert refused(folder, person, data, name).code == "file_type_refused"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (
            samples.picture("PNG"),
            "x.pdf",
            (
                "这个文件叫 x.pdf，但内容是图片（PNG）。"
                "请把文件名的结尾改成 .png，或者换成正确的文件再上传。"
            ),
        ),
        (
            samples.pdf(),
            "x.jpg",
            "这个文件叫 x.jpg，但内容是 PDF。请把文件名的结尾改成 .pdf，或者换成正确的文件再上传。",
        ),
        (
            b"plain words",
            "x.pdf",
            (
                "这个文件叫 x.pdf，但内容是纯文本（txt）。"
                "请把文件名的结尾改成 .txt，或者换成正确的文件再上传。"
            ),
        ),
    ],
)
def test_a_name_that_does_not_agree_with_the_content_is_refused(
    folder, person, data, name, message
):
    error = refused(folder, person, data, name)
    assert (error.code, error.message) == ("file_type_mismatch", message)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (samples.pdf(password="secret"), "a.pdf"),
        (samples.locked_package(), "a.docx"),
    ],
)
def test_a_file_with_a_password_is_refused(folder, person, data, name):
    assert refused(folder, person, data, name).code == "file_encrypted"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (samples.pdf()[:300], "a.pdf"),
        (samples.photo()[:1500], "a.jpg"),
        (samples.picture("PNG")[:60], "a.png"),
        (samples.office()[:200], "a.docx"),
    ],
)
def test_a_file_that_was_cut_off_is_refused(folder, person, data, name):
    assert refused(folder, person, data, name).code == "file_damaged"


def test_a_decompression_bomb_is_refused_before_it_is_unpacked(folder, person):
    data = samples.bomb()
    assert len(data) < 300_000
    error = refused(folder, person, data, "a.png", TooLarge)
    assert error.code == "image_too_many_pixels"


def test_a_package_that_unpacks_to_too_much_is_refused(folder, person, monkeypatch):
    monkeypatch.setattr("tongban.base.files.contents.packages.MOST_UNPACKED", 100_000)
    error = refused(
        folder, person, samples.office(**{"word/x.xml": bytes(200_000)}), "a.docx", TooLarge
    )
    assert error.code == "package_too_large"


def test_an_entity_bomb_in_a_package_is_not_expanded(folder, person):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    types = (
        f'<!DOCTYPE t [<!ENTITY e0 "x">{entities}]>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">&e11;</Types>'
    )
    data = samples.package({"[Content_Types].xml": types})
    assert refused(folder, person, data, "a.docx").code in {"file_type_refused", "file_damaged"}


def test_a_kind_that_is_not_asked_for_is_refused(folder, person):
    error = refused(folder, person, samples.office(), "a.docx", accept=DOCUMENTS)
    assert error.code == "file_type_refused"
    assert error.message == (
        "这里不收 Word 文档（docx）。请上传 pdf、png、jpg、webp、gif、bmp 文件。"
    )


def test_a_name_without_an_ending_gets_that_of_the_content(folder, person):
    assert keep(person, samples.picture("PNG"), "扫描件").name == "扫描件.png"


def test_a_virus_is_refused(folder, person):
    error = refused(folder, person, b"before " + EICAR + b" after", "a.txt")
    assert error.code == "file_infected"


def test_a_virus_across_two_reads_is_found(folder, person):
    data = b"x" * (256 * 1024 - 20) + EICAR
    assert refused(folder, person, data, "a.txt").code == "file_infected"


def test_nothing_is_kept_while_the_scanner_does_not_answer(folder, person, settings):
    settings.FILES_SCANNER = "failing"
    error = refused(folder, person, samples.pdf(), "a.pdf", FileStoreError)
    assert (error.code, error.status) == ("file_scanner_unavailable", 503)


def test_a_visitor_keeps_nothing(folder):
    refused(folder, VISITOR, samples.pdf(), "a.pdf", Forbidden)


def test_a_full_disk_is_said_and_keeps_nothing(folder, person, settings):
    class FullStore(FolderStore):
        def put(self, _stream):
            raise OSError(errno.ENOSPC, "No space left on device")

    types.register_store("full", lambda: FullStore(folder))

    settings.FILES_STORE = "full"
    error = refused(folder, person, samples.pdf(), "a.pdf", FileStoreError)
    assert error.code == "file_store_unavailable"


def test_an_act_that_is_undone_leaves_no_row(folder, person):
    with transaction.atomic():
        keep(person, samples.pdf(), "a.pdf")
        transaction.set_rollback(True)
    assert not File.objects.exists()


def test_the_database_holds_no_file_without_digest_or_bytes(folder, person):
    for wrong in ({"digest": "x" * 64, "size": 1}, {"digest": "0" * 64, "size": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            File.objects.create(media_type="text/plain", name="a", purpose="material", **wrong)


def test_what_does_not_keep_the_protocol_is_not_registered():
    class Silent:
        name = "silent"

    with pytest.raises(TypeError):
        types.register_scanner(Silent())
    with pytest.raises(TypeError):
        types.register_store("text", "not a factory")
    with pytest.raises(LookupError):
        types.scanner_named("silent")
