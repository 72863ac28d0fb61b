import io
from uuid import uuid4

import pytest
from PIL import Image

from tongban.base.files import plugins, queries, services
from tongban.base.files.contents import pdf
from tongban.base.files.tests import samples
from tongban.base.files.types import ContentDamagedError
from tongban.base.kernel.errors import Invalid, Missing

pytestmark = pytest.mark.django_db


def keep(actor, data, name):
    return services.keep(actor=actor, stream=io.BytesIO(data), name=name, purpose="material")


def shown(preview):
    return Image.open(io.BytesIO(preview.data))


def test_the_content_comes_back_as_it_was_handed_in(folder, person):
    data = samples.pdf()
    file = keep(person, data, "a.pdf")
    with queries.opened(file.id) as stream:
        assert stream.read() == data
    with queries.opened(file.id, verify=True) as stream:
        assert stream.read() == data
    assert queries.verify(file.id)
    value = queries.file(file.id)
    assert (value.id, value.digest, value.size) == (file.id, file.digest, len(data))
    assert (value.media_type, value.name) == ("application/pdf", "a.pdf")


@pytest.mark.parametrize("harm", [lambda p: p.write_bytes(b"%PDF-other"), lambda p: p.unlink()])
def test_a_content_that_changed_or_went_is_noticed(folder, person, harm):
    file = keep(person, samples.pdf(), "a.pdf")
    harm(plugins.store().path(file.digest))
    assert not queries.verify(file.id)
    with pytest.raises(ContentDamagedError) as caught:
        queries.opened(file.id, verify=True)
    assert (caught.value.code, caught.value.status) == ("file_content_damaged", 500)


def test_there_is_no_file_that_was_never_kept(folder):
    for read in (queries.file, queries.opened, queries.preview, queries.page_count):
        with pytest.raises(Missing):
            read(uuid4())


def test_a_photo_is_previewed_upright_and_without_its_notes(folder, person):
    data = samples.photo(size=(2000, 1500))
    assert b"Invented Camera" in data
    preview = queries.preview(keep(person, data, "a.jpg").id, 320)
    image = shown(preview)
    assert preview.media_type == "image/jpeg"
    assert image.size == (320, 427)
    assert not image.getexif()
    assert b"Exif" not in preview.data
    assert b"Invented" not in preview.data
    # The left half was red; turned by 90 degrees clockwise it is the upper half.
    assert image.getpixel((160, 60))[1] < 60
    assert image.getpixel((160, 370))[1] > 200


def test_a_small_picture_is_not_enlarged(folder, person):
    file = keep(person, samples.picture("PNG", size=(100, 50)), "a.png")
    assert shown(queries.preview(file.id, 1280)).size == (100, 50)


def test_a_transparent_picture_stays_transparent(folder, person):
    out = io.BytesIO()
    Image.new("RGBA", (200, 100), (0, 0, 0, 0)).save(out, "PNG")
    preview = queries.preview(keep(person, out.getvalue(), "章.png").id, 160)
    assert preview.media_type == "image/png"
    assert shown(preview).getpixel((10, 10))[3] == 0


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "I;16"])
def test_pictures_of_every_colour_mode_are_previewed(folder, person, mode):
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (300, 200)).save(out, kind)
    file = keep(person, out.getvalue(), f"a.{kind.lower()}")
    assert shown(queries.preview(file.id, 160)).size == (160, 107)


def test_each_page_of_a_pdf_is_previewed(folder, person):
    file = keep(person, samples.pdf(pages=3), "a.pdf")
    assert queries.page_count(file.id) == 3
    image = shown(queries.preview(file.id, 320, page=3))
    assert image.size == (320, 453)
    assert image.getpixel((160, 400))[0] > 150 > image.getpixel((160, 400))[1]
    assert image.getpixel((300, 20)) == (255, 255, 255)


@pytest.mark.parametrize("page", [0, -1, 4])
def test_a_page_that_is_not_there_is_missing(folder, person, page):
    file = keep(person, samples.pdf(pages=3), "a.pdf")
    with pytest.raises(Missing) as caught:
        queries.preview(file.id, 320, page=page)
    assert caught.value.code == "file_no_such_page"
    assert not list((folder / "previews").rglob("*.jpg"))


def test_previews_are_made_once_and_only_in_few_widths(folder, person):
    file = keep(person, samples.pdf(), "a.pdf")
    queries.preview(file.id, 200)
    (cached,) = (folder / "previews").rglob("*.jpg")
    assert cached.name == f"{file.digest}-1-320.jpg"
    cached.write_bytes(b"from the cache")
    assert queries.preview(file.id, 320).data == b"from the cache"
    assert queries.preview(file.id, 99_999).data != b"from the cache"
    assert sorted(p.name for p in (folder / "previews").rglob("*.jpg")) == [
        f"{file.digest}-1-1920.jpg",
        cached.name,
    ]


def test_a_text_has_no_preview(folder, person):
    file = keep(person, b"words", "a.txt")
    assert queries.page_count(file.id) == 0
    with pytest.raises(Invalid) as caught:
        queries.preview(file.id)
    assert caught.value.code == "file_no_preview"


@pytest.mark.parametrize("made", [samples.endless_pdf, samples.swelling_pdf])
def test_a_page_that_takes_minutes_or_gigabytes_is_kept_but_not_drawn(
    folder, person, monkeypatch, made
):
    file = keep(person, made(), "a.pdf")
    monkeypatch.setattr(pdf, "PATIENCE", 1)
    with pytest.raises(Invalid) as caught:
        queries.preview(file.id, 320)
    assert caught.value.code == "file_no_preview"
    assert not list((folder / "previews").rglob("*.jpg"))


def test_drawing_gets_no_more_memory_than_its_limit(folder, person, monkeypatch):
    source = pdf.PROGRAM.read_text()
    assert "document = Document()" in source
    program = folder.parent / "greedy.py"
    program.write_text(source.replace("document = Document()", "bytearray(MEMORY)"))
    file = keep(person, samples.pdf(), "a.pdf")
    monkeypatch.setattr(pdf, "PROGRAM", program)
    with pytest.raises(Invalid) as caught:
        queries.preview(file.id, 320)
    assert caught.value.code == "file_no_preview"


def headers(response):
    return {name: response[name] for name in ("Content-Type", "Content-Disposition")}


def test_a_download_says_its_name_and_is_isolated(folder, person):
    data = samples.pdf()
    file = keep(person, data, '说"明;.pdf')
    response = queries.download_response(file.id)
    assert b"".join(response.streaming_content) == data
    assert headers(response) == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%E8%AF%B4%22%E6%98%8E%3B.pdf",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; img-src 'self'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == str(len(data))


def test_only_pictures_and_pdf_are_shown_in_the_page(folder, person):
    cases = {
        "a.pdf": (samples.pdf(), "inline"),
        "a.png": (samples.picture("PNG"), "inline"),
        "a.docx": (samples.office(), "attachment"),
        "a.txt": (b"words", "attachment"),
        "a.csv": (b"a,b", "attachment"),
    }
    for name, (data, way) in cases.items():
        response = queries.download_response(keep(person, data, name).id, inline=True)
        assert response["Content-Disposition"] == f'{way}; filename="{name}"'


def test_an_inline_pdf_may_be_framed_by_our_own_pages_only(folder, person):
    response = queries.download_response(keep(person, samples.pdf(), "a.pdf").id, inline=True)
    assert "sandbox" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("license.pdf", "license.pdf"),
        ("license.exe", "license.exe.pdf"),
        ("license", "license.pdf"),
        ("../x\r\nSet-Cookie: a.pdf", "x Set-Cookie: a.pdf"),
    ],
)
def test_a_name_for_the_download_keeps_the_ending_of_the_content(folder, person, asked, said):
    response = queries.download_response(keep(person, samples.pdf(), "a.pdf").id, name=asked)
    assert response["Content-Disposition"] == f'attachment; filename="{said}"'


def test_a_preview_is_answered_isolated(folder, person):
    file = keep(person, samples.photo(), "a.jpg")
    response = queries.preview_response(file.id, width=160)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content == queries.preview(file.id, 160).data
