"""Draw a licence: a face goes in, the PDF's bytes come out, not yet signed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tongban.sharing.licenses.drawing.appearances import APPEARANCES
from tongban.sharing.licenses.drawing.fonts import legible, measure
from tongban.sharing.licenses.drawing.layout import Layout
from tongban.sharing.licenses.drawing.paint import paint
from tongban.sharing.licenses.drawing.paper import lay_out_paper
from tongban.sharing.licenses.signing.sealing import SealPlace
from tongban.sharing.licenses.types import LicenseFace, PaperFace


@dataclass(frozen=True, slots=True)
class Drawn:
    """The PDF, where its seal is, and the code points that the font lacks."""

    content: bytes
    seal: SealPlace
    missing: tuple[str, ...]


def draw(face: LicenseFace) -> Drawn:
    """Draw a licence. Raises ``FontMissingError``."""
    layout, missing = laid_out(face)
    content = paint(
        layout,
        title=f"{face.title} {face.number}",
        author=face.issuer_name,
        subject=face.holder_name,
        keywords=face.identifier,
    )
    return Drawn(content, layout.seal, missing)


def draw_paper(face: PaperFace) -> Drawn:
    """Draw an official paper. Raises ``FontMissingError``."""
    layout, missing = paper_laid_out(face)
    content = paint(
        layout,
        title=f"{face.title} {face.number}",
        author=face.issuer_name,
        subject=face.addressee,
        keywords=face.number,
    )
    return Drawn(content, layout.seal, missing)


def paper_laid_out(face: PaperFace) -> tuple[Layout, tuple[str, ...]]:
    """The layout of a paper, and the code points that the font lacks."""
    read, missing = _reader()
    shown = replace(
        face,
        issuer_name=read(face.issuer_name),
        title=read(face.title),
        number=read(face.number),
        addressee=read(face.addressee),
        paragraphs=[read(text) for text in face.paragraphs],
        rows=[(read(label), read(value)) for label, value in face.rows],
    )
    lacking = tuple(dict.fromkeys(missing))
    return lay_out_paper(shown, measure(), _notes(lacking)), lacking


def _reader() -> tuple[Callable[[str], str], list[str]]:
    """What makes a text legible, and where it notes what the font lacks."""
    missing: list[str] = []

    def read(text: str) -> str:
        drawn, lacking = legible(text)
        missing.extend(lacking)
        return drawn

    return read, missing


def _notes(lacking: tuple[str, ...]) -> list[str]:
    if not lacking:
        return []
    return [f"字库里没有 {'、'.join(lacking[:8])}，照面写作编码，以随附的电子数据为准。"]


def laid_out(face: LicenseFace) -> tuple[Layout, tuple[str, ...]]:
    """The layout of a face, and the code points that the font lacks, written as 〔U+…〕 in it."""
    read, missing = _reader()
    shown = replace(
        face,
        title=read(face.title),
        number=read(face.number),
        holder_label=read(face.holder_label),
        holder_name=read(face.holder_name),
        rows=[(read(label), read(value)) for label, value in face.rows],
        paragraphs=[read(text) for text in face.paragraphs],
        issuer_name=read(face.issuer_name),
        basis=read(face.basis),
    )
    lacking = tuple(dict.fromkeys(missing))
    return APPEARANCES[face.appearance](shown, measure(), _notes(lacking)), lacking
