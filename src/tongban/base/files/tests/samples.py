"""Real files for the tests, made on the spot."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind="PNG", size=(120, 80), colour=(27, 78, 152), **options):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def photo(size=(400, 300), orientation=6):
    """A JPEG lying on its side, with a place and a camera in its EXIF; its left half is red."""
    image = Image.new("RGB", size, (255, 255, 255))
    image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Invented Camera"
    exif.get_ifd(0x8825)[2] = (33.0, 51.0, 0.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def bomb(width=30_000, height=30_000):
    """A PNG of a few kilobytes that unpacks to almost a gigabyte."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    line = bytes(1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def pdf(pages=1, password=None, script=None, text="Tongban"):
    out = io.BytesIO()
    encrypt = StandardEncryption(password, canPrint=1) if password else None
    canvas = Canvas(out, pagesize=(595, 842), encrypt=encrypt, invariant=True)
    for page in range(pages):
        canvas.drawString(72, 720, f"{text} {page + 1}")
        canvas.setFillColorRGB(0.7, 0.1, 0.1)
        canvas.rect(0, 0, 595, 421, fill=1)
        canvas.showPage()
    canvas.save()
    data = out.getvalue()
    if script:
        data = _with_open_action(data, script)
    return data


def _with_open_action(data, script):
    """Append an update whose catalog starts a script when the document is opened."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    document = IncrementalPdfFileWriter(io.BytesIO(data))
    document.root["/OpenAction"] = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.pdf_string(script),
        }
    )
    document.update_root()
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def package(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def office(main=DOCX, extra_types="", **parts):
    folder = "word/document.xml" if main == DOCX else "xl/workbook.xml"
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{folder}" ContentType="{main}.main+xml"/>{extra_types}</Types>'
    )
    return package({"[Content_Types].xml": types, folder: "<w/>", **parts})


def ofd():
    return package({"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>'})


def locked_package():
    """A zip whose entry is marked as encrypted."""
    data = bytearray(office())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (found := data.find(signature, start)) >= 0:
            data[found + offset] |= 1
            start = found + 4
    return bytes(data)


def endless_pdf(side=4000, times=20_000):
    """A page of a few kilobytes that draws a picture of 16 million colours 20,000 times."""
    packer = zlib.compressobj(9)
    line = bytes(side * 3)
    packed = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    drawing = zlib.compress(b"q 600 0 0 800 0 0 cm " + b"/I Do " * times + b"Q", 9)
    return _page(
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream"
        % (side, side, len(packed), packed),
    )


def swelling_pdf():
    """A page of a few megabytes with 32 million rectangles; with leave it takes 11 GB."""
    packer = zlib.compressobj(1)
    chunk = b"0 0 1 1 re f " * 80_000
    packed = b"".join(packer.compress(chunk) for _ in range(400)) + packer.flush()
    return _page(
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Nothing>>",
    )


def _page(drawing, picture):
    resources = b"<</XObject<</I 5 0 R>>>>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources %b>>"
        % resources,
        drawing,
        picture,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )
