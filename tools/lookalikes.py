"""Which characters look alike, made from the shapes of the font that the pages are set in.

``tools/lookalikes.py > src/tongban/management/catalog/data/lookalikes.txt`` writes the file anew.
Two characters look alike when nearly all ink of each lies on or beside ink of the other; of each
common character (GB/T 2312, first level) at most six are kept, the most alike first.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONT = (
    Path(__file__).parents[1] / "src/tongban/base/pages/static/vendor/fonts/NotoSansSC-Regular.ttf"
)
SIZE = 28
LEAST = 0.865
MOST = 6
HEAD = """\
# 形近字：每行第一个字，后面是和它写法相近的字，最像的在前。
# Made by tools/lookalikes.py from the shapes of a font; do not edit.
"""


def common() -> list[str]:
    """The 3,755 characters of the first level of GB/T 2312."""
    found = []
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def drawn(character: str, font: ImageFont.FreeTypeFont) -> tuple[int, int]:
    """Its ink, and its ink with what lies beside it, a bit for each point."""
    image = Image.new("L", (SIZE + 4, SIZE + 4))
    ImageDraw.Draw(image).text((2, -4), character, fill=255, font=font)
    ink = image.point(lambda value: 255 * (value > 110))
    wide = ink.filter(ImageFilter.MaxFilter(3))
    return tuple(  # type: ignore[return-value]
        int("".join("1" if value else "0" for value in one.tobytes()), 2) for one in (ink, wide)
    )


def main() -> None:
    """Write the file."""
    font = ImageFont.truetype(str(FONT), SIZE)
    characters = common()
    shapes = [drawn(character, font) for character in characters]
    alike: dict[str, list[tuple[float, str]]] = {character: [] for character in characters}
    sizes = [ink.bit_count() for ink, _ in shapes]
    for i, (ink, wide) in enumerate(shapes):
        for j in range(i):
            if not 0.7 < sizes[i] / sizes[j] < 1.43:
                continue
            ours, theirs = shapes[j]
            share = min((ink & theirs).bit_count() / sizes[i], (ours & wide).bit_count() / sizes[j])
            if share >= LEAST:
                alike[characters[i]].append((-share, characters[j]))
                alike[characters[j]].append((-share, characters[i]))
    sys.stdout.write(HEAD)
    for character, others in alike.items():
        if others:
            most = "".join(other for _, other in sorted(others)[:MOST])
            sys.stdout.write(f"{character}{most}\n")


if __name__ == "__main__":
    main()
